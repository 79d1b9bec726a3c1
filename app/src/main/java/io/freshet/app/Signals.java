package io.freshet.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// What Ctrl-C and SIGTERM do: interrupt the command's thread, give it time to close what is open,
/// and end the process with the exit code that the command then has.
final class Signals {
  /// Nobody waits longer for a program that was told to stop.
  static final long STOP_MILLIS_MAX = 2_000;

  private final Thread command;
  private final IntSupplier exitCodeIfLate;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile int exitCode;
  private volatile boolean stopping;

  private Signals(Thread command, IntSupplier exitCodeIfLate) {
    this.command = command;
    this.exitCodeIfLate = exitCodeIfLate;
  }

  /// Watches for signals while the calling thread runs a command.
  static Signals watch(IntSupplier exitCodeIfLate) {
    var signals = new Signals(Thread.currentThread(), exitCodeIfLate);
    Runtime.getRuntime().addShutdownHook(new Thread(signals::stop, "signals"));
    return signals;
  }

  /// Ends the process with this code, by itself or with the signal that is being handled.
  void exit(int code) {
    exitCode = code;
    finished.countDown();
    // During a shutdown System.exit would wait for the hook, and the hook for this thread.
    if (!stopping) System.exit(code);
  }

  private void stop() {
    stopping = true;
    if (finished.getCount() == 0) return;
    command.interrupt();
    try {
      boolean inTime = finished.await(STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(inTime ? exitCode : exitCodeIfLate.getAsInt());
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(exitCodeIfLate.getAsInt());
    }
  }
}
