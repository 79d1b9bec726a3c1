package io.freshet.sim.scenario;

import io.freshet.engine.Failure;
import java.util.EnumMap;
import java.util.Map;

/// How likely each failure is to befall a request or an extent, and until when.
public record TransferFaults(Map<Failure, Double> likelihoods, Unit unit, long untilNanos) {

  public static final TransferFaults NONE = new TransferFaults(Map.of(), Unit.REQUEST, 0);

  /// What the likelihood is of.
  public enum Unit {
    /// One failure a request, before any one of its extents.
    REQUEST,
    /// Each extent by itself; a connection breaks in the midst of it.
    EXTENT
  }

  public TransferFaults {
    EnumMap<Failure, Double> ordered = new EnumMap<>(Failure.class);
    ordered.putAll(likelihoods);
    likelihoods = ordered;
    double sum = 0;
    for (double likelihood : ordered.values()) {
      sum += likelihood;
    }
    if (sum > 1) {
      throw new IllegalArgumentException("likelihoods that sum to " + sum);
    }
  }

  public double likelihood(Failure failure) {
    return likelihoods.getOrDefault(failure, 0.0);
  }
}
