package io.freshet.node.transfer;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A peer's haves of one swarm, as they change, until the peer falls silent or the stream is
/// closed.
public final class HavesStream implements Closeable {
  /// Three heartbeats: a pulled cable leaves TCP up for minutes.
  private static final int SILENCE_MILLIS =
      (int) TimeUnit.NANOSECONDS.toMillis(3 * HavesDesk.HEARTBEAT_NANOS);

  /// Is told what the peer says, from one thread of the stream's own.
  public interface Listener {
    /// First, and once: what the peer holds.
    void holds(ExtentSet extents);

    void gained(int[] extents);

    void lost(int[] extents);

    /// Other nodes of the swarm, which the peer could reach.
    void met(List<MetNode> nodes);

    /// Last, and once: the stream is over, or could not be opened. Not told after
    /// [HavesStream#close()].
    void gone(String reason);
  }

  /// Which stream, and who asks for it.
  ///
  /// @param extentCount how many extents the release has
  /// @param port where this node can be reached; 0 if nowhere
  public record Request(
      InetSocketAddress address, InfoHash swarm, int extentCount, NodeId asker, int port) {}

  private final Request request;
  private final Listener listener;
  private final AtomicReference<@Nullable OneShot> shot = new AtomicReference<>();
  private volatile boolean closed;

  private HavesStream(Request request, Listener listener) {
    this.request = request;
    this.listener = listener;
  }

  /// Opens a stream; returns at once.
  public static HavesStream open(Request request, Listener listener) {
    HavesStream stream = new HavesStream(request, listener);
    Thread.ofPlatform().daemon().name("freshet-haves-from").start(stream::run);
    return stream;
  }

  private void run() {
    String reason;
    try (OneShot opened =
        OneShot.get(request.address, Ask.haves(request.swarm), headers(), SILENCE_MILLIS)) {
      shot.set(opened);
      if (closed) return;
      if (opened.status() != 200) throw new ProtocolException("answered " + opened.status());
      if (!opened.head().has("transfer-encoding", "chunked")) {
        throw new ProtocolException("the answer is no stream");
      }
      listen(opened.body());
      reason = "the peer ended the stream";
    } catch (IOException | IllegalArgumentException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (!closed) listener.gone(reason);
  }

  private String headers() {
    return Headers.NODE
        + ": "
        + request.asker.hex()
        + "\r\n"
        + (request.port == 0 ? "" : Headers.PORT + ": " + request.port + "\r\n");
  }

  private void listen(SteadyInput steady) throws IOException {
    HavesAllowance allowance = new HavesAllowance(request.extentCount, System.nanoTime());
    InputStream body = new Chunks(steady);
    int named = 0;
    boolean begun = false;
    byte[] length = new byte[4];
    while (!closed && body.readNBytes(length, 0, 4) == 4) {
      int size = ByteBuffer.wrap(length).getInt();
      if (size < 1 || size > HavesFrame.bytesMax(request.extentCount)) {
        throw new ProtocolException("a frame of " + size + " bytes");
      }
      byte[] bytes = body.readNBytes(size);
      if (bytes.length < size) throw new EOFException("a frame that ends too early");
      steady.ended();
      Optional<HavesFrame> frame = HavesFrame.parse(bytes, request.extentCount);
      allowance.take(tellings(frame, size), System.nanoTime());
      if (frame.isEmpty() || closed) continue;
      if (begun == frame.get() instanceof HavesFrame.Bitmap) {
        throw new ProtocolException("a stream begins with its bitmap, and has no other");
      }
      begun = true;
      if (frame.get() instanceof HavesFrame.Nodes(List<MetNode> nodes)
          && (named += nodes.size()) > HavesFrame.NODES_MAX) {
        throw new ProtocolException("more than " + HavesFrame.NODES_MAX + " nodes are named");
      }
      tell(frame.get());
    }
  }

  private static int tellings(Optional<HavesFrame> frame, int size) {
    if (frame.isEmpty()) return size;
    return switch (frame.get()) {
      case HavesFrame.Gained(int[] extents) -> 1 + extents.length;
      case HavesFrame.Lost(int[] extents) -> 1 + extents.length;
      case HavesFrame.Bitmap _, HavesFrame.Nodes _, HavesFrame.Heartbeat _ -> 1;
    };
  }

  private void tell(HavesFrame frame) {
    switch (frame) {
      case HavesFrame.Bitmap(ExtentSet held) -> listener.holds(held);
      case HavesFrame.Gained(int[] extents) -> listener.gained(extents);
      case HavesFrame.Lost(int[] extents) -> listener.lost(extents);
      case HavesFrame.Nodes(List<MetNode> nodes) -> listener.met(nodes);
      case HavesFrame.Heartbeat() -> {}
    }
  }

  /// Ends the stream.
  @Override
  public void close() {
    closed = true;
    OneShot opened = shot.get();
    if (opened != null) opened.close();
  }

  /// The body of a chunked answer.
  static final class Chunks extends InputStream {
    private static final int LINE_MAX = 64;

    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean ended;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) begin();
      if (ended) return -1;
      int next = in.read();
      if (next < 0) throw new EOFException("a chunk that ends too early");
      left--;
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) return 0;
      if (left == 0) begin();
      if (ended) return -1;
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      if (read < 0) throw new EOFException("a chunk that ends too early");
      left -= read;
      return read;
    }

    private void begin() throws IOException {
      if (ended) return;
      if (!first && !line().isEmpty()) throw new ProtocolException("a chunk that doesn't end");
      first = false;
      String size = line();
      int extension = size.indexOf(';');
      String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
      if (digits.isEmpty() || digits.length() > 8)
        throw new ProtocolException("a chunk without size");
      try {
        left = Long.parseLong(digits, 16);
      } catch (NumberFormatException e) {
        throw new ProtocolException("a chunk without size");
      }
      if (left < 0) throw new ProtocolException("a chunk without size");
      ended = left == 0;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next; (next = in.read()) != '\n'; ) {
        if (next < 0) throw new EOFException("the connection ended");
        if (next != '\r') line.append((char) next);
        if (line.length() > LINE_MAX) throw new ProtocolException("a chunk without size");
      }
      return line.toString();
    }
  }
}
