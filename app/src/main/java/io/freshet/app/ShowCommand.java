package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.console.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `freshet show`: a manifest in words.
final class ShowCommand implements Command {
  private static final Operand<Path> FILE =
      new Operand<>(
          Reading.PATH.as("FILE.torrent"), "a BitTorrent v2 .torrent, made by any program");
  private static final Option<Boolean> JSON = Option.flag("json", "one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "show",
          "show a manifest in words: name, info hash, pieces, files",
          "freshet show llama-70b.torrent",
          List.of(FILE),
          List.of(JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console) throws IOException {
    var words = new ManifestWords(ManifestFile.read(arguments.value(FILE)));
    if (arguments.has(JSON)) words.showJson(console);
    else words.show(console);
    return Outcome.DONE;
  }
}
