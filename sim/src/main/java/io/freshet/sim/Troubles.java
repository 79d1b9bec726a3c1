package io.freshet.sim;

/// What goes wrong, and who comes late.
///
/// @param dropOuts receivers that end for good before they are done
/// @param joinsNanos how long it takes until all are there: half of the receivers are from the
///   start, the others come one by one
/// @param failures how likely an extent's transfer is to break off midway
public record Troubles(Slowness slowness, int dropOuts, long joinsNanos, double failures) {

  public static final Troubles NONE = new Troubles(Slowness.NONE, 0, 0, 0);

  public Troubles {
    if (dropOuts < 0) {
      throw new IllegalArgumentException(dropOuts + " drop-outs");
    }
    if (joinsNanos < 0) {
      throw new IllegalArgumentException("joins over " + joinsNanos + " ns");
    }
    if (!(failures >= 0 && failures < 1)) {
      throw new IllegalArgumentException(
          "a failure rate of " + failures + ": write a share below 1");
    }
  }

  /// Every so manieth receiver is slower than its link.
  ///
  /// @param factor how many times slower
  public record Slowness(int every, double factor, Affected affected) {

    public static final Slowness NONE = new Slowness(Integer.MAX_VALUE, 1, Affected.BOTH_WAYS);

    public Slowness {
      if (every < 2) {
        throw new IllegalArgumentException(
            "every " + every + ". receiver slow leaves none to judge by: write 2:100, or more");
      }
      if (!(factor >= 1)) {
        throw new IllegalArgumentException("slower by a factor of " + factor + ": write 1 or more");
      }
    }

    /// Whether the receiver of that number, counted from 1, is one of them.
    boolean befalls(int receiver) {
      return receiver % every == 0;
    }

    long slowed(long bytesPerSecond) {
      return Math.max(1, (long) (bytesPerSecond / factor));
    }
  }

  /// What of a slow receiver is slow.
  public enum Affected {
    BOTH_WAYS,
    SENDING
  }
}
