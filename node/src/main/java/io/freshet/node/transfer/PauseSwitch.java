package io.freshet.node.transfer;

import java.util.LinkedHashSet;
import java.util.Set;

/// Whether a node begins new transfers, in either direction. Everything that is on its way comes to
/// its end, and the node stays connected.
public final class PauseSwitch {
  private volatile boolean paused;
  // Guarded by this.
  private final Set<Listener> listeners = new LinkedHashSet<>();

  /// Who has to know. Heard in the order in which it was switched; must not block for long.
  public interface Listener {
    void pausing(boolean paused);
  }

  public boolean isPaused() {
    return paused;
  }

  public synchronized void pause() {
    turn(true);
  }

  public synchronized void resume() {
    turn(false);
  }

  private void turn(boolean to) {
    if (paused == to) return;
    paused = to;
    listeners.forEach(listener -> listener.pausing(to));
  }

  /// Is told of each change from now on, and at once if the node is paused already.
  public synchronized void add(Listener listener) {
    listeners.add(listener);
    if (paused) listener.pausing(true);
  }

  public synchronized void remove(Listener listener) {
    listeners.remove(listener);
  }
}
