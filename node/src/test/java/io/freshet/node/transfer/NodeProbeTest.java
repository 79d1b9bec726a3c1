package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Whether a node answers at an address, and how far away it is.
final class NodeProbeTest {
  @Test
  void aProbeTellsNodesFromOthers() throws Exception {
    try (Serving serving = new Serving(77)) {
      var reached =
          assertInstanceOf(NodeProbe.Answer.Reached.class, NodeProbe.of(serving.address()));
      assertEquals(new NodeCard(new NodeId(77), 1, "test"), reached.card());
    }
    for (String body : List.of("{}", "", "{\"node\":\"xyz\"}", "x".repeat(5000))) {
      try (HostileSource source =
          new HostileSource(
              (target, out) -> {
                HostileSource.send(
                    out,
                    "HTTP/1.1 200 OK\nContent-Length: " + body.length() + "\n",
                    body.getBytes(ISO_8859_1));
                return HostileSource.Connection.ENDS;
              })) {
        assertTrue(NodeProbe.of(source.address()) instanceof NodeProbe.Answer.Unreached, body);
      }
    }
    assertTrue(
        NodeProbe.of(InetSocketAddress.createUnresolved("no.such.host.invalid", 1))
            instanceof NodeProbe.Answer.Unreached);
    assertTrue(
        NodeProbe.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))
            instanceof NodeProbe.Answer.Unreached);
  }

  /// The source takes longer than all that was before it was asked.
  @Test
  void howLongANodeTakesToAnswerIsNoRoundTrip() throws Exception {
    String card = new NodeCard(new NodeId(77), 1, "test").json();
    long beganNanos = System.nanoTime();
    AtomicLong untilAskedNanos = new AtomicLong();
    try (HostileSource slow =
        new HostileSource(
            (target, out) -> {
              untilAskedNanos.set(System.nanoTime() - beganNanos);
              while (System.nanoTime() - beganNanos <= 2 * untilAskedNanos.get()) {
                Thread.onSpinWait();
              }
              HostileSource.send(
                  out,
                  "HTTP/1.1 200 OK\nContent-Length: " + card.length() + "\n",
                  card.getBytes(ISO_8859_1));
              return HostileSource.Connection.ENDS;
            })) {
      var reached = assertInstanceOf(NodeProbe.Answer.Reached.class, NodeProbe.of(slow.address()));
      assertTrue(reached.connectNanos() > 0);
      assertTrue(reached.connectNanos() <= untilAskedNanos.get());
    }
  }
}
