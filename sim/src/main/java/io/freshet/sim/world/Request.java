package io.freshet.sim.world;

import io.freshet.engine.Failure;
import org.jspecify.annotations.Nullable;

/// Extents that one node asked of another, until they came or didn't.
final class Request {
  final Participant receiver;
  final Node source;
  final long id;
  final int[] extents;

  /// Index of the extent that is sent next or now.
  int next;

  /// False once the receiver was told how it ended.
  boolean open = true;

  /// Whether the source has read it.
  boolean arrived;

  /// What will go wrong with it, and before which of its extents.
  @Nullable Failure doom;

  int doomAt;

  /// How much of the extent at which the connection will break still gets through.
  int cutBytes;

  final long askedNanos;

  Request(Participant receiver, Node source, long id, int[] extents) {
    this.receiver = receiver;
    this.source = source;
    this.id = id;
    this.extents = extents;
    this.askedNanos = receiver.node.world.events.nowNanos();
  }

  boolean doomedTo(Failure failure) {
    return doom == failure && next == doomAt;
  }
}
