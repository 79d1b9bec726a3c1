package io.freshet.node.swarm;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.node.transfer.HavesStream;
import io.freshet.node.transfer.MetNode;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// What a peer's stream of haves tells becomes events of a swarm.
final class PeerStream implements HavesStream.Listener {

  /// Events of one stream that wait for the engine: each may be 16 KiB or a whole bitmap, and with
  /// 40 streams, two of these are at most 2.5 MiB at 250,000 extents.
  static final int WAITING_MAX = 2;

  private final Semaphore turn = new Semaphore(WAITING_MAX);
  private final SwarmLoop loop;
  private final NodeId peer;
  private final Consumer<List<MetNode>> met;
  private final Runnable over;

  /// @param met is told whom the peer names
  /// @param over is told when the stream is
  PeerStream(SwarmLoop loop, NodeId peer, Consumer<List<MetNode>> met, Runnable over) {
    this.loop = loop;
    this.peer = peer;
    this.met = met;
    this.over = over;
  }

  @Override
  public void holds(ExtentSet extents) {
    say(new NodeEvent.PeerHolds(peer, extents));
  }

  @Override
  public void gained(int[] extents) {
    say(new NodeEvent.PeerGained(peer, extents));
  }

  @Override
  public void lost(int[] extents) {
    say(new NodeEvent.PeerWithdrew(peer, extents));
  }

  /// Who says more than the engine can hear is not read meanwhile.
  private void say(NodeEvent event) {
    turn.acquireUninterruptibly();
    loop.post(event, turn::release);
  }

  @Override
  public void met(List<MetNode> nodes) {
    met.accept(nodes);
  }

  @Override
  public void gone(String reason) {
    over.run();
    loop.post(new NodeEvent.PeerGone(peer));
  }
}
