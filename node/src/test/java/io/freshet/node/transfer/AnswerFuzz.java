package io.freshet.node.transfer;

import java.net.ProtocolException;
import java.util.Arrays;

/// Whatever a source answers is understood or refused: the head of an answer, a frame of haves,
/// what a node says of itself.
public final class AnswerFuzz {
  private static final int EXTENTS = 20;

  private AnswerFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length == 0) return;
    byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
    switch (bytes[0] & 3) {
      case 0 -> frame(rest);
      case 1 -> card(rest);
      default -> head(rest);
    }
  }

  private static void head(byte[] bytes) {
    int end = HttpHead.end(bytes, 0, bytes.length);
    if (end < 0 || end > HttpHead.BYTES_MAX) return;
    try {
      HttpHead head = HttpHead.parse(bytes, 0, end);
      int status = ResponseLine.status(head.firstLine());
      if (status < 0 || status > 999) throw new IllegalStateException("status " + status);
      for (String name : new String[] {"content-length", "retry-after"}) {
        if (head.number(name).orElse(0L) < 0) throw new IllegalStateException(name);
      }
      RequestFuzz.runs(head.header(Headers.PIECES_READ).orElse(""));
    } catch (HttpHead.MalformedException | ProtocolException e) {
      // Refused.
    }
  }

  private static void frame(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > HavesFrame.bytesMax(EXTENTS)) return;
    try {
      switch (HavesFrame.parse(bytes, EXTENTS).orElse(new HavesFrame.Heartbeat())) {
        case HavesFrame.Bitmap(var held) -> check(held.toArray());
        case HavesFrame.Gained(int[] extents) -> check(extents);
        case HavesFrame.Lost(int[] extents) -> check(extents);
        case HavesFrame.Nodes(var nodes) -> {
          if (nodes.size() > HavesFrame.NODES_MAX) throw new IllegalStateException("many nodes");
        }
        case HavesFrame.Heartbeat _ -> {}
      }
    } catch (IllegalArgumentException e) {
      // Refused.
    }
  }

  private static void check(int[] extents) {
    for (int extent : extents) {
      if (extent < 0 || extent >= EXTENTS) throw new IllegalStateException("extent " + extent);
    }
  }

  private static void card(byte[] bytes) {
    if (bytes.length > NodeCard.JSON_MAX) return;
    try {
      NodeCard card = NodeCard.parse(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
      if (!NodeCard.parse(card.json()).equals(card)) throw new IllegalStateException(card.json());
    } catch (IllegalArgumentException e) {
      // Refused.
    }
  }
}
