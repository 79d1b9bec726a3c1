package io.freshet.sim;

import io.freshet.engine.ZoneLink;
import java.util.List;

/// What came of a distribution.
///
/// @param timeSeconds when the last receiver had everything of those that stay and are not slow
/// @param lastSeconds when the last of all that stay had
/// @param originCopies bytes that the origin sent over bytes of the release
/// @param times of all that stay, each from when it joined
/// @param assignments extents that the tracker assigned
/// @param deliveries extents that arrived and were kept
/// @param trackerMicros what the tracker's engine took of a core, by one event in sixteen
/// @param stepMicros what 99.9 % of its steps did not exceed of a core, each an event with all that
///   follows
public record Result(
    double timeSeconds,
    double lastSeconds,
    LowerBound bound,
    double originCopies,
    Percentiles times,
    List<Traffic> traffic,
    Finisher finisher,
    long assignments,
    long deliveries,
    double trackerMicros,
    double stepMicros,
    double nodeMicros,
    long controlBytes) {

  public Result {
    traffic = List.copyOf(traffic);
  }

  public double efficiency() {
    return bound.seconds() / timeSeconds;
  }

  /// What went from one zone to another.
  public record Traffic(ZoneLink link, long bytes) {}

  /// The last of the receivers that time is taken by, and what it waited for.
  ///
  /// @param linkUse the share of its link that it used from when it joined
  /// @param idleSeconds how long nothing at all came
  /// @param extent the extent that came last
  /// @param source whence; 0 is the origin
  /// @param askedSeconds when it asked for that
  /// @param outSeconds when the first of all receivers had that extent
  public record Finisher(
      Receiver receiver,
      double seconds,
      double linkUse,
      double idleSeconds,
      int extent,
      int source,
      double askedSeconds,
      double outSeconds) {}
}
