package io.freshet.bench.tracker;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Where a tracker finds the played nodes: each has an address of its own below 127.0.0.0/8, and
/// all share one port of this process. Says which node lives at the address that was dialled, and
/// hands out the manifest.
final class Doors implements Closeable {
  private static final int BACKLOG = 1_024;

  private final ServerSocket socket;
  private final byte[] manifest;

  Doors(byte[] manifest) throws IOException {
    this.manifest = manifest;
    socket = new ServerSocket();
    socket.bind(new InetSocketAddress("0.0.0.0", 0), BACKLOG);
    Thread.ofPlatform().daemon().name("doors").start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// The address of a node: 127.64.0.0 and what follows.
  static String host(int node) {
    return "127." + (64 + (node >> 16)) + "." + ((node >> 8) & 0xff) + "." + (node & 0xff);
  }

  private static int node(InetAddress host) {
    byte[] bytes = host.getAddress();
    return (((bytes[1] & 0xff) - 64) << 16) | ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        Thread.ofVirtual().start(() -> answer(caller));
      } catch (IOException e) {
        // Closed, or the caller is gone already.
      }
    }
  }

  private void answer(Socket caller) {
    try (caller) {
      BufferedReader head =
          new BufferedReader(
              new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
      String asked = String.valueOf(head.readLine());
      for (String line = head.readLine(); line != null && !line.isEmpty(); ) {
        line = head.readLine();
      }
      byte[] body =
          asked.startsWith("GET /freshet/1/node ")
              ? card(node(caller.getLocalAddress()))
              : manifest;
      OutputStream out = caller.getOutputStream();
      String answer =
          "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
    } catch (IOException e) {
      // The tracker asks again.
    }
  }

  private static byte[] card(int node) {
    String id = String.format(java.util.Locale.ROOT, "%016x", LoadNode.id(node));
    return ("{\"node\":\"" + id + "\",\"protocol\":1,\"program\":\"load\"}")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
