package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import java.util.Optional;

/// The headers that HTTP doesn't have: `docs/protocol.md`. Their names as sent, and in lower case
/// as read.
final class Headers {
  /// In an answer: the pieces that its body consists of, or [#NO_PIECES].
  static final String PIECES = "Freshet-Pieces";

  static final String PIECES_READ = "freshet-pieces";

  /// The release is known, but the first piece that was asked for is not held.
  static final String NO_PIECES = "none";

  /// In a request: who asks.
  static final String NODE = "Freshet-Node";

  static final String NODE_READ = "freshet-node";

  /// In a request: the port on which the asker listens.
  static final String PORT = "Freshet-Port";

  static final String PORT_READ = "freshet-port";

  private Headers() {}

  /// Who asks, if it says so and it is a name.
  static Optional<NodeId> node(Exchange exchange) {
    try {
      return exchange.header(NODE_READ).map(NodeId::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Where the asker listens, or 0.
  static int port(Exchange exchange) {
    String text = exchange.header(PORT_READ).orElse("");
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port <= 0xffff ? port : 0;
  }
}
