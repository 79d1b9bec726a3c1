package io.freshet.bench.tracker;

import com.google.protobuf.ByteString;
import io.freshet.bench.Content;
import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.node.control.wire.PublishRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A real tracker process with very many nodes, all played by this process.
///
/// Each played node has a session and an address of its own, is dialled back, joins one swarm of
/// which it holds a random share, carries out what it is assigned on a virtual link, and reports
/// each extent as it would arrive. No content is moved.
public final class TrackerLoad {
  private static final long BEAT_MILLIS = 2_000;
  private static final int REST_SECONDS = 5;
  private static final long ATTACH_SECONDS_MAX = 300;

  /// @param share of the extents that each node holds at first
  /// @param rest seconds with heartbeats only, and again between joining and measuring
  record Setup(
      int nodes,
      int extents,
      int extentBytes,
      int mbit,
      double share,
      int rest,
      int seconds,
      int sessionsPerConnection) {
    static Setup of(String[] args) {
      int nodes = 1_000;
      int extents = 1_000;
      int mebibytes = 8;
      int mbit = 100;
      double share = 0.3;
      int seconds = 40;
      int sessions = 1;
      for (int i = 0; i + 1 < args.length; i += 2) {
        String value = args[i + 1];
        switch (args[i]) {
          case "--nodes" -> nodes = Integer.parseInt(value);
          case "--extents" -> extents = Integer.parseInt(value);
          case "--mib" -> mebibytes = Integer.parseInt(value);
          case "--mbit" -> mbit = Integer.parseInt(value);
          case "--share" -> share = Double.parseDouble(value);
          case "--seconds" -> seconds = Integer.parseInt(value);
          case "--sessions-per-connection" -> sessions = Integer.parseInt(value);
          default -> throw new IllegalArgumentException("unknown option " + args[i]);
        }
      }
      return new Setup(
          nodes, extents, mebibytes << 20, mbit, share, REST_SECONDS, seconds, sessions);
    }
  }

  private final Setup setup;
  private final Swarm swarm;
  private final Doors doors;
  private final TrackerProcess tracker;
  private final Calls calls;
  private final Probe probe = new Probe();

  private TrackerLoad(Setup setup, Swarm swarm, Doors doors, TrackerProcess tracker, Calls calls) {
    this.setup = setup;
    this.swarm = swarm;
    this.doors = doors;
    this.tracker = tracker;
    this.calls = calls;
  }

  public static void main(String[] args) throws Exception {
    run(List.of(Path.of("freshet").toAbsolutePath().toString()), Setup.of(args));
    System.exit(0);
  }

  /// Plays the nodes, prints what it measures, and answers who came how far.
  ///
  /// @param freshet the command that starts Freshet
  static Swarm run(List<String> freshet, Setup setup) throws Exception {
    Path data = Files.createTempDirectory("freshet-load-");
    Manifest manifest = manifest(setup);
    var network = new VirtualNetwork(setup.extentBytes(), setup.mbit() * 1_000_000L);
    ByteString infoHash = ByteString.copyFrom(manifest.infoHash().hash().bytes());
    var swarm = new Swarm(infoHash, setup.extents(), network, setup.nodes());
    try (Doors doors = new Doors(bytes(manifest));
        TrackerProcess tracker = TrackerProcess.start(freshet, data);
        Calls calls = new Calls(tracker.port(), setup.sessionsPerConnection())) {
      network.start();
      new TrackerLoad(setup, swarm, doors, tracker, calls).run();
      return swarm;
    } finally {
      Content.delete(data);
    }
  }

  private static Manifest manifest(Setup setup) throws Exception {
    byte[] hashes = new byte[setup.extents() * Hash.BYTES];
    new Random(1).nextBytes(hashes);
    long length = (long) setup.extents() * setup.extentBytes();
    return new ManifestWriter("load", setup.extentBytes()).file("load", length, hashes).manifest();
  }

  private static byte[] bytes(Manifest manifest) {
    byte[] bytes = new byte[manifest.bytes().remaining()];
    manifest.bytes().get(bytes);
    return bytes;
  }

  private void run() throws Exception {
    long idle = tracker.status("VmRSS");
    try (Calls publisher = new Calls(tracker.port(), 1)) {
      publisher.publish(
          PublishRequest.newBuilder()
              .setChannel("load")
              .setInfoHash(swarm.infoHash())
              .setPublisher(LoadNode.id(0))
              .setPort(doors.port())
              .setBy("load")
              .build());
    }
    populate();
    attach();
    join();
    measure(idle);
    swarm.end();
    probe.end();
  }

  private void populate() {
    Random random = new Random(2);
    for (int number = 0; number < setup.nodes(); number++) {
      BitSet held = new BitSet();
      for (int extent = 0; extent < setup.extents(); extent++) {
        held.set(extent, number == 0 || random.nextDouble() < setup.share());
      }
      swarm.add(number, new LoadNode(number, swarm, held, calls, doors.port()));
    }
  }

