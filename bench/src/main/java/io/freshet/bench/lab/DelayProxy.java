package io.freshet.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A program that hands on TCP connections and keeps what it hands on for a while, each way: to
/// whoever asks, the other end is that much further away. (This kernel may have no `netem`.)
public final class DelayProxy {
  private static final int CHUNK_BYTES = 64 << 10;

  /// On its way at once: what 1 Gbit/s carries in 25 ms is 3 MB.
  private static final int WAITING_CHUNKS_MAX = 64;

  private final InetSocketAddress target;
  private final long oneWayNanos;

  private DelayProxy(InetSocketAddress target, long oneWayNanos) {
    this.target = target;
    this.oneWayNanos = oneWayNanos;
  }

  /// Starts one on the stage's door that hands this port on to the origin, and waits for it.
  static void start(Stage stage, int port) throws IOException, InterruptedException {
    stage.start(
        stage.door(),
        ProcessHandle.current().info().command().orElse("java"),
        "-Xmx512m",
        "-cp",
        System.getProperty("java.class.path"),
        DelayProxy.class.getName(),
        port,
        Hosts.address(0),
        LabCase.DISTANCE_MILLIS);
    Ports.await(stage, stage.door(), port);
  }

  /// PORT HOST MILLIS: hands the port on to the same port of the host, so much further away.
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    long oneWayNanos = TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(args[2])) / 2;
    DelayProxy proxy = new DelayProxy(new InetSocketAddress(args[1], port), oneWayNanos);
    try (ServerSocket server = new ServerSocket(port)) {
      while (true) {
        Socket near = server.accept();
        Thread.ofVirtual().start(() -> proxy.handOn(near));
      }
    }
  }

  private void handOn(Socket near) {
    try (near;
        Socket far = new Socket()) {
      far.connect(target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread there = Thread.ofVirtual().start(() -> copy(near, far));
      copy(far, near);
      there.join();
    } catch (IOException e) {
      // One of the two has gone; the other sees its connection closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @param dueNanos when it may go on
  private record Chunk(byte[] bytes, int length, long dueNanos) {}

  private void copy(Socket from, Socket to) {
    BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
    Semaphore room = new Semaphore(WAITING_CHUNKS_MAX);
    Thread writer = Thread.ofVirtual().start(() -> write(queue, room, to));
    try (from) {
      InputStream in = from.getInputStream();
      int length;
      do {
        room.acquire();
        byte[] bytes = new byte[CHUNK_BYTES];
        length = in.read(bytes);
        queue.add(new Chunk(bytes, length, System.nanoTime() + oneWayNanos));
      } while (length >= 0);
      writer.join();
    } catch (IOException e) {
      queue.add(new Chunk(new byte[0], -1, System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(BlockingQueue<Chunk> queue, Semaphore room, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      while (true) {
        Chunk chunk = queue.take();
        room.release();
        if (chunk.length() < 0) {
          to.shutdownOutput();
          return;
        }
        TimeUnit.NANOSECONDS.sleep(chunk.dueNanos() - System.nanoTime());
        out.write(chunk.bytes(), 0, chunk.length());
      }
    } catch (IOException e) {
      room.release(WAITING_CHUNKS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
