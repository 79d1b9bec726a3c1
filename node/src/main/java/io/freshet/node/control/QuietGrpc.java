package io.freshet.node.control;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps gRPC from writing to standard error what a peer made it read.
final class QuietGrpc {

  /// Held, because the JDK forgets a logger's level with the logger.
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private QuietGrpc() {}

  /// From now on it tells of its own bugs only. A broken connection is reported by us, to whom it
  /// concerns; nonsense from a stranger, with whatever escape sequences are in it, to nobody.
  static void please() {
    GRPC.setLevel(Level.SEVERE);
  }
}
