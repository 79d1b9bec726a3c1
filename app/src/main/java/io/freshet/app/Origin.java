package io.freshet.app;

import io.freshet.content.scan.ScanResult;
import io.freshet.node.Node;
import io.freshet.node.Seeding;
import io.freshet.node.TrackerHost;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Publication;
import io.freshet.node.control.Publishing;
import io.freshet.node.swarm.TrackedSwarms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// What `serve` publishes and gives: the newest release of its channel, and no older one, for there
/// is one copy of the files.
final class Origin implements AutoCloseable {
  /// Copies are told one by one: at 10,000 nodes some go by unheard, which harms nobody.
  private static final int STEPS_MAX = 1_000;

  private final Node node;
  private final TrackerHost tracker;
  private final TrackedSwarms swarms;
  private final ChannelName channel;
  private final Path path;
  private final Seeding.Losses losses;
  private Optional<Given> given = Optional.empty();

  Origin(
      Node node,
      TrackerHost tracker,
      TrackedSwarms swarms,
      ChannelName channel,
      Path path,
      Seeding.Losses losses) {
    this.node = node;
    this.tracker = tracker;
    this.swarms = swarms;
    this.channel = channel;
    this.path = path;
    this.losses = losses;
  }

  /// What has come of publishing.
  sealed interface Answer {
    /// @param told so many nodes
    record Published(Release release, int told) implements Answer {}

    record Refused(String why) implements Answer {}
  }

  private record Given(Seeding seeding, Publication publication, BlockingQueue<Publishing> steps) {}

  /// Makes this the channel's newest release and gives it in place of the one before; returns when
  /// the nodes are told.
  Answer publish(ScanResult scanned) throws IOException, InterruptedException {
    Seeding seeding = Seeding.start(node, scanned, path, losses);
    boolean published = false;
    try {
      BlockingQueue<Publishing> steps = new ArrayBlockingQueue<>(STEPS_MAX);
      Publication publication =
          tracker.publish(channel, seeding.manifest(), Scanning.publisher(), steps::offer);
      Optional<Release> accepted = Optional.empty();
      while (true) {
        switch (steps.take()) {
          case Publishing.Accepted(Release release) -> {
            accepted = Optional.of(release);
            swarms.add(seeding.swarm());
            published = true;
            letGo();
            given = Optional.of(new Given(seeding, publication, steps));
          }
          case Publishing.Announced(int told) -> {
            return new Answer.Published(accepted.orElseThrow(), told);
          }
          case Publishing.Refused(String why) -> {
            return new Answer.Refused(why);
          }
          case Publishing.Ended(var why) -> {
            return new Answer.Refused(why.line());
          }
          case Publishing.Copies _ -> {}
        }
      }
    } finally {
      if (!published) seeding.close();
    }
  }

  /// Waits so long, or until the tracker has ended: then says why.
  Optional<String> ended(long seconds) throws InterruptedException {
    if (given.isEmpty()) return Optional.empty();
    for (Publishing step = given.get().steps().poll(seconds, TimeUnit.SECONDS);
        step != null;
        step = given.get().steps().poll()) {
      switch (step) {
        case Publishing.Ended(var why) -> {
          return Optional.of(why.line());
        }
        case Publishing.Refused(String why) -> {
          return Optional.of(why);
        }
        case Publishing.Accepted _, Publishing.Announced _, Publishing.Copies _ -> {}
      }
    }
    return Optional.empty();
  }

  private void letGo() throws IOException {
    if (given.isEmpty()) return;
    Given before = given.get();
    given = Optional.empty();
    before.publication().close();
    swarms.remove(before.seeding().manifest().infoHash());
    before.seeding().close();
  }

  @Override
  public void close() throws IOException {
    letGo();
  }
}
