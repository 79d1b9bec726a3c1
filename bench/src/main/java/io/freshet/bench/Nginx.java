package io.freshet.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Debian's nginx serving a folder on a free port of the loopback, `curl` from it, and `openssl
/// dgst -sha256` over what came: the least that proves a file. (Debian's `sha256sum` is six times
/// slower and proves nothing.)
final class Nginx implements Side {
  private static final int ATTEMPTS_MAX = 200;

  private final Process master;
  private final String url;

  private Nginx(Process master, String url) {
    this.master = master;
    this.url = url;
  }

  /// @param scratch where it keeps what it needs to run
  static Nginx serve(Path file, Path scratch) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var served = new NginxConfig(scratch, "127.0.0.1:" + port, file.resolveSibling(""), 1);
    Path config = Files.writeString(scratch.resolve("nginx.conf"), served.text());
    Process master =
        new ProcessBuilder(
                "nginx", "-p", scratch.toString(), "-c", config.toString(), "-e", "stderr")
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("nginx.log").toFile())
            .start();
    for (int attempt = 0; !answers(port); attempt++) {
      if (attempt == ATTEMPTS_MAX || !master.isAlive()) {
        throw new IOException("nginx: " + Files.readString(scratch.resolve("nginx.log")));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return new Nginx(master, "http://127.0.0.1:" + port + "/" + file.getFileName());
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return "curl + openssl";
  }

  @Override
  public void fetch(Path target) throws IOException, InterruptedException {
    Side.run("curl", "-s", "-o", target.toString(), url);
    Side.run("openssl", "dgst", "-sha256", target.toString());
  }

  /// CPU time of the master and its worker.
  @Override
  public long serverMillis() throws IOException {
    long millis = CpuTime.millisOf(master.pid());
    for (ProcessHandle worker : master.descendants().toList()) {
      millis += CpuTime.millisOf(worker.pid());
    }
    return millis;
  }

  /// Its worker ends with it, and the file that has its id is gone then.
  @Override
  public void close() {
    master.destroy();
    master.onExit().join();
  }
}
