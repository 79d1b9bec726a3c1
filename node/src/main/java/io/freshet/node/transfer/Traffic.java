package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How many bytes of pieces this node sent and received, in all and by peer.
public final class Traffic {
  /// Peers counted by name: 64 KiB of memory. Those met later count only in the sum.
  static final int PEERS_MAX = 1024;

  /// @param up bytes sent
  /// @param down bytes received
  public record Bytes(long up, long down) {}

  private final Counters total = new Counters();
  private final ConcurrentHashMap<NodeId, Counters> peers = new ConcurrentHashMap<>();

  public Bytes total() {
    return total.bytes();
  }

  /// By peer; a copy.
  public Map<NodeId, Bytes> byPeer() {
    Map<NodeId, Bytes> copy = new TreeMap<>();
    peers.forEach((peer, counters) -> copy.put(peer, counters.bytes()));
    return copy;
  }

  /// Where bytes to and from this peer are counted.
  Meter meter(NodeId peer) {
    Counters own = peers.get(peer);
    if (own == null) {
      own =
          peers.size() < PEERS_MAX
              ? peers.computeIfAbsent(peer, id -> new Counters())
              : new Counters();
    }
    return new Meter(total, own);
  }

  /// Where bytes of somebody without a name are counted.
  Meter meter() {
    return new Meter(total, new Counters());
  }

  private static final class Counters {
    final LongAdder up = new LongAdder();
    final LongAdder down = new LongAdder();

    Bytes bytes() {
      return new Bytes(up.sum(), down.sum());
    }
  }

  /// One connection's way to the counters.
  static final class Meter {
    private final Counters total;
    private final Counters own;

    private Meter(Counters total, Counters own) {
      this.total = total;
      this.own = own;
    }

    void sent(long bytes) {
      total.up.add(bytes);
      own.up.add(bytes);
    }

    void received(long bytes) {
      total.down.add(bytes);
      own.down.add(bytes);
    }
  }
}
