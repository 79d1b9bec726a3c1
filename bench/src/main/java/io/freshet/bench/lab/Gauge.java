package io.freshet.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What is read off while a contender works: what each link carries, the machine's CPU time, and
/// the memory of all processes that were started.
///
/// CPU time is the whole machine's, for much of a transfer is the kernel's and nobody's own.
final class Gauge implements AutoCloseable {
  private static final long LOOK_MILLIS = 200;

  /// Looks between two at the memory of all processes, which takes 10 ms of a core.
  private static final int MEMORY_EVERY = 5;

  private static final double TICKS_A_SECOND = 100;

  /// Fields of /proc/stat's first line that are work: user, nice, system; irq, softirq.
  private static final int[] WORK = {1, 2, 3, 6, 7};

  private final Hosts hosts;
  private final Thread thread;
  private final double cpuBefore;
  private final long sentBefore;
  private volatile long begunNanos = System.nanoTime();
  private volatile boolean closed;

  // Guarded by this.
  private final List<Look> looks = new ArrayList<>();
  private long memoryMax;
  private double cpuSeconds;
  private long originSent;

  /// Bytes that have come to and gone from each host since the network was made.
  ///
  /// @param nanos when
  record Look(long nanos, long[] in, long[] out) {}

  private Gauge(Hosts hosts) throws IOException {
    this.hosts = hosts;
    cpuBefore = cpuSeconds();
    sentBefore = hosts.sentBytes(0);
    thread = Thread.ofPlatform().daemon().name("gauge").unstarted(this::run);
  }

  static Gauge begin(Hosts hosts) throws IOException {
    Gauge gauge = new Gauge(hosts);
    gauge.thread.start();
    return gauge;
  }

  void beganAt(long nanos) {
    begunNanos = nanos;
  }

  long begunNanos() {
    return begunNanos;
  }

  private void run() {
    try {
      for (int turn = 0; !closed; turn++) {
        look(turn % MEMORY_EVERY == 0);
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (IOException e) {
      // The hosts are gone: it is over.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(boolean alsoMemory) throws IOException {
    long[] in = new long[hosts.count()];
    long[] out = new long[hosts.count()];
    for (int host = 0; host < in.length; host++) {
      in[host] = hosts.receivedBytes(host);
      out[host] = hosts.sentBytes(host);
    }
    long memory = alsoMemory ? memoryOfLargest() : 0;
    synchronized (this) {
      looks.add(new Look(System.nanoTime(), in, out));
      memoryMax = Math.max(memoryMax, memory);
    }
  }

  private static long memoryOfLargest() {
    return ProcessHandle.current()
        .descendants()
        .mapToLong(process -> ownBytes(process.pid()))
        .max()
        .orElse(0);
  }

  /// What is a process's own: not the files that it has mapped.
  private static long ownBytes(long pid) {
    long kibibytes = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
          kibibytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // It has just ended.
    }
    return kibibytes << 10;
  }

  private static double cpuSeconds() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
    double ticks = 0;
    for (int field : WORK) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / TICKS_A_SECOND;
  }

  /// Reads off once more and ends.
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      thread.interrupt();
      synchronized (this) {
        cpuSeconds = cpuSeconds() - cpuBefore;
        originSent = hosts.sentBytes(0) - sentBefore;
      }
    }
  }

  synchronized double usedCpuSeconds() {
    return cpuSeconds;
  }

  synchronized long memoryMaxBytes() {
    return memoryMax;
  }

  /// Bytes that the origin's link has carried, headers included.
  synchronized long originSentBytes() {
    return originSent;
  }

  synchronized List<Look> looks() {
    return List.copyOf(looks);
  }
}
