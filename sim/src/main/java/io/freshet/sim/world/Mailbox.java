package io.freshet.sim.world;

import io.freshet.engine.tracking.TrackerEvent;

/// What a tracker is told, and when it makes something of that: event by event ([Prompt]), or all
/// of a stretch of time at once ([Lookahead]).
interface Mailbox {

  /// The tracker learns of something by itself.
  void post(TrackerEvent event);

  /// A node sends it a message.
  void send(TrackerEvent event, Channel way);

  /// When [#turn] is due, before all else that happens at that time; [EventQueue#NEVER] while it is
  /// not.
  long turnNanos();

  void turn();

  /// Waits for what is done beside, so that what the tracker counts can be read.
  void rest();

  /// The tracker's process ends: what it has not taken is lost.
  void stop();
}