  private void attach() throws Exception {
    long begun = System.nanoTime();
    long cpu = tracker.cpuMillis();
    // Before all have come: the first are not to be silent for as long as that takes.
    Thread.ofPlatform().daemon().name("beats").start(this::beat);
    for (LoadNode node : swarm.nodes()) {
      node.attach();
    }
    int attached = setup.nodes() - missing(swarm.welcomed());
    System.out.printf(Locale.ROOT, "%d of %d nodes attached%n", attached, setup.nodes());
    System.out.printf(
        Locale.ROOT,
        "  on %d connections in %.2f s and %.2f CPU s of the tracker%n",
        calls.connections(),
        seconds(begun),
        (tracker.cpuMillis() - cpu) / 1e3);
    System.out.printf(Locale.ROOT, "  %s%n", swarm.lost());
    int undialled = missing(swarm.dialled());
    System.out.printf(Locale.ROOT, "  dialled back in %.2f s%n", seconds(begun));
    System.out.printf(
        Locale.ROOT, "  %d not dialled, %d not reached%n", undialled, swarm.unreachable());
  }

  /// How many permits have not come in time.
  private int missing(Semaphore each) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ATTACH_SECONDS_MAX);
    for (int left = setup.nodes(); left > 0; left--) {
      if (!each.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return left;
      }
    }
    return 0;
  }

  private void beat() {
    while (!swarm.isOver()) {
      for (LoadNode node : swarm.nodes()) {
        node.beat();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void join() throws Exception {
    System.out.printf(
        Locale.ROOT, "  tracker: %d MiB resident, %d threads%n", rss(), tracker.status("Threads"));
    long idleCpu = tracker.cpuMillis();
    long begun = System.nanoTime();
    TimeUnit.SECONDS.sleep(setup.rest());
    System.out.printf(
        Locale.ROOT,
        "  idle, heartbeats only: %.2f cores%n",
        (tracker.cpuMillis() - idleCpu) / 1e3 / seconds(begun));
    begun = System.nanoTime();
    long cpu = tracker.cpuMillis();
    for (LoadNode node : swarm.nodes()) {
      node.join();
    }
    probe.start(calls, "load");
    while (probe.answered().count() == 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    System.out.printf(
        Locale.ROOT,
        "joined the swarm in %.2f s and %.2f CPU s of the tracker%n",
        seconds(begun),
        (tracker.cpuMillis() - cpu) / 1e3);
  }

  private void measure(long idleRss) throws Exception {
    // What the joining left behind is not what is measured.
    TimeUnit.SECONDS.sleep(setup.rest());
    swarm.reportToAssignment().clear();
    probe.answered().clear();
    long assigned = swarm.assignments().sum();
    long reported = swarm.reports().sum();
    long cpu = tracker.cpuMillis();
    long planner = tracker.plannerMillis();
    long begun = System.nanoTime();
    long rss = 0;
    while (seconds(begun) < setup.seconds()
        && tracker.isAlive()
        && swarm.completed().sum() < setup.nodes() - 1) {
      TimeUnit.MILLISECONDS.sleep(200);
      rss = Math.max(rss, rss());
    }
    double took = seconds(begun);
    double cpuSeconds = (tracker.cpuMillis() - cpu) / 1e3;
    double plannerSeconds = (tracker.plannerMillis() - planner) / 1e3;
    assigned = swarm.assignments().sum() - assigned;
    System.out.printf(Locale.ROOT, "measured for %.1f s; %s%n", took, swarm.lost());
    System.out.printf(Locale.ROOT, "  %.0f assignments a second in all%n", assigned / took);
    System.out.printf(
        Locale.ROOT, "  %.0f reports a second%n", (swarm.reports().sum() - reported) / took);
    System.out.printf(
        Locale.ROOT,
        "  a report to the node's next assignment: %s%n",
        swarm.reportToAssignment().line());
    System.out.printf(Locale.ROOT, "  a question to its answer: %s%n", probe.answered().line());
    System.out.printf(
        Locale.ROOT,
        "  tracker: %.2f CPU s, %.2f of them its one thread%n",
        cpuSeconds,
        plannerSeconds);
    System.out.printf(
        Locale.ROOT,
        "  %.1f µs an assignment, %.1f of them its one thread%n",
        cpuSeconds * 1e6 / Math.max(1, assigned),
        plannerSeconds * 1e6 / Math.max(1, assigned));
    System.out.printf(
        Locale.ROOT, "  %d MiB resident at most (%d before the first node)%n", rss, idleRss);
    System.out.printf(Locale.ROOT, "  %d nodes have everything%n", swarm.completed().sum());
  }

  private long rss() throws java.io.IOException {
    return tracker.status("VmRSS");
  }

  private static double seconds(long begunNanos) {
    return (System.nanoTime() - begunNanos) / 1e9;
  }
}
