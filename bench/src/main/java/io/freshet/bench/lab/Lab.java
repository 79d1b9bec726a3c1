package io.freshet.bench.lab;

import io.freshet.bench.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One release from one host to many over shaped links: how near to what a link carries is the last
/// receiver?
///
///     java bench/src/main/java/io/freshet/bench/lab/Lab.java [--receivers 8] [--mbit 200] [--mib 512] [--in /dev/shm]
///
/// *Cold*: `serve` has read its file and waits; the clock starts with all `get` processes and stops when
/// the last has ended, everything proven. *Warm*: mirrors that hold v1 receive v2, which shares nothing
/// with it; the clock starts when `publish` says that the nodes are told. Ideal is the size over the
/// goodput that iperf3 reaches on the same link.
public final class Lab {
  private static final double HEADERS = 1514.0 / 1448; // bytes on the wire for bytes of a stream

  private final Hosts hosts;
  private final int receivers;
  private final int mebibytes;
  private final Path folder;
  private final double idealSeconds;

  private Lab(Hosts hosts, int receivers, int mebibytes, Path folder)
      throws IOException, InterruptedException {
    this.hosts = hosts;
    this.receivers = receivers;
    this.mebibytes = mebibytes;
    this.folder = folder;
    double goodput = hosts.goodputMbit();
    idealSeconds = mebibytes * 8.388608 / goodput;
    System.out.printf(Locale.ROOT, "iperf3 %.1f Mbit/s, ideal %.2f s%n", goodput, idealSeconds);
  }

  public static void main(String[] args) throws Exception {
    int receivers = 8;
    int mbit = 200;
    int mebibytes = 512;
    Path in = Path.of("/dev/shm");
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--receivers" -> receivers = Integer.parseInt(args[i + 1]);
        case "--mbit" -> mbit = Integer.parseInt(args[i + 1]);
        case "--mib" -> mebibytes = Integer.parseInt(args[i + 1]);
        case "--in" -> in = Path.of(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    Path folder = Files.createTempDirectory(in, "freshet-lab-");
    System.out.printf("1 -> %d at %d Mbit/s, %d MiB%n", receivers, mbit, mebibytes);
    try (Hosts hosts = Hosts.open(receivers + 1, mbit)) {
      Lab lab = new Lab(hosts, receivers, mebibytes, folder);
      lab.cold();
      lab.warm();
    } finally {
      Content.delete(folder);
    }
  }

  private void cold() throws IOException, InterruptedException {
    Path file = Content.random(folder.resolve("cold"), mebibytes, 1);
    Path data = folder.resolve("data-cold");
    Teller origin =
        Teller.of(hosts.on(0, Hosts.freshet("serve", file, "--channel", "lab", "--data", data)));
    origin.await("freshet get ");
    long sent = hosts.sentBytes(0);
    long begun = System.nanoTime();
    List<Teller> gets = new ArrayList<>();
    for (int host = 1; host <= receivers; host++) {
      Path to = folder.resolve("cold-" + host).resolve("file");
      Files.createDirectories(to.getParent());
      gets.add(Teller.of(hosts.on(host, Hosts.freshet("get", Hosts.address(0) + "/lab", to))));
    }
    List<Long> ends = new ArrayList<>();
    for (Teller get : gets) {
      ends.add(get.end());
    }
    tell("cold", begun, ends, hosts.sentBytes(0) - sent);
    origin.stop();
    for (int host = 1; host <= receivers; host++) {
      Path copy = folder.resolve("cold-" + host);
      if (Files.mismatch(file, copy.resolve("file")) != -1) {
        throw new IOException(copy + " differs");
      }
      Content.delete(copy);
    }
    Files.delete(file);
  }

  private void warm() throws IOException, InterruptedException {
    Teller tracker =
        Teller.of(hosts.on(0, Hosts.freshet("tracker", "--data", folder.resolve("data-warm"))));
    tracker.await("7070");
    List<Teller> mirrors = new ArrayList<>();
    List<Teller> origins = new ArrayList<>();
    for (int release = 1; release <= 2; release++) {
      Path version = Files.createDirectories(folder.resolve("v" + release));
      Path file = Content.random(version.resolve("file"), mebibytes, 1 + release);
      long sent = hosts.sentBytes(0);
      Teller origin =
          Teller.of(hosts.on(0, Hosts.freshet("publish", file, "127.0.0.1/lab", "--json")));
      origins.add(origin);
      long begun = origin.await("\"release\":\"v" + release + "\",\"state\":\"published\"");
      for (int host = 1; host <= receivers && release == 1; host++) {
        Path to = folder.resolve("warm-" + host);
        mirrors.add(
            Teller.of(
                hosts.on(
                    host, Hosts.freshet("mirror", Hosts.address(0) + "/lab", to + "/", "--json"))));
      }
      List<Long> ends = new ArrayList<>();
      for (Teller mirror : mirrors) {
        ends.add(mirror.await("{\"release\":\"v" + release + "\",\"state\":\"complete\""));
      }
      if (release == 2) {
        tell("warm", begun, ends, hosts.sentBytes(0) - sent);
      }
      for (int host = 1; host <= receivers; host++) {
        if (Files.mismatch(file, folder.resolve("warm-" + host).resolve("file")) != -1) {
          throw new IOException("host " + host + " has something else than v" + release);
        }
      }
    }
    for (Teller mirror : mirrors) {
      mirror.stop();
    }
    for (Teller origin : origins) {
      origin.stop();
    }
    tracker.stop();
  }

  private void tell(String name, long begunNanos, List<Long> endNanos, long sentBytes) {
    double[] seconds =
        endNanos.stream().mapToDouble(end -> (end - begunNanos) / 1e9).sorted().toArray();
    double last = seconds[seconds.length - 1];
    System.out.printf(
        Locale.ROOT,
        "%s: first %.2f s, last %.2f s, %.3f of ideal; origin sent %.2f x%n",
        name,
        seconds[0],
        last,
        idealSeconds / last,
        sentBytes / HEADERS / ((double) mebibytes * (1 << 20)));
  }
}
