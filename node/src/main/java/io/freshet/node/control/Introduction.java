package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;

/// What a node says of itself when it comes to a tracker.
///
/// @param incarnation random, new for each process: tells a node that comes back from another that
///   took its id
/// @param program name and version, for people
public record Introduction(
    NodeId node, long incarnation, Listening listening, Zone zone, String program) {

  public Introduction {
    if (program.length() > Protocol.PROGRAM_LENGTH_MAX) {
      throw new IllegalArgumentException("a program of " + program.length() + " characters");
    }
  }

  /// Where others can fetch from the node.
  public sealed interface Listening {
    /// It serves nobody.
    record Nowhere() implements Listening {}

    /// At the address that its session comes from, on this port.
    record OnPort(int port) implements Listening {
      public OnPort {
        if (port < 1 || port > 65_535) {
          throw new IllegalArgumentException("port " + port);
        }
      }
    }

    /// At an address that a person gave (`--advertise`).
    record At(Address address) implements Listening {}
  }
}
