package io.freshet.sim.world;

import io.freshet.engine.Landmark;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a run came to, in numbers.
public final class Meter {

  /// Of so many events one is measured: to read a clock twice costs a tenth of what an event takes
  /// a node's engine, and to read the core's clock a tenth of what it takes a tracker's.
  private static final int MEASURED_EVERY = 16;

  private final Map<Landmark, Long> landmarks = new EnumMap<>(Landmark.class);
  private long assignments;
  private long deliveries;
  private long controlBytes;
  private long trackerNanos;
  private final Durations trackerSteps = new Durations();
  private long trackerEvents;
  private long nodeNanos;
  private long nodeEvents;

  /// What this and another one counted, together.
  Meter with(Meter other) {
    Meter sum = new Meter();
    for (Meter one : List.of(this, other)) {
      one.landmarks.forEach((landmark, times) -> sum.landmarks.merge(landmark, times, Long::sum));
      sum.assignments += one.assignments;
      sum.deliveries += one.deliveries;
      sum.controlBytes += one.controlBytes;
      sum.trackerNanos += one.trackerNanos;
      sum.trackerSteps.addAll(one.trackerSteps);
      sum.trackerEvents += one.trackerEvents;
      sum.nodeNanos += one.nodeNanos;
      sum.nodeEvents += one.nodeEvents;
    }
    return sum;
  }

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

  /// Counts one more event of a tracker; true when it is to be measured.
  boolean nextTrackerEvent() {
    return ++trackerEvents % MEASURED_EVERY == 0;
  }

  /// What an event that was measured took of a core.
  void trackerStep(long coreNanos) {
    trackerNanos += MEASURED_EVERY * coreNanos;
    trackerSteps.add(coreNanos);
  }

  /// Counts one more event of a node; true when it is to be measured.
  boolean nextNodeEvent() {
    return ++nodeEvents % MEASURED_EVERY == 0;
  }

  /// What an event that was measured took.
  void node(long nanos) {
    nodeNanos += MEASURED_EVERY * nanos;
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

  /// What trackers' engines took of a core: what every sixteenth event took, times sixteen.
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

  /// Time that nodes' engines took, by the stopwatch that the world was given: likewise.
  public long nodeNanos() {
    return nodeNanos;
  }

  public long nodeEvents() {
    return nodeEvents;
  }
}
