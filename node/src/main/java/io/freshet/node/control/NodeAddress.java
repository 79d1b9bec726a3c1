package io.freshet.node.control;

import io.freshet.engine.NodeId;

/// Where the data plane of a node is.
public record NodeAddress(NodeId node, Address address) {}
