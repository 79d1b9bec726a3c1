package io.freshet.engine.durability;

/// When what was written is synced.
///
/// @param batchBytes content of a batch
/// @param batchPieces pieces of a batch
/// @param batchNanos age of a batch
/// @param hintBytes content of which a killed process may leave no word
public record Limits(long batchBytes, int batchPieces, long batchNanos, long hintBytes) {

  /// - 256 MiB: a restart hashes and rewrites about one batch, 0.3 s of one core.
  /// - 16,384 pieces, for releases of tiny files: 64 KiB of memory, and renames that take well
  ///   under 2 s.
  /// - 2 s: what a power cut may cost, however slow the link.
  /// - 4 MiB: what a kill may cost, fetched again; a system call for every 4 MiB is nothing.
  public static final Limits STANDARD = new Limits(256L << 20, 16 << 10, 2_000_000_000L, 4L << 20);
}
