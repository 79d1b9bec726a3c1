package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import io.freshet.app.values.TrackerPath;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Answer;
import io.freshet.node.control.ControlFailure;
import io.freshet.node.control.TrackerClient;
import io.freshet.node.control.TrackerStatus;
import java.util.List;
import java.util.Optional;

/// `freshet status`: who holds what, once or live.
final class StatusCommand implements Command {
  /// Rates are means over seconds: more often would show nothing new.
  private static final long EVERY_MILLIS = 1_000;

  private static final Operand<TrackerPath> WHERE =
      new Operand<>(Reading.TRACKER_PATH, "a tracker, or one of its channels");
  private static final Option<Boolean> ONCE =
      Option.flag("once", "print it once, on a terminal, too");
  private static final Option<Boolean> JSON =
      Option.flag("json", "print it once, as one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "status",
          "show which node holds what, its rates and troubles; on a terminal until Ctrl-C",
          "freshet status localhost:7070/llama-70b --once",
          List.of(WHERE),
          List.of(ONCE, JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws InterruptedException, UsageException {
    var where = arguments.value(WHERE);
    TrackerTalk.refuseVersion(where);
    var channel = where.channel();
    // Several trackers: nobody knows here which one answered.
    String host = where.trackers().size() == 1 ? where.trackers().getFirst().host() : "";
    boolean json = arguments.has(JSON);
    boolean live = isWatched(console) && !json && !arguments.has(ONCE);
    return TrackerTalk.with(
        where.trackers(),
        client ->
            live
                ? watch(client, channel, host, console)
                : TrackerTalk.use(
                    ask(client, channel),
                    status -> {
                      var words = new StatusWords(status, host);
                      if (json) console.line(words.json().toString());
                      else words.lines().forEach(console::line);
                      return Outcome.DONE;
                    }));
  }

  /// Ctrl-C is how one stops looking.
  @Override
  public Outcome interrupted() {
    return Outcome.DONE;
  }

  /// A block that moves belongs to a terminal; into a file goes what was asked for, once.
  private static boolean isWatched(Console console) {
    return console.surface() instanceof Surface.Terminal && Boolean.getBoolean("freshet.watched");
  }

  private static Outcome watch(
      TrackerClient client, Optional<ChannelName> channel, String host, Console console)
      throws InterruptedException {
    while (true) {
      switch (ask(client, channel)) {
        case Answer.Failed<TrackerStatus>(ControlFailure why) -> {
          return TrackerTalk.failed(why);
        }
        case Answer.Given<TrackerStatus>(TrackerStatus status) ->
            console.progress(new StatusWords(status, host).lines(), System.nanoTime());
      }
      Thread.sleep(EVERY_MILLIS);
    }
  }

  private static Answer<TrackerStatus> ask(TrackerClient client, Optional<ChannelName> channel) {
    return channel.isPresent() ? client.status(channel.get()) : client.status();
  }
}
