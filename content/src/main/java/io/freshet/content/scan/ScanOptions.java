package io.freshet.content.scan;

import io.freshet.content.PieceLength;

/// How a scan shall go.
///
/// @param attributes what is kept of each file besides name and bytes
/// @param pieceLength a power of two from 16 KiB to 16 MiB, or [#AUTO]
/// @param name the release's name; empty: that of the scanned file or folder
/// @param leftOut what is left out of a folder, before its `.freshetignore` files are asked
public record ScanOptions(
    Keep attributes,
    int pieceLength,
    String name,
    IgnoreRules leftOut,
    ScanProgress progress,
    Repetition repetition) {
  /// The piece length follows from the total size.
  public static final int AUTO = 0;

  /// What plain `pack` does.
  public static final ScanOptions PLAIN =
      new ScanOptions(
          Keep.NOTHING, AUTO, "", IgnoreRules.NONE, ScanProgress.SILENT, Repetition.NONE);

  public enum Keep {
    /// Only whether it is executable: equal content has one info hash everywhere.
    NOTHING,
    /// Mode and mtime.
    ATTRIBUTES,
    /// Mode, mtime and owners.
    ATTRIBUTES_AND_OWNERS
  }

  public ScanOptions {
    if (pieceLength != AUTO && !PieceLength.isValid(pieceLength)) {
      throw new IllegalArgumentException(
          "piece length " + pieceLength + ": not a power of two from 16 KiB to 16 MiB");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(0) >= 0 || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("not a name for a release: " + name);
    }
  }

  public ScanOptions keeping(Keep keep) {
    return new ScanOptions(keep, pieceLength, name, leftOut, progress, repetition);
  }

  public ScanOptions withPieceLength(int bytes) {
    return new ScanOptions(attributes, bytes, name, leftOut, progress, repetition);
  }

  public ScanOptions named(String releaseName) {
    return new ScanOptions(attributes, pieceLength, releaseName, leftOut, progress, repetition);
  }

  public ScanOptions leavingOut(IgnoreRules rules) {
    return new ScanOptions(attributes, pieceLength, name, rules, progress, repetition);
  }

  public ScanOptions reportingTo(ScanProgress listener) {
    return new ScanOptions(attributes, pieceLength, name, leftOut, listener, repetition);
  }

  public ScanOptions repeating(Repetition one) {
    return new ScanOptions(attributes, pieceLength, name, leftOut, progress, one);
  }
}
