package io.freshet.bench;

import io.freshet.content.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// The smallest pair that moves, hashes and writes bytes: what `docs/adr/0005` was decided by. No HTTP, no manifest, one
/// file that is written over and over, so that memory given back to the host doesn't disturb.
///
///     java -cp … io.freshet.bench.PairSketch serve platform|virtual|pool sendfile|copy BYTES FILE
///     /usr/bin/time -f '%U %S %e' java -cp … io.freshet.bench.PairSketch fetch PORT platform|virtual CONNECTIONS BYTES FILE
///
/// The server says its port; its CPU time is in `/proc/PID/stat`. BYTES are those of a buffer, or of one `transferTo`.
public final class PairSketch {
  private static final int REQUEST_BYTES = 1 << 20;
  private static final int LEAF_BYTES = 16 << 10;
  private static final int IN_FLIGHT = 2;

  private PairSketch() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "serve" ->
          serve(args[1], new Sender(args[2], Integer.parseInt(args[3]), Path.of(args[4])));
      case "fetch" ->
          fetch(
              Integer.parseInt(args[1]),
              args[2],
              Integer.parseInt(args[3]),
              Integer.parseInt(args[4]),
              Path.of(args[5]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void serve(String threads, Sender sender) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        ExecutorService pool = Executors.newFixedThreadPool(8)) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      System.out.println(listener.socket().getLocalPort());
      while (true) {
        SocketChannel channel = listener.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        switch (threads) {
          case "platform" -> Thread.ofPlatform().start(() -> answer(channel, sender));
          case "virtual" -> Thread.ofVirtual().start(() -> answer(channel, sender));
          case "pool" ->
              Thread.ofVirtual()
                  .start(
                      () ->
                          answer(
                              channel,
                              (target, offset, length) ->
                                  pool.submit(
                                          () -> {
                                            sender.send(target, offset, length);
                                            return null;
                                          })
                                      .get()));
          default -> throw new IllegalArgumentException(threads);
        }
      }
    }
  }

  private interface Answer {
    void send(SocketChannel target, long offset, long length)
        throws IOException, InterruptedException, ExecutionException;
  }

  private static void answer(SocketChannel channel, Answer answer) {
    ByteBuffer request = ByteBuffer.allocateDirect(16);
    try (channel) {
      while (true) {
        request.clear();
        while (request.hasRemaining()) if (channel.read(request) < 0) return;
        answer.send(channel, request.getLong(0), request.getLong(8));
      }
    } catch (IOException | InterruptedException | ExecutionException e) {
      // The client is done.
    }
  }

  private static final class Sender implements Answer {
    private final FileChannel file;
    private final boolean copies;
    private final int bytes;
    private final ThreadLocal<ByteBuffer> buffers;

    Sender(String way, int bytes, Path file) throws IOException {
      this.file = FileChannel.open(file);
      this.copies = way.equals("copy");
      this.bytes = bytes;
      this.buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(bytes));
    }

    @Override
    public void send(SocketChannel target, long offset, long length) throws IOException {
      ByteBuffer buffer = buffers.get();
      for (long at = offset, end = offset + length; at < end; ) {
        long sent = copies ? 0 : file.transferTo(at, Math.min(bytes, end - at), target);
        at += sent;
        if (sent > 0) continue;
        // Also where a virtual thread made the socket non-blocking and it is full: a write waits,
        // `transferTo` doesn't.
        buffer.clear().limit((int) Math.min(bytes, end - at));
        at += file.read(buffer, at);
        buffer.flip();
        while (buffer.hasRemaining()) target.write(buffer);
      }
    }
  }

  private static void fetch(int port, String threads, int connections, int bytes, Path target)
      throws IOException, InterruptedException {
    FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    long total = 1L << 30;
    AtomicLong next = new AtomicLong();
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Runnable work = () -> receive(port, next, total, bytes, out);
      running.add(
          threads.equals("virtual")
              ? Thread.startVirtualThread(work)
              : Thread.ofPlatform().start(work));
    }
    for (Thread thread : running) thread.join();
    out.close();
  }

  private static void receive(int port, AtomicLong next, long total, int bytes, FileChannel out) {
    MessageDigest digest = Hash.newDigest();
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    ByteBuffer request = ByteBuffer.allocateDirect(16);
    ArrayDeque<Long> asked = new ArrayDeque<>();
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      while (true) {
        while (asked.size() < IN_FLIGHT) {
          long offset = next.getAndAdd(REQUEST_BYTES);
          if (offset >= total) break;
          channel.write(request.clear().putLong(offset).putLong(REQUEST_BYTES).flip());
          asked.add(offset);
        }
        if (asked.isEmpty()) return;
        long at = asked.remove();
        for (int left = REQUEST_BYTES; left > 0; ) {
          buffer.clear().limit(Math.min(left, bytes));
          left -= channel.read(buffer);
          hash(buffer.flip(), digest);
          while (buffer.hasRemaining()) at += out.write(buffer, at);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void hash(ByteBuffer buffer, MessageDigest digest) {
    for (int at = 0; at < buffer.limit(); at += LEAF_BYTES) {
      digest.update(buffer.slice(at, Math.min(LEAF_BYTES, buffer.limit() - at)));
      digest.digest();
    }
  }
}
