package io.freshet.sim.world;

import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Streams of haves from and to one node in one swarm, and the introductions that come with them.
final class Haves {

  /// Other listeners that a stream of haves names.
  private static final int INTRODUCED_MAX = 40;

  private final Participant self;
  private final World world;

  /// Streams that this node hears, by the peer that tells.
  private final Map<NodeId, Stream> heard = new LinkedHashMap<>();

  /// Streams that this node tells, in the order in which they were opened.
  private final List<Stream> told = new ArrayList<>();

  private int[] gained = new int[8];
  private int gainedCount;

  Haves(Participant self) {
    this.self = self;
    this.world = self.node.world;
  }

  /// Opens a stream to a peer; a peer that cannot be dialled is gone.
  void listen(NodeId peerId) {
    Node peer = world.node(peerId);
    Stream stream = new Stream(self, new Channel(world, peer.machine, self.node.machine));
    heard.put(peerId, stream);
    if (!peer.machine.plugged || !self.node.machine.plugged) {
      world.events.after(World.STALL_NANOS, () -> lose(peerId, stream));
    } else {
      world.events.after(world.oneWayNanos, () -> reach(peer, stream));
    }
  }

  private void reach(Node peer, Stream stream) {
    Participant there = peer.in(self.swarm.name());
    if (!peer.machine.dialable() || !peer.running() || there == null || there.over()) {
      world.events.after(world.oneWayNanos, () -> lose(peer.id, stream));
    } else if (stream.open) {
      there.haves.accept(stream);
    }
  }

  /// Tells a new listener what is here and who else listens, and tells those of the new one, and
  /// this node itself when it has dialled it back. Who cannot be dialled back is named to nobody.
  private void accept(Stream stream) {
    stream.send(new NodeEvent.PeerHolds(self.node.id, self.disk.held.copy()));
    for (Stream other : chosen(stream.listener)) {
      stream.introduce(other.listener.node);
      other.introduce(stream.listener.node);
    }
    told.add(stream);
    if (stream.listener.node.machine.dialable()) {
      world.events.after(2 * world.oneWayNanos, () -> meet(stream.listener.node.id));
    }
  }

  private void meet(NodeId listener) {
    if (!self.over()) {
      self.apply(new NodeEvent.PeerMet(listener));
    }
  }

  private List<Stream> chosen(Participant newcomer) {
    List<Stream> chosen = new ArrayList<>(told);
    chosen.removeIf(stream -> !stream.open || stream.listener == newcomer);
    while (chosen.size() > INTRODUCED_MAX) {
      chosen.remove(world.random.nextInt(chosen.size()));
    }
    return chosen;
  }

  void unlisten(NodeId peer) {
    Stream stream = heard.remove(peer);
    if (stream != null) {
      stream.close();
    }
  }

  /// The peer, or the way to it, is gone.
  private void lose(NodeId peer, Stream stream) {
    if (heard.get(peer) == stream) {
      heard.remove(peer);
      stream.close();
      self.apply(new NodeEvent.PeerGone(peer));
    }
  }

  void gained(int extent) {
    if (!told.isEmpty()) {
      if (gainedCount == gained.length) {
        gained = Arrays.copyOf(gained, 2 * gainedCount);
      }
      gained[gainedCount++] = extent;
    }
  }

  /// Tells the listeners what has gathered.
  void flush() {
    if (gainedCount > 0) {
      int[] extents = Arrays.copyOf(gained, gainedCount);
      gainedCount = 0;
      tell(new NodeEvent.PeerGained(self.node.id, extents));
    }
  }

  void withdrew(int[] extents) {
    flush();
    tell(new NodeEvent.PeerWithdrew(self.node.id, extents));
  }

  private void tell(NodeEvent event) {
    told.removeIf(stream -> !stream.open);
    for (Stream stream : told) {
      stream.send(event);
    }
  }

  /// The node takes part no more: those who listened notice, at once or after some seconds of
  /// silence.
  void close() {
    heard.values().forEach(Stream::close);
    heard.clear();
    long noticedNanos = self.node.machine.plugged ? world.oneWayNanos : World.SILENCE_NANOS;
    NodeId id = self.node.id;
    for (Stream stream : told) {
      world.events.after(noticedNanos, () -> stream.listener.haves.lose(id, stream));
    }
    told.clear();
  }

  /// Ends the streams that a pulled cable has silenced for too long.
  void endSilent() {
    for (Map.Entry<NodeId, Stream> entry : List.copyOf(heard.entrySet())) {
      if (entry.getValue().channel.blocked()) {
        lose(entry.getKey(), entry.getValue());
      }
    }
    for (Stream stream : told) {
      if (stream.open && stream.channel.blocked()) {
        stream.listener.haves.lose(self.node.id, stream);
      }
    }
  }

  /// One peer's haves on their way to one listener.
  private static final class Stream {
    final Participant listener;
    final Channel channel;
    boolean open = true;
    private int introduced;

    Stream(Participant listener, Channel channel) {
      this.listener = listener;
      this.channel = channel;
    }

    void send(NodeEvent event) {
      channel.send(() -> listener.apply(event));
    }

    /// Names another listener, whether it was there before or came later: who cannot be dialled
    /// learns of others so only.
    void introduce(Node other) {
      if (introduced < INTRODUCED_MAX && other.machine.dialable()) {
        introduced++;
        send(new NodeEvent.PeerMet(other.id));
      }
    }

    void close() {
      open = false;
      channel.close();
    }
  }
}
