package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.values.ReleaseReference;
import io.freshet.content.Manifest;
import io.freshet.node.UnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `freshet show`: a manifest in words.
final class ShowCommand implements Command {
  private static final Operand<ReleaseReference> RELEASE =
      new Operand<>(
          Reading.RELEASE,
          "a .torrent file made by any program, ADDRESS/CHANNEL[@VERSION], a magnet link, or an info hash with --peer");
  private static final Option<Boolean> JSON = Option.flag("json", "one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "show",
          "show a manifest in words: name, info hash, pieces, files",
          "freshet show llama-70b.torrent",
          List.of(RELEASE),
          List.of(ManifestSearch.PEER, JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    try {
      var words = new ManifestWords(manifest(arguments));
      if (arguments.has(JSON)) words.showJson(console);
      else words.show(console);
      return Outcome.DONE;
    } catch (UnavailableException e) {
      return new Outcome.Failed(e.getMessage());
    }
  }

  private static Manifest manifest(Arguments arguments)
      throws IOException, InterruptedException, UsageException, UnavailableException {
    // A file is the short path, without what speaks to the network.
    return arguments.value(RELEASE) instanceof ReleaseReference.TorrentFile(var file)
        ? ManifestFile.read(file)
        : new ManifestSearch(arguments, arguments.value(RELEASE)).find(_ -> Optional.empty());
  }
}
