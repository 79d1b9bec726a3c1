package io.freshet.sim.scenario;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import java.util.List;

/// One release and the machines that hold or want it.
public record SwarmSpec(InfoHash name, ExtentSizes sizes, long openNanos, List<Part> parts) {

  public SwarmSpec {
    parts = List.copyOf(parts);
  }

  /// How one machine takes part.
  ///
  /// @param machine its number in [Scenario#machines]
  /// @param held what it can serve at first
  /// @param wanted what it fetches
  /// @param partial the part of `wanted` that it will not be able to serve whole
  public record Part(
      int machine,
      ExtentSet held,
      ExtentSet wanted,
      ExtentSet partial,
      long joinNanos,
      Afterwards afterwards) {

    /// A machine that has everything, from the start.
    public static Part origin(int machine, int extents) {
      return new Part(
          machine,
          ExtentSet.all(extents),
          ExtentSet.none(extents),
          ExtentSet.none(extents),
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
