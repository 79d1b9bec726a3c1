package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.JsonObject;
import io.freshet.app.values.TrackerPath;
import io.freshet.app.values.Version;
import io.freshet.node.catalog.ChannelName;
import java.util.List;

/// `freshet rm`: retires a release, or all of a channel.
final class RmCommand implements Command {
  private static final Operand<TrackerPath> WHAT =
      new Operand<>(
          Reading.TRACKER_PATH.as("ADDRESS/CHANNEL[@VERSION]"),
          "a release; without a version, all of the channel's");
  private static final Option<Boolean> JSON = Option.flag("json", "what was retired, as JSON");

  private static final Syntax SYNTAX =
      new Syntax(
          "rm",
          "retire a release: its tracker forgets it, and its nodes stop giving it",
          "freshet rm localhost:7070/llama-70b@v2",
          List.of(WHAT),
          List.of(JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws InterruptedException, UsageException {
    var what = arguments.value(WHAT);
    if (what.channel().isEmpty())
      throw new UsageException(
          "`" + what + "` names no channel: write " + what + "/CHANNEL or /CHANNEL@VERSION");
    var channel = what.channel().get();
    return TrackerTalk.with(
        what.trackers(),
        client ->
            TrackerTalk.use(
                switch (what.version()) {
                  case Version.Newest() -> client.remove(channel);
                  case Version.Numbered(int number) -> client.remove(channel, number);
                },
                versions -> say(console, channel, versions, arguments.has(JSON))));
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: freshet ls says whether it is retired");
  }

  private static Outcome say(
      Console console, ChannelName channel, List<Integer> versions, boolean json) {
    var names = versions.stream().map(version -> "v" + version).toList();
    if (json) {
      console.line(
          new JsonObject().put("channel", channel.text()).putTexts("retired", names).toString());
    } else {
      console.line(
          "retired "
              + channel
              + " "
              + String.join(", ", names)
              + ": what nodes have already stays on their disks");
    }
    return Outcome.DONE;
  }
}
