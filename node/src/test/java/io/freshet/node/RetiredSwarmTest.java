package io.freshet.node;

import io.freshet.content.InfoHash;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Address;
import io.freshet.node.control.Follow;
import io.freshet.node.control.NodeAddress;
import io.freshet.node.control.SessionEvent;
import io.freshet.node.control.TrackerLink;
import io.freshet.node.swarm.TrackedSwarms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a release that is removed while a node fetches it.
class RetiredSwarmTest {
  @TempDir Path temp;

  /// Hears everything, and plans nothing.
  private static final class DeafLink implements TrackerLink {
    @Override
    public void follow(Follow follow) {}

    @Override
    public void unfollow(ChannelName channel) {}

    @Override
    public void join(InfoHash swarm, Membership membership) {}

    @Override
    public void leave(InfoHash swarm) {}

    @Override
    public void report(InfoHash swarm, Report report) {}

    @Override
    public void pausing(boolean paused) {}

    @Override
    public void close() {}
  }

  @Test
  void whoIsStillFetchingItGoesOnByItself() throws Exception {
    try (Machines machines = new Machines(temp, 1 << 20)) {
      Node origin = machines.node();
      machines.seed(origin);
      Node node = machines.node();
      var fetching = machines.fetch(node, Mode.TRACKED);
      InfoHash release = machines.manifest().infoHash();
      List<Consumer<SessionEvent>> tracker = new ArrayList<>();
      try (TrackedSwarms swarms =
          TrackedSwarms.open(
              node.circle().addresses(),
              node.pauseSwitch(),
              events -> {
                tracker.add(events);
                return new DeafLink();
              },
              _ -> {})) {
        swarms.add(fetching.swarm());
        Consumer<SessionEvent> says = tracker.getFirst();
        says.accept(new SessionEvent.Attached(new NodeId(7), "127.0.0.1:1", "test tracker"));
        says.accept(
            new SessionEvent.Located(
                List.of(new NodeAddress(origin.id(), new Address("127.0.0.1", origin.port())))));
        says.accept(new SessionEvent.Introduced(release, List.of(origin.id())));
        says.accept(new SessionEvent.Retired(new ChannelName("c"), 1, release));
        fetching.assertComplete("what nobody plans any more");
      }
    }
  }
}
