package io.freshet.sim.scenario;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Priority;
import java.util.List;

/// One release and the machines that hold or want it.
public record SwarmSpec(
    InfoHash name, ExtentSizes sizes, Priority priority, long openNanos, List<Part> parts) {

  public SwarmSpec {
    parts = List.copyOf(parts);
  }

  /// How one machine takes part.
  ///
  /// @param machine its number in [Scenario#machines]
  /// @param held what it can serve at first
  /// @param wanted what it fetches
  /// @param window how many of the extents that it lacks it wants at once, in order: few for who
  ///   reads as they come
  /// @param partial the part of `wanted` that it will not be able to serve whole
  public record Part(
      int machine,
      ExtentSet held,
      ExtentSet wanted,
      ExtentSet partial,
      int window,
      long joinNanos,
      Afterwards afterwards) {

    /// No window: all that it lacks is wanted at once.
    public static final int ALL_AT_ONCE = Integer.MAX_VALUE;

    public Part {
      if (window < 1) {
        throw new IllegalArgumentException("a window of " + window + " extents");
      }
    }

    /// A machine that has everything, from the start.
    public static Part origin(int machine, int extents) {
      return new Part(
          machine,
          ExtentSet.all(extents),
          ExtentSet.none(extents),
          ExtentSet.none(extents),
          ALL_AT_ONCE,
          0,
          Afterwards.SERVE);
    }

    /// A machine that wants everything and stays.
    public static Part receiver(int machine, int extents, long joinNanos) {
      return new Part(
          machine,
          ExtentSet.none(extents),
          ExtentSet.all(extents),
          ExtentSet.none(extents),
          ALL_AT_ONCE,
          joinNanos,
          Afterwards.SERVE);
    }
  }

  /// What a node does when it has all that it wants.
  public enum Afterwards {
    SERVE,
    LEAVE
  }
}
