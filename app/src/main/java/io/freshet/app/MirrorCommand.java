package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.JsonObject;
import io.freshet.app.values.ChannelAddress;
import io.freshet.node.Mirror;
import io.freshet.node.Node;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Follow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `freshet mirror`: follows a channel: DEST becomes each new release.
final class MirrorCommand implements Command {
  private static final Operand<ChannelAddress> CHANNEL =
      new Operand<>(Reading.CHANNEL, "the tracker and the channel");

  private static final Operand<String> DEST =
      new Operand<>(Reading.DEST, "the folder, or for a single file its name");

  private static final Option<Boolean> IN_PLACE =
      Option.flag(
          "in-place",
          "change large files where they stand: needs no room for a second copy, but who reads one meanwhile may see a mixture of old and new");

  private static final Syntax SYNTAX =
      new Syntax(
          "mirror",
          "follow a channel: fetch each new release, replacing what the one before put there",
          "freshet mirror 10.0.0.5/llama-70b models/llama-70b",
          List.of(CHANNEL, DEST),
          NodeOptions.after(IN_PLACE));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    ChannelAddress channel = arguments.value(CHANNEL);
    var follow = new Follow.EachNew(channel.channel());
    boolean inPlace = arguments.has(IN_PLACE);
    if (inPlace) {
      console.note(
          "--in-place: while a release is coming, who reads a large file in "
              + arguments.value(DEST)
              + " may see a mixture of old and new");
    }
    try (Node node = NodeOptions.open(NodeOptions.config(arguments, 0), arguments);
        Mirror mirror =
            Mirror.open(
                node,
                channel.trackers(),
                follow,
                arguments.value(DEST),
                inPlace ? Mirror.Change.IN_PLACE : Mirror.Change.STAGED,
                new Shown(console, arguments.has(NodeOptions.JSON)))) {
      mirror.run();
      return Outcome.DONE;
    }
  }

  @Override
  public Outcome interrupted() {
    return Outcome.DONE;
  }

  /// A mirror that tries again and again says why once.
  private static final class Shown implements Mirror.Listener {
    private final Console console;
    private final boolean json;
    private String trouble = "";
    private Optional<Release> fetching = Optional.empty();

    Shown(Console console, boolean json) {
      this.console = console;
      this.json = json;
    }

    @Override
    public void fetching(Release release) {
      if (fetching.equals(Optional.of(release))) return;
      fetching = Optional.of(release);
      say(release, "fetching");
    }

    @Override
    public void complete(Release release) {
      trouble = "";
      say(release, "complete");
    }

    @Override
    public void trouble(String line) {
      if (line.equals(trouble)) return;
      trouble = line;
      console.note(line);
    }

    private void say(Release release, String state) {
      console.line(
          json
              ? new JsonObject()
                  .put("release", "v" + release.version())
                  .put("state", state)
                  .put("info_hash", release.infoHash().hex())
                  .put("bytes", release.bytes())
                  .toString()
              : release.label()
                  + " is "
                  + (state.equals("complete") ? "in place" : "being fetched")
                  + ": "
                  + Human.size(release.bytes())
                  + ", "
                  + Human.count(release.files(), "file"));
      console.flush();
    }
  }
}
