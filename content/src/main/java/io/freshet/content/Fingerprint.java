package io.freshet.content;

/// How a file looked when it was hashed: while it looks the same, its bytes are taken to be the
/// same.
///
/// Times are nanoseconds since 1970. Linux stamps files by a clock that ticks every 1 to 10 ms, so
/// a fingerprint taken within a tick of the last write would not show another write in that tick. A
/// scan waits that out.
public record Fingerprint(long size, long mtimeNanos, long ctimeNanos, long inode) {

  /// Is this the same file with the same bytes, as far as can be seen where a rename or a new mode
  /// may lie between? Those change ctime and nothing else.
  public boolean isSameButForCtime(Fingerprint other) {
    return size == other.size && mtimeNanos == other.mtimeNanos && inode == other.inode;
  }
}
