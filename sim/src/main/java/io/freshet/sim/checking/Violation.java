package io.freshet.sim.checking;

/// An engine did what it must never do.
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  Violation(String message, long nowNanos) {
    super("at " + nowNanos + " ns: " + message);
  }
}
