package io.freshet.node.swarm;

import io.freshet.engine.NodeId;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Where nodes are, as a tracker, a person or other nodes have said.
public final class AddressBook {

  /// A tracker with 10,000 nodes names them all in time: 10,000 × 100 bytes are 1 MB; ten times
  /// that is as much as anybody may make us keep.
  private static final int NODES_MAX = 100_000;

  private final ConcurrentHashMap<NodeId, InetSocketAddress> addresses = new ConcurrentHashMap<>();

  public void put(NodeId node, InetSocketAddress address) {
    if (addresses.size() < NODES_MAX || addresses.containsKey(node)) {
      addresses.put(node, address);
    }
  }

  public Optional<InetSocketAddress> find(NodeId node) {
    return Optional.ofNullable(addresses.get(node));
  }
}
