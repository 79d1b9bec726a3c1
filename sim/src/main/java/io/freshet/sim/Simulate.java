package io.freshet.sim;

import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Distribution.Result;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Distributes a release in a simulated network with the real engine, and prints what it came to as one JSON object.
///
///     java -cp … io.freshet.sim.Simulate --nodes 64 --size 1G --extent 1M --up 1Gbit/s --down 1Gbit/s --seed 1
public final class Simulate {

  private static final String USAGE =
      "usage: --nodes N --size SIZE --extent SIZE --up RATE --down RATE --slots N --seed N --mode tracked|alone";

  private Simulate() {}

  public static void main(String[] args) {
    Distribution distribution;
    try {
      distribution = parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("sim: " + e.getMessage() + "; " + USAGE);
      System.exit(2);
      return;
    }
    long beganNanos = System.nanoTime();
    long beganCpuNanos = cpuNanos();
    Result result = distribution.run(System::nanoTime);
    double busy =
        (double) (cpuNanos() - beganCpuNanos) / Math.max(1, System.nanoTime() - beganNanos);
    System.out.println(json(distribution, result, busy, (cpuNanos() - beganCpuNanos) / 1e9));
  }

  /// The engine's microseconds are CPU time: wall time as measured, times the share of it that this
  /// thread had a core.
  private static String json(Distribution asked, Result result, double busy, double cpuSeconds) {
    return String.format(
        Locale.ROOT,
        "{\"nodes\":%d,\"bytes\":%d,\"extent_bytes\":%d,\"seed\":%d,\"mode\":\"%s\",\"time_s\":%.6f,"
            + "\"bound_s\":%.6f,\"efficiency\":%.4f,\"origin_copies\":%.4f,\"assignments\":%d,\"deliveries\":%d,"
            + "\"engine_us_per_assignment\":%.3f,\"node_us_per_delivery\":%.3f,\"control_bytes\":%d,\"cpu_s\":%.2f}",
        asked.nodes(),
        asked.bytes(),
        asked.extentBytes(),
        asked.seed(),
        asked.mode().name().toLowerCase(Locale.ROOT),
        result.timeSeconds(),
        result.boundSeconds(),
        result.efficiency(),
        result.originCopies(),
        result.assignments(),
        result.deliveries(),
        busy * result.trackerMicros() / Math.max(1, result.assignments()),
        busy * result.nodeMicros() / Math.max(1, result.deliveries()),
        result.controlBytes(),
        cpuSeconds);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Distribution parse(String[] args) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException("don't understand " + args[i]);
      }
      options.put(args[i].substring(2), args[i + 1]);
    }
    Distribution distribution =
        new Distribution(
            (int) number(take(options, "nodes", "8")),
            size(take(options, "size", "1G")),
            (int) size(take(options, "extent", "1M")),
            new Rates(rate(take(options, "up", "1Gbit/s")), rate(take(options, "down", "1Gbit/s"))),
            (int) number(take(options, "slots", "" + MachineSpec.UPLOAD_SLOTS)),
            Mode.valueOf(take(options, "mode", "tracked").toUpperCase(Locale.ROOT)),
            number(take(options, "seed", "1")));
    if (!options.isEmpty()) {
      throw new IllegalArgumentException("don't know --" + options.keySet().iterator().next());
    }
    return distribution;
  }

  private static String take(Map<String, String> options, String name, String otherwise) {
    String value = options.remove(name);
    return value == null ? otherwise : value;
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }

  /// Bytes; K, M, G, T are powers of 1024.
  private static long size(String text) {
    int power = "KMGT".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
    return power < 0
        ? number(text)
        : number(text.substring(0, text.length() - 1)) << (10 * (power + 1));
  }

  /// Bytes a second: `Gbit/s`, `Mbit/s`, `kbit/s` are powers of 1000 bits.
  private static long rate(String text) {
    for (BitRate unit : BitRate.values()) {
      if (text.endsWith(unit.name)) {
        String amount = text.substring(0, text.length() - unit.name.length());
        return (long) (Double.parseDouble(amount) * unit.bitsPerSecond / 8);
      }
    }
    return size(text);
  }

  private enum BitRate {
    GIGA("Gbit/s", 1e9),
    MEGA("Mbit/s", 1e6),
    KILO("kbit/s", 1e3);

    final String name;
    final double bitsPerSecond;

    BitRate(String name, double bitsPerSecond) {
      this.name = name;
      this.bitsPerSecond = bitsPerSecond;
    }
  }
}
