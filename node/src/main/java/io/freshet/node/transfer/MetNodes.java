package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The nodes that have a stream of haves of one swarm open here and could be dialled back, for
/// naming them to the others and to this node itself.
final class MetNodes {
  /// Remembered in one swarm: as many as streams are served.
  static final int NODES_MAX = HavesDesk.STREAMS_MAX;

  // Guarded by this; by name, so that a node that comes again replaces itself.
  private final Map<NodeId, InetSocketAddress> nodes = new LinkedHashMap<>();
  private final List<Bell> bells = new CopyOnWriteArrayList<>();
  private final List<Consumer<MetNode>> hosts = new CopyOnWriteArrayList<>();

  void listen(Bell bell) {
    bells.add(bell);
  }

  void unlisten(Bell bell) {
    bells.remove(bell);
  }

  /// Tells this node's own part in the swarm who is met from now on, and who was met before.
  void tell(Consumer<MetNode> host) {
    hosts.add(host);
    for (MetNode node : others(Set.of(), NODES_MAX)) host.accept(node);
  }

  void add(MetNode node) {
    synchronized (this) {
      if (nodes.size() >= NODES_MAX && !nodes.containsKey(node.id())) return;
      if (node.address().equals(nodes.put(node.id(), node.address()))) return;
    }
    for (Bell bell : bells) bell.ring();
    for (Consumer<MetNode> host : hosts) host.accept(node);
  }

  synchronized void remove(NodeId id) {
    nodes.remove(id);
  }

  /// Up to so many nodes, drawn at random, that are not among these.
  synchronized List<MetNode> others(Set<NodeId> known, int countMax) {
    List<MetNode> others = new ArrayList<>();
    nodes.forEach(
        (id, address) -> {
          if (!known.contains(id)) others.add(new MetNode(id, address));
        });
    Collections.shuffle(others, RandomGenerator.getDefault());
    return others.size() <= countMax ? others : others.subList(0, countMax);
  }

  /// Dials a node back at the address its request came from; it is met if it answers by its name.
  boolean probe(NodeId id, InetAddress peer, int port) {
    InetSocketAddress address = new InetSocketAddress(peer, port);
    boolean reached =
        NodeProbe.of(address) instanceof NodeProbe.Answer.Reached(NodeCard card, _)
            && card.id().equals(id);
    if (reached) add(new MetNode(id, address));
    return reached;
  }
}
