package io.freshet.node.transfer;

import java.time.Duration;

/// How a fetch ended. What it had brought by then has been told; what not, it will not bring.
public sealed interface Outcome {

  /// Everything asked for was brought, or was here already.
  record Done() implements Outcome {}

  /// The source has no slot free; ask again after this long, or ask another.
  record Busy(Duration retryAfter) implements Outcome {}

  /// The source doesn't hold these extents; the others were brought.
  record NotHeld(int[] extents) implements Outcome {}

  /// The bytes of these extents contradicted the manifest; the connection was cut.
  record Corrupt(int[] extents) implements Outcome {}

  /// The connection could not be made, broke, or carried what is no answer.
  record Broken(String reason) implements Outcome {}

  /// The source sent too little for too long.
  record Stalled() implements Outcome {}

  record Cancelled() implements Outcome {}

  /// These extents are being brought by other fetches, and there was no memory for second copies.
  record Skipped(int[] extents) implements Outcome {}

  /// This node can't write: no source is to blame.
  record RefusedDisk(String reason) implements Outcome {}
}
