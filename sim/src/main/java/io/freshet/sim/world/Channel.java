package io.freshet.sim.world;

import java.util.ArrayDeque;

/// One direction of a long-lived stream between two machines: in order, one way's time each, held
/// back while a cable is out, as TCP holds back.
final class Channel {
  private final World world;
  private final Machine from;
  private final Machine to;
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();
  private boolean open = true;

  Channel(World world, Machine from, Machine to) {
    this.world = world;
    this.from = from;
    this.to = to;
  }

  /// The message arrives later, unless the stream ends before.
  void send(Runnable message) {
    world.events.after(world.oneWayNanos, () -> arrive(message));
  }

  /// The same for a message that its sender's line lets go only at that time.
  void sendAt(long nanos, Runnable message) {
    world.events.at(nanos + world.oneWayNanos, () -> arrive(message));
  }

  void close() {
    open = false;
    held.clear();
  }

  private void arrive(Runnable message) {
    if (open) {
      if (blocked() || !held.isEmpty()) {
        if (held.isEmpty()) {
          world.blocked.add(this);
        }
        held.add(message);
      } else {
        message.run();
      }
    }
  }

  boolean blocked() {
    return !from.plugged || !to.plugged;
  }

  /// Delivers what was held back.
  void flush() {
    while (open && !held.isEmpty()) {
      held.remove().run();
    }
  }
}
