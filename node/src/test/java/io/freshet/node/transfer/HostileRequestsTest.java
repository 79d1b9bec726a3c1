package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.Patience;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.TestRelease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The server against sockets that say anything: each costs its connection at most.
final class HostileRequestsTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private TestRelease release;
  private LiveSource live;
  private Serving serving;
  private String pieces;

  @BeforeEach
  void serve() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "file", TestRelease.noise(1, 2000 * PIECE));
    release = TestRelease.scan(source);
    live = Serving.live(release);
    serving = Serving.of(2, live);
    pieces = "/freshet/1/swarms/" + release.manifest().infoHash() + "/pieces/";
  }

  @AfterEach
  void close() throws Exception {
    serving.close();
    live.close();
  }

  private Socket connect() throws IOException {
    return new Socket(serving.address().getAddress(), serving.address().getPort());
  }

  /// Sends this and reads until the server closes.
  private String talk(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private void assertStillServes() throws IOException {
    String answer = talk("GET " + pieces + "0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
  }

  @Test
  void requestsMayBeSentAhead() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      requests.append("GET ").append(pieces).append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    String answers = talk(requests.toString());
    int at = 0;
    for (int i = 0; i < 30; i++) {
      int head = answers.indexOf("\r\n\r\n", at);
      assertTrue(answers.startsWith("HTTP/1.1 200 OK", at), "answer " + i);
      assertTrue(answers.substring(at, head).contains("Freshet-Pieces: " + i + "\r\n"));
      assertEquals(
          new String(release.piece(i), ISO_8859_1), answers.substring(head + 4, head + 4 + PIECE));
      at = head + 4 + PIECE;
    }
    assertEquals(answers.length(), at);
  }

  @Test
  void aRequestMayComeInSingleBytes() throws IOException {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (byte b :
          ("GET " + pieces + "1 HTTP/1.1\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1)) {
        socket.getOutputStream().write(b);
      }
      assertTrue(
          new String(socket.getInputStream().readAllBytes(), ISO_8859_1)
              .startsWith("HTTP/1.1 200 OK"));
    }
  }

  @Test
  void nonsenseIsRefusedOnce() throws IOException {
    for (String nonsense :
        List.of(
            "x\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/2.0\r\n\r\n",
            "GET / HTTP/1.1 x\r\n\r\n",
            "GET / HTTP/1.1\r\nno header\r\n\r\n",
            "GET / HTTP/1.1\r\n: empty\r\n\r\n",
            "GET / HTTP/1.1\r\nspace : x\r\n\r\n",
            "GET / HTTP/1.1\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\r\nx: \0\r\n\r\n",
            "GET / HTTP/1.1\r\nx: a\rb\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "\u0016\u0003\u0001 a TLS client says hello\n\n",
            "SSH-2.0-OpenSSH_9.2\r\n\r\n")) {
      String answer = talk(nonsense);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), nonsense + " was answered: " + answer);
      assertEquals(1, answer.split("HTTP/1.1 400", -1).length - 1, nonsense);
    }
    assertStillServes();
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() throws IOException {
    String head = "GET / HTTP/1.1\r\nx: " + "y".repeat(2 * HttpHead.BYTES_MAX) + "\r\n\r\n";
    assertTrue(talk(head).startsWith("HTTP/1.1 431 "));
    StringBuilder many = new StringBuilder("GET / HTTP/1.1\r\n");
    for (int i = 0; i <= HttpHead.HEADERS_MAX; i++) many.append("h").append(i).append(": x\r\n");
    assertTrue(talk(many + "\r\n").startsWith("HTTP/1.1 400 "));
    assertStillServes();
  }

  @Test
  void whoLeavesInTheMiddleIsForgotten() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = connect()) {
        socket
            .getOutputStream()
            .write(("GET " + pieces + "0-1999 HTTP/1.1\r\n\r\n").getBytes(ISO_8859_1));
        assertEquals('H', socket.getInputStream().read());
      }
    }
    // All four slots are free again, else this would be answered 503 after 2 s.
    assertStillServes();
  }

  @Test
  void noiseNeverHarms() throws IOException {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[1 + random.nextInt(2000)];
      random.nextBytes(noise);
      try (Socket socket = connect()) {
        socket.getOutputStream().write(noise);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // A reset is an answer, too.
        assertTrue(e.getMessage() != null, "seed " + seed);
      }
    }
    assertStillServes();
  }

  /// With one slot, whose answer takes its time because this node's own limit says so.
  @Test
  void aPausedNodeSaysSo() throws Exception {
    serving.pausing.pause();
    for (String what : new String[] {pieces + "0", pieces.replace("/pieces/", "/leaves/") + "0"}) {
      String answer = talk("GET " + what + " HTTP/1.1\r\nConnection: close\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
      assertTrue(answer.contains("this node is paused"), answer);
    }
    // It stays in touch.
    assertTrue(
        talk("GET /freshet/1/node HTTP/1.1\r\nConnection: close\r\n\r\n")
            .startsWith("HTTP/1.1 200 "));
    serving.pausing.resume();
    assertStillServes();
  }

  @Test
  void aBusyNodeSaysSo() throws Exception {
    try (Serving narrow = new Serving(9, 1)) {
      narrow.server.serve(live);
      narrow.limit.set(1_000);
      Serving wide = serving;
      serving = narrow;
      try (Socket greedy = connect()) {
        send(greedy, "GET " + pieces + "0-1999 HTTP/1.1\r\n\r\n");
        InputStream in = greedy.getInputStream();
        assertEquals('H', in.read());
        String answer =
            talk("GET " + pieces + "0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.contains("\r\nRetry-After: 1\r\n"), answer);
        // What costs nothing is answered all the same.
        assertTrue(
            talk("GET /freshet/1/node HTTP/1.1\r\nConnection: close\r\n\r\n")
                .startsWith("HTTP/1.1 200 "));
      }
      serving = wide;
    }
    assertStillServes();
  }

  /// One slot, and a client that reads nothing but is not cut yet: others are sent to meanwhile,
  /// and when it reads at last, it gets everything.
  @Test
  void aSlowReaderKeepsNobodyWaiting() throws Exception {
    try (Serving narrow = new Serving(9, 1)) {
      narrow.server.serve(live);
      Serving wide = serving;
      serving = narrow;
      try (Socket slow = connect()) {
        send(slow, "GET " + pieces + "0-1999 HTTP/1.1\r\nConnection: close\r\n\r\n");
        InputStream in = slow.getInputStream();
        assertEquals('H', in.read());
        Patience.until(this::isServed, () -> "a slow reader keeps the slot");
        Patience.until(this::isServed, () -> "its slot is lent once");
        byte[] rest = in.readAllBytes();
        assertTrue(rest.length > 2000 * PIECE, () -> rest.length + " bytes");
      }
      assertStillServes();
      serving = wide;
    }
  }

  private boolean isServed() {
    try {
      return talk("GET " + pieces + "0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
          .startsWith("HTTP/1.1 200 ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Each asks for much and takes nothing: of pieces, and of small answers by the thousand. Both
  /// are cut.
  @Test
  @Timeout(value = Patience.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoTakesNothingIsCut() throws Exception {
    try (Serving impatient = new Serving(9, 4, 500_000_000L)) {
      impatient.server.serve(live);
      Serving patient = serving;
      serving = impatient;
      try (Socket ofPieces = connect();
          Socket ofCards = connect()) {
        send(ofPieces, "GET " + pieces + "0-1999 HTTP/1.1\r\n\r\n");
        assertCut(ofPieces, "\r\n");
        assertCut(ofCards, "GET /freshet/1/node HTTP/1.1\r\n\r\n".repeat(1000));
      }
      serving = patient;
      assertStillServes();
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /// Goes on saying this until it can't any more: first because nobody reads it, then because the
  /// connection is cut.
  private static void assertCut(Socket socket, String again) {
    assertThrows(
        SocketException.class,
        () -> {
          while (true) send(socket, again);
        });
  }

  @Test
  void theIdlestConnectionGivesWayWhenAllAreTaken() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < Endpoint.CONNECTIONS_MAX; i++) {
        Socket socket = connect();
        idle.add(socket);
        socket.getOutputStream().write("HEAD / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
        assertEquals('H', socket.getInputStream().read());
      }
      assertStillServes();
    } finally {
      for (Socket socket : idle) socket.close();
    }
  }
}
