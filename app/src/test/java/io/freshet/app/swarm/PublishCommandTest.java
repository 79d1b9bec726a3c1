package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `publish` and the connections that it has with its tracker.
class PublishCommandTest {
  @TempDir Path temp = Path.of("");

  /// Leads to a tracker, but closes its first connection at once: as a tracker does with one on
  /// which nobody says anything for a minute, because he hashes meanwhile.
  private static ServerSocket closingTheFirst(int port) throws IOException {
    var listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                listener.accept().close();
                while (true) {
                  Socket client = listener.accept();
                  var tracker = new Socket(InetAddress.getLoopbackAddress(), port);
                  pass(client, tracker);
                  pass(tracker, client);
                }
              } catch (IOException closed) {
                // The test is over.
              }
            });
    return listener;
  }

  private static void pass(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (from;
                  to) {
                from.getInputStream().transferTo(to.getOutputStream());
              } catch (IOException e) {
                // One of both is gone.
              }
            });
  }

  @Test
  void hashingMayTakeLongerThanATrackerKeepsASilentConnection() throws Exception {
    String file = Files.writeString(temp.resolve("file"), "content").toString();
    try (Child tracker = Child.tracker(temp)) {
      String address = tracker.address();
      int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
      try (ServerSocket door = closingTheFirst(port)) {
        String channel = "127.0.0.1:" + door.getLocalPort() + "/c";
        var published = Child.run("publish", file, channel, "--until-copies", "0");
        assertEquals(0, published.exitCode(), published.said());
        assertTrue(published.said().startsWith("published c@v1 "), published.said());
      }
    }
  }

  @Test
  void howUrgentAReleaseIsStandsInTheCatalog() throws Exception {
    String file = Files.writeString(temp.resolve("file"), "content").toString();
    try (Child tracker = Child.tracker(temp)) {
      String fix = tracker.address() + "/fix";
      var wrong = Child.run("publish", file, fix, "--priority", "most");
      assertEquals(2, wrong.exitCode(), wrong.said());
      assertTrue(wrong.said().contains("`most`: write high, normal or low"), wrong.said());
      var published = Child.run("publish", file, fix, "--priority", "high", "--until-copies", "0");
      assertEquals(0, published.exitCode(), published.said());
      var listed = Child.run("ls", fix, "--json");
      assertTrue(listed.said().contains("\"priority\":\"high\""), listed.said());
    }
  }
}
