package io.freshet.node.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Follow;
import io.freshet.node.control.SessionEvent;
import io.freshet.node.control.TrackerLink;
import io.freshet.node.trace.Trace;
import io.freshet.node.transfer.DownloadSlots;
import io.freshet.node.transfer.PauseSwitch;
import io.freshet.node.transfer.RateLimit;
import io.freshet.node.transfer.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a session says reaches the swarms, and has them join when they must.
class TrackedSwarmsTest {

  private final BlockingQueue<InfoHash> joined = new LinkedBlockingQueue<>();
  private final List<Boolean> pausings = new ArrayList<>();
  private final List<Consumer<SessionEvent>> hearing = new ArrayList<>();

  private final class Noting implements TrackerLink {
    @Override
    public void follow(Follow follow) {}

    @Override
    public void unfollow(ChannelName channel) {}

    @Override
    public void join(InfoHash swarm, Membership membership) {
      joined.add(swarm);
    }

    @Override
    public void leave(InfoHash swarm) {}

    @Override
    public void report(InfoHash swarm, Report report) {}

    @Override
    public void pausing(boolean paused) {
      pausings.add(paused);
    }

    @Override
    public void close() {}
  }

  private static Circle circle() {
    return new Circle(
        new NodeId(1),
        7070,
        new AddressBook(),
        new RateLimit(RateLimit.UNLIMITED),
        DownloadSlots.unbounded(),
        new PauseSwitch(),
        new Traffic(),
        Trace.OFF);
  }

  /// The session drops what is said while the tracker is away.
  @Test
  void aTrackerThatComesBackIsToldThatThisNodeIsPaused() {
    PauseSwitch pausing = new PauseSwitch();
    try (TrackedSwarms _ =
        TrackedSwarms.open(
            new AddressBook(),
            pausing,
            events -> {
              hearing.add(events);
              return new Noting();
            },
            _ -> {})) {
      var attached = new SessionEvent.Attached(new NodeId(7), "127.0.0.1:1", "tracker");
      hearing.getFirst().accept(attached);
      assertEquals(List.of(), pausings);
      pausing.pause();
      assertEquals(List.of(true), pausings);
      hearing.getFirst().accept(attached);
      assertEquals(List.of(true, true), pausings);
      pausing.resume();
      hearing.getFirst().accept(attached);
      assertEquals(List.of(true, true, false), pausings);
    }
    pausing.pause();
    assertEquals(3, pausings.size(), "it is over");
  }

  @Test
  @Timeout(120)
  void aSwarmThatTheTrackerDidNotKnowJoinsWhenItDoes() throws Exception {
    Manifest manifest =
        new ManifestWriter("a", 1 << 20).file("a", 1 << 20, new byte[Hash.BYTES]).manifest();
    try (TrackedSwarms swarms =
        TrackedSwarms.open(
            new AddressBook(),
            new PauseSwitch(),
            events -> {
              hearing.add(events);
              return new Noting();
            },
            _ -> {})) {
      Consumer<SessionEvent> session = hearing.getFirst();
      swarms.add(
          Swarm.open(
              circle(),
              manifest,
              Swarm.Stake.all(manifest),
              NodeEngine.Mode.TRACKED,
              Optional.empty(),
              SwarmListener.DEAF));
      session.accept(new SessionEvent.Attached(new NodeId(7), "127.0.0.1:1", "tracker"));
      assertEquals(manifest.infoHash(), joined.take());
      session.accept(new SessionEvent.NoSwarm(manifest.infoHash()));
      session.accept(new SessionEvent.SwarmKnown(manifest.infoHash()));
      assertEquals(manifest.infoHash(), joined.take());
    }
  }
}
