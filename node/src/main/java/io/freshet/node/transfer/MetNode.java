package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import java.net.InetSocketAddress;

/// A node that asked for haves of a swarm, and where it can be reached.
public record MetNode(NodeId id, InetSocketAddress address) {}
