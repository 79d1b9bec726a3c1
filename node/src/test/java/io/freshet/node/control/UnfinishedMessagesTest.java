package io.freshet.node.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.node.control.wire.TrackerGrpc;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages that never end cost those who send them their connections, the oldest first.
final class UnfinishedMessagesTest {

  private final List<SocketAddress> cut = new ArrayList<>();
  private final UnfinishedMessages messages = new UnfinishedMessages(100, cut::add);

  private static InetSocketAddress from(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private ServerStreamTracer call(int port) {
    ServerStreamTracer tracer = messages.newServerStreamTracer("session", new Metadata());
    tracer.serverCallStarted(new Info(from(port)));
    return tracer;
  }

  private static final class Info extends ServerStreamTracer.ServerCallInfo<Object, Object> {
    private final SocketAddress remote;

    Info(SocketAddress remote) {
      this.remote = remote;
    }

    @Override
    public MethodDescriptor<Object, Object> getMethodDescriptor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, remote).build();
    }

    @Override
    public String getAuthority() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void theOldestGoesWhenAllAreTooMany() {
    ServerStreamTracer first = call(1);
    ServerStreamTracer second = call(2);
    ServerStreamTracer third = call(3);
    first.inboundWireSize(40);
    second.inboundWireSize(40);
    first.inboundWireSize(20);
    assertEquals(List.of(), cut);
    third.inboundWireSize(1);
    assertEquals(List.of(from(1)), cut);
    assertEquals(41, messages.bytes());
    first.inboundWireSize(90);
    assertEquals(41, messages.bytes(), "what still comes from there is not kept");
  }

  @Test
  void whatIsWholeOrOverCountsNoMore() {
    ServerStreamTracer one = call(1);
    for (int i = 0; i < 5; i++) {
      one.inboundWireSize(90);
      one.inboundMessageRead(i, 90, 90);
    }
    one.inboundWireSize(30);
    one.streamClosed(Status.CANCELLED);
    assertEquals(0, messages.bytes());
    assertEquals(List.of(), cut);
  }

  /// Over real connections, which each promise a message of 1 MiB and keep its last bytes back.
  @Test
  void halfMessagesOnManyConnectionsAreNotKept(@TempDir Path temp) throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      List<HalfMessage> halves = new ArrayList<>();
      try {
        for (int i = 0; i < 2 * (UnfinishedMessages.BYTES_MAX >> 20); i++) {
          halves.add(new HalfMessage(tracker.port()));
          halves.getLast().send((1 << 20) - 100);
        }
        halves.getFirst().readToTheEnd();
        StatusWait.untilNodes(tracker.client(), 0);
      } finally {
        for (HalfMessage half : halves) {
          half.close();
        }
      }
    }
  }

  /// A question (which nobody's silence ends) of which the end never comes; as much HTTP/2 as that
  /// needs.
  private static final class HalfMessage implements AutoCloseable {
    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private int connectionWindow = 65_535;
    private int streamWindow = 65_535;

    HalfMessage(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(30_000);
      out = new DataOutputStream(socket.getOutputStream());
      in = new DataInputStream(socket.getInputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      frame(4, 0, 0, new byte[0]);
      frame(1, 4, 1, head());
      data(new byte[] {0, 0, 0x0f, -1, -1});
    }

    void send(int bytes) throws IOException {
      for (int left = bytes; left > 0; ) {
        int size = Math.min(Math.min(16_384, left), Math.min(connectionWindow, streamWindow));
        if (size > 0) {
          data(new byte[size]);
          left -= size;
        } else {
          hear();
        }
      }
    }

    private void data(byte[] bytes) throws IOException {
      connectionWindow -= bytes.length;
      streamWindow -= bytes.length;
      frame(0, 0, 1, bytes);
    }

    private static byte[] head() throws IOException {
      var bytes = new ByteArrayOutputStream();
      String[] fields = {
        ":method",
        "POST",
        ":scheme",
        "http",
        ":path",
        "/" + TrackerGrpc.getPublishMethod().getFullMethodName(),
        ":authority",
        "tracker",
        "te",
        "trailers",
        "content-type",
        "application/grpc",
        Protocol.VERSION_KEY.name(),
        Integer.toString(Protocol.VERSION)
      };
      for (int i = 0; i < fields.length; i++) {
        if (i % 2 == 0) {
          bytes.write(0); // a name and its value follow, neither of them indexed
        }
        bytes.write(fields[i].length());
        bytes.write(fields[i].getBytes(US_ASCII));
      }
      return bytes.toByteArray();
    }

    private void frame(int type, int flags, int stream, byte[] body) throws IOException {
      var frame = new ByteArrayOutputStream();
      var bytes = new DataOutputStream(frame);
      bytes.writeByte(body.length >> 16);
      bytes.writeShort(body.length);
      bytes.writeByte(type);
      bytes.writeByte(flags);
      bytes.writeInt(stream);
      bytes.write(body);
      frame.writeTo(out);
    }

    /// Reads a frame; what grants more room does so.
    private void hear() throws IOException {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      byte[] body = in.readNBytes(length);
      if (type == 8) {
        int more = ByteBuffer.wrap(body).getInt();
        connectionWindow += stream == 0 ? more : 0;
        streamWindow += stream == 0 ? 0 : more;
      }
    }

    /// Returns when the connection is over; throws when it still is not after half a minute.
    void readToTheEnd() throws IOException {
      try {
        while (true) {
          hear();
        }
      } catch (EOFException | SocketException cutOff) {
        // As it should be.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
