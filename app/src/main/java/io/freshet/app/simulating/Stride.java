package io.freshet.app.simulating;

/// How much virtual time may pass until somebody looks again: what is simulated in about a
/// twentieth of a second, so that Ctrl-C is heard, whatever a second costs to simulate. How time is
/// cut changes nothing of what happens in it.
final class Stride {
  private static final long MIN_NANOS = 1_000_000;
  private static final long LOOK_NANOS = 50_000_000;

  private final long maxNanos;
  private long nanos = MIN_NANOS;

  /// @param maxNanos what a person who watches can see pass at once
  Stride(long maxNanos) {
    this.maxNanos = Math.max(MIN_NANOS, maxNanos);
  }

  long nanos() {
    return nanos;
  }

  /// @param tookNanos what simulating the last stride took
  void took(long tookNanos) {
    nanos =
        tookNanos > LOOK_NANOS
            ? Math.max(MIN_NANOS, nanos / 2)
            : Math.min(maxNanos, nanos + nanos / 4);
  }
}
