package io.freshet.node;

import io.freshet.engine.Zone;
import io.freshet.node.control.Address;
import java.net.InetSocketAddress;
import java.util.Optional;

/// How a node is set up.
///
/// @param listen where it listens; port 0 is any free one
/// @param advertise the address that others shall use instead of the one they see
/// @param upBytesPerSecond what it may send, 0 without limit; `downBytesPerSecond` likewise
/// @param uploadSlots answers that it sends at once
/// @param downloadSlots answers that it has on their way to it at once
/// @param program name and version, for people
public record NodeConfig(
    InetSocketAddress listen,
    Optional<Address> advertise,
    long upBytesPerSecond,
    long downBytesPerSecond,
    int uploadSlots,
    int downloadSlots,
    Zone zone,
    String program) {

  /// Answers sent at once: with eight, and extents of some 100 KiB to MiBs, a link is busy whatever
  /// single receivers do (measured in a lab of 200 Mbit/s links: one slot fills 84 % of them, four
  /// 94 %).
  public static final int UPLOAD_SLOTS = 8;

  /// Under a lower limit whoever fetches would take this node for stalled, which is less than 16
  /// KiB in 5 s, again and again.
  public static final int UP_BYTES_PER_SECOND_MIN = 16 << 10;

  /// As many as there are connections to ask on ([io.freshet.node.transfer.PieceClient]).
  public static final int DOWNLOAD_SLOTS = 64;

  public NodeConfig {
    if (uploadSlots < 1) {
      throw new IllegalArgumentException("a node needs at least 1 upload slot");
    }
    if (downloadSlots < 1) {
      throw new IllegalArgumentException("a node needs at least 1 download slot");
    }
  }

  /// A node without limits on any free port.
  public static NodeConfig standard(String program) {
    return new NodeConfig(
        new InetSocketAddress(0),
        Optional.empty(),
        0,
        0,
        UPLOAD_SLOTS,
        DOWNLOAD_SLOTS,
        Zone.UNKNOWN,
        program);
  }

  public NodeConfig listeningAt(InetSocketAddress address) {
    return new NodeConfig(
        address,
        advertise,
        upBytesPerSecond,
        downBytesPerSecond,
        uploadSlots,
        downloadSlots,
        zone,
        program);
  }
}
