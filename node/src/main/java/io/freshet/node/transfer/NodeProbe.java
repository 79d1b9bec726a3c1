package io.freshet.node.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// Asks whoever listens at an address which node it is: how a tracker finds out whether a node can
/// be dialled.
public final class NodeProbe {
  private static final int SILENCE_MILLIS = 5_000;

  private NodeProbe() {}

  /// What came of it.
  public sealed interface Answer {
    /// @param connectNanos how long it took to connect: a round trip, for it is the kernel that
    ///   answers, however busy the process is
    record Reached(NodeCard card, long connectNanos) implements Answer {}

    /// Nobody answers there, or it is no node.
    record Unreached(String reason) implements Answer {}
  }

  /// Asks; takes 10 s at most.
  public static Answer of(InetSocketAddress address) {
    try (OneShot shot = OneShot.get(address, Ask.NODE, "Connection: close\r\n", SILENCE_MILLIS)) {
      if (shot.status() != 200) return new Answer.Unreached("answered " + shot.status());
      String json =
          new String(shot.body(shot.length(NodeCard.JSON_MAX)), StandardCharsets.ISO_8859_1);
      return new Answer.Reached(NodeCard.parse(json), shot.connectNanos());
    } catch (IOException | IllegalArgumentException e) {
      return new Answer.Unreached(String.valueOf(e.getMessage()));
    }
  }
}
