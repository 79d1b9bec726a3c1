package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.JsonObject;
import io.freshet.app.values.ChannelAddress;
import io.freshet.content.scan.ScanResult;
import io.freshet.engine.Priority;
import io.freshet.node.Node;
import io.freshet.node.Seeding;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.control.ControlFailure;
import io.freshet.node.control.Publishing;
import io.freshet.node.control.SessionEvent;
import io.freshet.node.control.TrackerClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// `freshet publish`: adds a release to a running tracker and stays its origin.
final class PublishCommand implements Command {
  private static final Operand<Path> SOURCE =
      new Operand<>(Reading.PATH, "the file or folder to publish; it is never written to");

  private static final Operand<ChannelAddress> CHANNEL =
      new Operand<>(Reading.CHANNEL, "the tracker, on this machine, and the channel");

  private static final Option<Integer> UNTIL_COPIES =
      new Option<>("until-copies", Reading.COUNT, "end when so many other nodes hold all of it");

  private static final Option<Priority> PRIORITY =
      new Option<>("priority", Reading.PRIORITY, "beside other releases: high, normal or low");

  private static final Syntax SYNTAX =
      new Syntax(
          "publish",
          "add a release to a running tracker, and be its origin",
          "freshet publish llama-70b localhost/llama-70b --until-copies 2",
          List.of(SOURCE, CHANNEL),
          NodeOptions.after(
              UNTIL_COPIES, PRIORITY, Scanning.EXCLUDE, Scanning.OWNER, Scanning.PIECE_LENGTH));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    ChannelAddress channel = arguments.value(CHANNEL);
    List<Address> trackers = channel.trackers();
    Path path = arguments.value(SOURCE);
    Neighbours.checkSource(path);
    // Before hours of hashing. Nobody keeps a connection open for them, so it is another one then.
    Outcome reached = TrackerTalk.with(trackers, _ -> Outcome.DONE);
    if (!reached.equals(Outcome.DONE)) {
      return reached;
    }
    try (Node node = NodeOptions.open(NodeOptions.config(arguments, 0), arguments);
        var _ = NodeOptions.reins(node, arguments, console, path)) {
      ScanResult scanned =
          Scanning.scan(path, Scanning.options(arguments, new HashingLine(console)), console);
      try (Seeding seeding =
          Seeding.start(node, scanned, path, new LossNotes(console, "publish again"))) {
        return TrackerTalk.with(
            trackers, client -> publish(arguments, console, new Origin(node, seeding), client));
      }
    }
  }

  /// Who has the release.
  private record Origin(Node node, Seeding seeding) {}

  private static Outcome publish(
      Arguments arguments, Console console, Origin origin, TrackerClient client)
      throws InterruptedException {
    ChannelAddress channel = arguments.value(CHANNEL);
    BlockingQueue<Publishing> steps = new ArrayBlockingQueue<>(1_000);
    try (var swarms =
            origin.node.track(
                channel.trackers(),
                event -> {
                  if (event instanceof SessionEvent.Detached(var why)) {
                    console.note(why.line() + ": trying again; transfers go on");
                  }
                });
        var _ =
            client.publish(
                channel.channel(),
                origin.seeding.manifest().infoHash(),
                origin.node.id(),
                origin.node.port(),
                Scanning.publisher(),
                arguments.value(PRIORITY).orElse(Priority.NORMAL),
                steps::offer)) {
      return follow(arguments, console, steps, () -> swarms.add(origin.seeding.swarm()));
    }
  }

  private static Outcome follow(
      Arguments arguments, Console console, BlockingQueue<Publishing> steps, Runnable join)
      throws InterruptedException {
    int enough = arguments.value(UNTIL_COPIES).orElse(Integer.MAX_VALUE);
    Optional<Release> accepted = Optional.empty();
    boolean told = false;
    while (true) {
      Publishing step;
      try {
        step = steps.take();
      } catch (InterruptedException e) {
        // An origin's end is Ctrl-C.
        if (told && enough == Integer.MAX_VALUE) return Outcome.DONE;
        throw e;
      }
      switch (step) {
        case Publishing.Accepted(Release release) -> {
          accepted = Optional.of(release);
          join.run();
        }
        case Publishing.Announced(int nodes) -> {
          say(arguments, console, accepted.orElseThrow(), nodes);
          told = true;
          // Copies are told when there are more: none is never told.
          if (enough == 0) {
            return Outcome.DONE;
          }
        }
        case Publishing.Copies(int copies) -> {
          if (copies >= enough) {
            return Outcome.DONE;
          }
        }
        case Publishing.Refused(String why) -> {
          return new Outcome.Failed(why);
        }
        case Publishing.Ended(ControlFailure why) -> {
          if (accepted.isEmpty() || enough < Integer.MAX_VALUE) {
            return new Outcome.Failed(why.line());
          }
          // Published already: the session comes back by itself, and this node stays the origin.
        }
      }
    }
  }

  private static void say(Arguments arguments, Console console, Release release, int told) {
    tell(arguments.has(NodeOptions.JSON), console, release, told);
    if (!arguments.has(NodeOptions.JSON) && arguments.value(UNTIL_COPIES).isEmpty()) {
      console.note("serving it until Ctrl-C");
    }
  }

  /// The line that says what was published.
  static void tell(boolean json, Console console, Release release, int told) {
    console.line(
        json
            ? new JsonObject()
                .put("release", "v" + release.version())
                .put("state", "published")
                .put("channel", release.channel().text())
                .put("info_hash", release.infoHash().hex())
                .put("told", told)
                .toString()
            : "published " + release.label() + " " + release.infoHash().hex());
    console.flush();
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted(
        "interrupted before all of it was done: publish again, the same content is the same release");
  }
}
