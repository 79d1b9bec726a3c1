package io.freshet.sim.scenario;

/// Something that happens to a world at a given time. Machines and swarms are numbers in the
/// [Scenario].
public sealed interface Disturbance {

  long atNanos();

  /// A node's process ends and its sockets close: everybody connected to it notices at once.
  record Stop(long atNanos, int machine) implements Disturbance {}

  /// A machine loses power: it falls silent, and nobody is told.
  record PowerOff(long atNanos, int machine) implements Disturbance {}

  /// A node's process starts again, under a new name, with what the machine's disk holds.
  record Start(long atNanos, int machine) implements Disturbance {}

  /// A machine's cable is pulled: the process lives on.
  record Unplug(long atNanos, int machine) implements Disturbance {}

  record Plug(long atNanos, int machine) implements Disturbance {}

  /// The tracker's process ends and its sockets close.
  record StopTracker(long atNanos) implements Disturbance {}

  /// A new tracker process: it knows the releases and nothing of nodes.
  record StartTracker(long atNanos) implements Disturbance {}

  record UnplugTracker(long atNanos) implements Disturbance {}

  record PlugTracker(long atNanos) implements Disturbance {}

  /// A machine's disk or source loses up to so many of the extents that it holds then.
  record Lose(long atNanos, int machine, int swarm, int extentsMax) implements Disturbance {}

  /// A release is retired.
  record Retire(long atNanos, int swarm) implements Disturbance {}
}
