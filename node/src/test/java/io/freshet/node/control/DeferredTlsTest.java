package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeferredTlsTest {

  @TempDir private Path temp = Path.of("");

  /// Runs in a process of its own: makes a channel in clear.
  static final class ChannelInClear {
    private ChannelInClear() {}

    public static void main(String[] args) throws Exception {
      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var connected =
            assertInstanceOf(
                TrackerChannel.Connecting.Connected.class,
                TrackerChannel.connect(
                    new Address("127.0.0.1", server.getLocalPort()), TestTracker.PATIENT));
        connected.channel().close();
      }
    }
  }

  @Test
  void aChannelInClearSetsNoTlsUp() throws Exception {
    Path loaded = temp.resolve("loaded.txt");
    Process process = Fork.start(ChannelInClear.class, List.of("-Xlog:class+load:file=" + loaded));
    assertEquals(0, process.waitFor());
    String classes = Files.readString(loaded);
    assertTrue(classes.contains(" io.grpc.okhttp.internal.Platform "), "it was looked at");
    assertFalse(classes.contains(" sun.security.ssl.SSLContextImpl "), "but not set up");
  }

  @Test
  void whoNeedsTlsGetsTheRealOne() throws Exception {
    DeferredTls.install();
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    assertTrue(List.of(engine.getSupportedProtocols()).contains("TLSv1.3"));
    assertTrue(SSLContext.getDefault().getSocketFactory().getDefaultCipherSuites().length > 0);

    SSLContext another = SSLContext.getInstance("TLS", SSLContext.getDefault().getProvider());
    another.init(null, null, null);
    assertTrue(
        List.of(another.createSSLEngine("host", 7070).getSupportedProtocols()).contains("TLSv1.3"));
    assertTrue(another.getServerSocketFactory().getDefaultCipherSuites().length > 0);
  }
}
