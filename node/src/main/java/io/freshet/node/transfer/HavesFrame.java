package io.freshet.node.transfer;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One message of a stream of haves: a 32-bit length, a type, and what it says
/// (`docs/protocol.md`).
sealed interface HavesFrame {
  byte BITMAP = 1;
  byte GAINED = 2;
  byte LOST = 3;
  byte NODES = 4;
  byte HEARTBEAT = 5;

  /// Extents in one frame of changes; more make several frames.
  int EXTENTS_MAX = 4096;

  /// Nodes named on one stream.
  int NODES_MAX = 40;

  /// Nothing but a bitmap may be longer: 4,096 extents of 4 bytes.
  int BYTES_MAX = 1 + 4 * EXTENTS_MAX;

  /// What is held now: the first frame, and never another one.
  record Bitmap(ExtentSet held) implements HavesFrame {}

  record Gained(int[] extents) implements HavesFrame {}

  record Lost(int[] extents) implements HavesFrame {}

  record Nodes(List<MetNode> nodes) implements HavesFrame {
    public Nodes {
      nodes = List.copyOf(nodes);
    }
  }

  /// Sent when there was nothing else to say for 2 s.
  record Heartbeat() implements HavesFrame {}

  /// The longest frame that a stream about so many extents can have, without its length.
  static int bytesMax(int extentCount) {
    return Math.max(BYTES_MAX, 5 + ((extentCount + 7) >>> 3));
  }

  /// The frame with its length, ready to be read.
  default ByteBuffer encoded() {
    return switch (this) {
      case Bitmap(ExtentSet held) -> {
        byte[] bits = held.toBytes();
        yield frame(BITMAP, 4 + bits.length).putInt(held.capacity()).put(bits).flip();
      }
      case Gained(int[] extents) -> extents(GAINED, extents);
      case Lost(int[] extents) -> extents(LOST, extents);
      case Nodes(List<MetNode> nodes) -> nodes(nodes);
      case Heartbeat() -> frame(HEARTBEAT, 0).flip();
    };
  }

  private static ByteBuffer frame(byte type, int length) {
    return ByteBuffer.allocate(5 + length).putInt(1 + length).put(type);
  }

  private static ByteBuffer extents(byte type, int[] extents) {
    ByteBuffer frame = frame(type, 4 * extents.length);
    for (int extent : extents) frame.putInt(extent);
    return frame.flip();
  }

  private static ByteBuffer nodes(List<MetNode> nodes) {
    int length = 0;
    for (MetNode node : nodes) length += 11 + node.address().getAddress().getAddress().length;
    ByteBuffer frame = frame(NODES, length);
    for (MetNode node : nodes) {
      byte[] address = node.address().getAddress().getAddress();
      frame.putLong(node.id().value()).put((byte) address.length).put(address);
      frame.putShort((short) node.address().getPort());
    }
    return frame.flip();
  }

  /// Reads a frame without its length; empty for a type that this version doesn't know, to be
  /// passed over. `IllegalArgumentException` says what is wrong.
  static Optional<HavesFrame> parse(byte[] bytes, int extentCount) {
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    try {
      return switch (frame.get()) {
        case BITMAP -> Optional.of(parseBitmap(frame, extentCount));
        case GAINED -> Optional.of(new Gained(parseExtents(frame, extentCount)));
        case LOST -> Optional.of(new Lost(parseExtents(frame, extentCount)));
        case NODES -> Optional.of(parseNodes(frame));
        case HEARTBEAT -> Optional.of(new Heartbeat());
        default -> Optional.empty();
      };
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a frame that ends too early", e);
    }
  }

  private static Bitmap parseBitmap(ByteBuffer frame, int extentCount) {
    int capacity = frame.getInt();
    if (capacity != extentCount) {
      throw new IllegalArgumentException(
          "a bitmap of " + capacity + " extents, where there are " + extentCount);
    }
    byte[] bits = new byte[frame.remaining()];
    frame.get(bits);
    return new Bitmap(ExtentSet.fromBytes(extentCount, bits));
  }

  private static int[] parseExtents(ByteBuffer frame, int extentCount) {
    if (frame.remaining() % 4 != 0 || frame.remaining() > 4 * EXTENTS_MAX) {
      throw new IllegalArgumentException("extents in " + frame.remaining() + " bytes");
    }
    int[] extents = new int[frame.remaining() / 4];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = frame.getInt();
      if (extents[i] < 0 || extents[i] >= extentCount) {
        throw new IllegalArgumentException("extent " + extents[i] + " of " + extentCount);
      }
    }
    return extents;
  }

  private static Nodes parseNodes(ByteBuffer frame) {
    List<MetNode> nodes = new ArrayList<>();
    while (frame.hasRemaining()) {
      if (nodes.size() == NODES_MAX) throw new IllegalArgumentException("too many nodes");
      NodeId id = new NodeId(frame.getLong());
      byte[] address = new byte[frame.get() & 0xff];
      frame.get(address);
      nodes.add(
          new MetNode(id, new InetSocketAddress(address(address), frame.getShort() & 0xffff)));
    }
    return new Nodes(nodes);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
    }
  }
}
