package io.freshet.bench.lab;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A piece of work for the lab: one file from one host to several.
///
/// @param mebibytes the file's size
/// @param mbit each host's link, each way
/// @param slow so many of the receivers, the last ones, have a tenth of that
public record LabCase(
    String name, int mebibytes, int receivers, int mbit, int slow, Disturbance disturbance) {

  /// What else happens.
  public enum Disturbance {
    NONE,
    /// One receiver is killed and the origin is killed and started again, midway.
    KILLS,
    /// A proxy between the two adds 50 ms to a round trip.
    DISTANCE,
    /// One receiver's link is down for a while midway.
    CABLE,
    /// The link of the origin and tracker is.
    ORIGIN_CABLE
  }

  /// How long a cable is out. TCP notices nothing for minutes.
  static final int CABLE_OUT_SECONDS = 30;

  /// The round trip that the proxy adds.
  public static final int DISTANCE_MILLIS = 50;

  /// What a slow receiver's link is divided by.
  static final int SLOW_TIMES = 10;

  private static final int RECEIVERS_MAX = 200; // addresses of one byte

  public LabCase {
    if (mebibytes < 1 || receivers < 1 || receivers > RECEIVERS_MAX || mbit < SLOW_TIMES) {
      throw new IllegalArgumentException(
          mebibytes + " MiB to " + receivers + " receivers at " + mbit + " Mbit/s");
    }
    if (slow < 0 || slow >= receivers) {
      throw new IllegalArgumentException(slow + " slow ones of " + receivers);
    }
  }

  static LabCase even(int mebibytes, int receivers, int mbit) {
    String name = String.format(Locale.ROOT, "%dx%d@%d", mebibytes, receivers, mbit);
    return new LabCase(name, mebibytes, receivers, mbit, 0, Disturbance.NONE);
  }

  /// The cases that releases are judged by.
  public static List<LabCase> standard() {
    return List.of(
        even(256, 8, 200).called("even-8"),
        even(128, 16, 100).called("even-16"),
        new LabCase("slow-two", 256, 8, 200, 2, Disturbance.NONE),
        new LabCase("kills", 256, 8, 200, 0, Disturbance.KILLS),
        even(256, 1, 200).called("pair"),
        new LabCase("distant-pair", 256, 1, 200, 0, Disturbance.DISTANCE),
        new LabCase("cable", 256, 8, 100, 0, Disturbance.CABLE),
        new LabCase("origin-cable", 256, 8, 100, 0, Disturbance.ORIGIN_CABLE));
  }

  private LabCase called(String other) {
    return new LabCase(other, mebibytes, receivers, mbit, slow, disturbance);
  }

  /// A standard case by its name, or `MiBxRECEIVERS@MBIT`.
  public static LabCase of(String name) {
    Optional<LabCase> standard =
        standard().stream().filter(one -> one.name().equals(name)).findFirst();
    if (standard.isPresent()) {
      return standard.get();
    }
    if (!name.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,2}@[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException(
          "there is no case `"
              + name
              + "`: write one of "
              + String.join(", ", standard().stream().map(LabCase::name).toList())
              + ", or 256x8@200 for 256 MiB to 8 receivers at 200 Mbit/s");
    }
    String[] numbers = name.split("[x@]", -1);
    return even(
        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
  }

  public long bytes() {
    return (long) mebibytes << 20;
  }

  /// Receivers that the case is judged by: 1 up to this.
  int fast() {
    return receivers - slow;
  }

  /// Does something happen to the last receiver, so that it is not judged?
  boolean sparesLast() {
    return disturbance == Disturbance.KILLS || disturbance == Disturbance.CABLE;
  }

  boolean isSlow(int host) {
    return host > fast();
  }

  /// The link of a host; 0 is the origin.
  int mbitOf(int host) {
    return isSlow(host) && host <= receivers ? mbit / SLOW_TIMES : mbit;
  }

  /// Hosts that are needed: the origin, the receivers, and whoever stands between them.
  int hosts() {
    return 1 + receivers + (disturbance == Disturbance.DISTANCE ? 1 : 0);
  }

  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%d MiB, 1 -> %d at %d Mbit/s%s%s",
        mebibytes,
        receivers,
        mbit,
        slow == 0 ? "" : ", " + slow + " receivers at a tenth of it",
        switch (disturbance) {
          case NONE -> "";
          case KILLS -> ", one receiver killed and the origin started again midway";
          case DISTANCE -> ", " + DISTANCE_MILLIS + " ms further away";
          case CABLE -> ", one receiver's link down for " + CABLE_OUT_SECONDS + " s midway";
          case ORIGIN_CABLE -> ", the origin's link down for " + CABLE_OUT_SECONDS + " s midway";
        });
  }
}
