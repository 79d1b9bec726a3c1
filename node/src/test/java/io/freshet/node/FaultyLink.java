package io.freshet.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP proxy between nodes that spoils what a server answers: how, and from which byte on, is
/// drawn from a seed.
///
/// The first bytes of a connection pass untouched, so that who a node is and what it holds is heard
/// and only what is fetched from it is spoiled.
public final class FaultyLink implements AutoCloseable {

  /// What becomes of an answer's bytes.
  public enum Fault {
    /// Nothing: they pass.
    NONE,
    /// Now and then a bit is flipped.
    CORRUPTS,
    /// Nothing more passes, and the connection stays open.
    STALLS,
    /// The connection is closed.
    CUTS,
    /// What just passed passes again.
    REPLAYS,
    /// One byte a second passes.
    DRIPS,
    /// Some are left out.
    SWALLOWS,
    /// Some that nobody sent come in between.
    ADDS,
    /// Earlier bytes of the same connection pass in their place: another piece.
    SWAPS,
    /// The connection is closed before anything passes, as behind a wall that fell.
    REFUSES
  }

  /// Untouched at the beginning of a connection: more than anything but pieces has.
  private static final int UNTOUCHED_BYTES = 24 << 10;

  private static final int PORTION_BYTES = 8 << 10;

  private final ServerSocket listener;
  private final Random random;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong passed = new AtomicLong();
  private final AtomicInteger spoiledLeft = new AtomicInteger(Integer.MAX_VALUE);
  private volatile Fault fault;
  private volatile InetSocketAddress target;
  private volatile boolean frozen;

  /// Listens on a free port of the loopback.
  public FaultyLink(Fault fault, long seed) throws IOException {
    this.fault = fault;
    random = new Random(seed);
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    Thread.ofVirtual().name("faulty-link").start(this::accept);
  }

  /// Where it leads to from now on.
  public FaultyLink to(int port) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return this;
  }

  /// Spoils so many connections, and none after them.
  public FaultyLink spoilingOnly(int connections) {
    spoiledLeft.set(connections);
    return this;
  }

  /// From now on this happens, also on connections that are open.
  public void turn(Fault next) {
    fault = next;
  }

  /// Nothing passes in either direction, old connections or new, and nobody is told: a pulled
  /// cable.
  public void freeze() {
    frozen = true;
  }

  public void thaw() {
    frozen = false;
    synchronized (this) {
      notifyAll();
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// Bytes of answers that reached whoever asked.
  public long passedBytes() {
    return passed.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().name("faulty-link").start(() -> join(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void join(Socket client) {
    open.add(client);
    try (client;
        Socket server = new Socket()) {
      open.add(server);
      awaitThaw();
      if (fault == Fault.REFUSES && spoiledLeft.getAndDecrement() > 0) return;
      server.connect(target);
      Thread.ofVirtual().name("faulty-link").start(() -> pass(client, server));
      answer(server, client);
    } catch (IOException e) {
      // One of both is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] bytes = new byte[PORTION_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read; (read = in.read(bytes)) >= 0; ) {
        awaitThaw();
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // One of both is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(to);
    }
  }

  private void answer(Socket from, Socket to) throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] bytes = new byte[PORTION_BYTES];
    byte[] earlier = new byte[0];
    int untouched;
    synchronized (random) {
      untouched = UNTOUCHED_BYTES + random.nextInt(200 << 10);
    }
    boolean begun = false;
    boolean spoiled = false;
    long seen = 0;
    for (int read; (read = in.read(bytes)) >= 0; ) {
      awaitThaw();
      seen += read;
      if (seen > untouched && !begun && fault != Fault.NONE) {
        begun = true;
        spoiled = spoiledLeft.getAndDecrement() > 0;
      }
      byte[] portion = java.util.Arrays.copyOf(bytes, read);
      if (!spoiled || !spoil(portion, earlier, out)) {
        out.write(portion);
        passed.addAndGet(read);
      }
      earlier = portion;
    }
  }

  /// Whether the portion was dealt with here; throws when the connection is to end.
  private boolean spoil(byte[] portion, byte[] earlier, OutputStream out)
      throws IOException, InterruptedException {
    switch (fault) {
      case NONE, REFUSES -> {}
      case CORRUPTS -> portion[below(portion.length)] ^= (byte) (1 << below(8));
      case STALLS -> {
        while (!listener.isClosed() && fault == Fault.STALLS) pause();
      }
      case CUTS -> throw new IOException("cut");
      case REPLAYS -> out.write(earlier);
      case DRIPS -> {
        for (byte one : portion) {
          out.write(one);
          pause();
          if (fault != Fault.DRIPS || listener.isClosed()) break;
        }
        return true;
      }
      case SWALLOWS -> {
        out.write(portion, 0, below(portion.length));
        return true;
      }
      case ADDS -> {
        byte[] more = new byte[1 + below(PORTION_BYTES)];
        synchronized (random) {
          random.nextBytes(more);
        }
        out.write(more);
      }
      case SWAPS ->
          System.arraycopy(earlier, 0, portion, 0, Math.min(earlier.length, portion.length));
    }
    return false;
  }

  private int below(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }

  /// A second, which is what the fault is about: nothing waits for it.
  private static void pause() throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
  }

  private synchronized void awaitThaw() throws InterruptedException {
    while (frozen && !listener.isClosed()) TimeUnit.SECONDS.timedWait(this, 1);
  }

  /// Closes all connections, as when a machine fails.
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) socket.close();
  }
}
