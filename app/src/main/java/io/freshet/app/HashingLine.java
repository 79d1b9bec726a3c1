package io.freshet.app;

import io.freshet.app.console.Console;
import io.freshet.app.console.Transfer;
import io.freshet.content.scan.ScanProgress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Shows how far a scan is.
final class HashingLine implements ScanProgress {
  /// What is done within a moment needs no line.
  private static final long SILENT_NANOS = 500_000_000L;

  private final Console console;
  private final LongSupplier clock;
  private @Nullable Transfer hashing;
  private long bytesShown;

  HashingLine(Console console) {
    this(console, System::nanoTime);
  }

  /// @param clock of nanoseconds
  HashingLine(Console console, LongSupplier clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public synchronized void begins() {
    hashing = null;
    bytesShown = 0;
  }

  @Override
  public synchronized void hashed(long bytesHashed, long bytesTotal) {
    long now = clock.getAsLong();
    var transfer = hashing;
    if (transfer == null) transfer = new Transfer(bytesTotal, 0, now);
    hashing = transfer;
    // Threads report out of turn.
    bytesShown = Math.max(bytesShown, bytesHashed);
    transfer.reached(bytesShown, now);
    if (now - transfer.startNanos() > SILENT_NANOS)
      console.progress(List.of("hashing " + transfer.line()), now);
  }
}
