package io.freshet.sim.world;

import io.freshet.engine.Landmark;
import java.util.EnumMap;
import java.util.Map;

/// What a run came to, in numbers.
public final class Meter {
  private final Map<Landmark, Long> landmarks = new EnumMap<>(Landmark.class);
  private long assignments;
  private long deliveries;
  private long controlBytes;
  private long trackerNanos;
  private final Durations trackerSteps = new Durations();
  private long trackerEvents;
  private long nodeNanos;
  private long nodeEvents;

  void passed(Landmark landmark) {
    landmarks.merge(landmark, 1L, Long::sum);
  }

  void assigned(int extents) {
    assignments += extents;
  }

  void delivered() {
    deliveries++;
  }

  void control(int bytes) {
    controlBytes += bytes;
  }

  void tracker(long nanos) {
    trackerNanos += nanos;
    trackerEvents++;
  }

  void trackerStep(long coreNanos) {
    trackerSteps.add(coreNanos);
  }

  void node(long nanos) {
    nodeNanos += nanos;
    nodeEvents++;
  }

  /// How often each landmark was passed; those never passed are missing.
  public Map<Landmark, Long> landmarks() {
    return java.util.Collections.unmodifiableMap(landmarks);
  }

  /// Extents that trackers assigned.
  public long assignments() {
    return assignments;
  }

  /// Extents that arrived and were kept.
  public long deliveries() {
    return deliveries;
  }

  public long controlBytes() {
    return controlBytes;
  }

  /// Time that trackers' engines took, by the stopwatch that the world was given.
  public long trackerNanos() {
    return trackerNanos;
  }

  /// What this share of the steps of trackers' engines did not exceed of a core, to an eighth: of
  /// those that were measured.
  public long trackerStepNanos(double share) {
    return trackerSteps.nanosAt(share);
  }

  public long trackerEvents() {
    return trackerEvents;
  }

  public long nodeNanos() {
    return nodeNanos;
  }

  public long nodeEvents() {
    return nodeEvents;
  }
}
