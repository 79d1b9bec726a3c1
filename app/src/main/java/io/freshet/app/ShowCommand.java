package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.console.Console;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `freshet show`: a manifest in words.
final class ShowCommand implements Command {
  /// A manifest of 1,000,000 files with times and modes has 114 MB; twice that is no accident.
  private static final long MANIFEST_BYTES_MAX = 256L << 20;

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
    var file = arguments.value(FILE);
    if (Files.isDirectory(file))
      return new Outcome.Failed(
          file + " is a folder: name a .torrent file, or describe the folder by freshet pack");
    long bytes = Files.size(file);
    if (bytes > MANIFEST_BYTES_MAX)
      return new Outcome.Failed(file + " has " + bytes + " bytes: is it a .torrent file?");
    Manifest manifest;
    try {
      manifest = Manifest.parse(Files.readAllBytes(file));
    } catch (InvalidManifestException e) {
      return new Outcome.Failed(
          file + ": " + e.getMessage() + ": get the file again, or pack it again");
    }
    var words = new ManifestWords(manifest);
    if (arguments.has(JSON)) words.showJson(console);
    else words.show(console);
    return Outcome.DONE;
  }
}
