package io.freshet.node.transfer;

/// Bytes of memory that several may take of, and no more than that.
final class MemoryShare {
  private final int total;
  private int left;

  MemoryShare(int total) {
    this.total = total;
    this.left = total;
  }

  int total() {
    return total;
  }

  /// Takes so much at once, or nothing.
  synchronized boolean take(int bytes) {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  }

  synchronized void give(int bytes) {
    left += bytes;
  }
}
