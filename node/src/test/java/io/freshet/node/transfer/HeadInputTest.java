package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Heads from peers that are slow, silent or gone.
final class HeadInputTest {
  private static final int LONG = 60_000;
  private static final int SHORT = 100;

  private Socket peer;
  private Socket accepted;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      peer = new Socket(listener.getInetAddress(), listener.getLocalPort());
      accepted = listener.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    accepted.close();
  }

  private HeadInput input(int idle, int head) throws IOException {
    return new HeadInput(accepted, new HeadInput.Patience(idle, head));
  }

  private void say(String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(US_ASCII));
  }

  @Test
  void whoSaysNothingIsLetGo() throws IOException {
    assertEquals(new HeadInput.Next.End(), input(SHORT, LONG).next());
  }

  @Test
  void whoBeginsAHeadAndDoesNotEndItIsTold() throws IOException {
    say("GET / HTTP/1.1\r\nHost:");
    assertEquals(
        408, assertInstanceOf(HeadInput.Next.Bad.class, input(LONG, SHORT).next()).status());
  }

  @Test
  void aTrickleDoesNotExtendTheTime() throws Exception {
    HeadInput heads = input(LONG, SHORT);
    Thread trickle =
        Thread.startVirtualThread(
            () -> {
              try {
                while (true) say("x");
              } catch (IOException e) {
                // It was cut.
              }
            });
    HeadInput.Next next = heads.next();
    assertInstanceOf(HeadInput.Next.Bad.class, next);
    accepted.close();
    trickle.join();
  }

  @Test
  void whoLeavesWithinAHeadIsGone() throws IOException {
    say("GET / HTTP/1.1\r\n");
    peer.shutdownOutput();
    assertEquals(new HeadInput.Next.End(), input(LONG, LONG).next());
  }

  @Test
  void headsOneAfterTheOther() throws IOException {
    say("\r\nGET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\n\nGET /3");
    HeadInput heads = input(LONG, LONG);
    assertEquals("GET /1 HTTP/1.1", head(heads.next()));
    assertEquals("GET /2 HTTP/1.1", head(heads.next()));
    say(" HTTP/1.1\r\n\r\n");
    assertEquals("GET /3 HTTP/1.1", head(heads.next()));
  }

  private static String head(HeadInput.Next next) {
    return assertInstanceOf(HeadInput.Next.Head.class, next).head().firstLine();
  }

  /// A process that is starved, or hashes for an hour, before it speaks.
  @Test
  void whoHasNotBegunMayTakeAsLongAsBetweenTwoRequests() throws IOException {
    say("PRI *");
    assertTrue(input(LONG, 0).beginsWith("PRI *".getBytes(US_ASCII)));
    assertThrows(
        SocketTimeoutException.class,
        () -> input(SHORT, LONG).beginsWith("PRI *".getBytes(US_ASCII)));
  }

  @Test
  void firstBytesAreKept() throws IOException {
    say("PRI * and more");
    HeadInput heads = input(LONG, LONG);
    assertTrue(heads.beginsWith("PRI *".getBytes(US_ASCII)));
    assertArrayEquals("PRI * and more".getBytes(US_ASCII), heads.rest());
    peer.shutdownOutput();
    assertFalse(input(LONG, LONG).beginsWith("PRI *".getBytes(US_ASCII)));
  }
}
