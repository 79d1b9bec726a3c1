package io.freshet.sim.scenario;

import io.freshet.engine.Failure;
import java.util.EnumMap;
import java.util.Map;

/// How likely each failure is to befall a request, and until when.
public record TransferFaults(Map<Failure, Double> likelihoods, long untilNanos) {

  public static final TransferFaults NONE = new TransferFaults(Map.of(), 0);

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
