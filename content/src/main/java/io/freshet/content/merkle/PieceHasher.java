package io.freshet.content.merkle;

import io.freshet.content.Hash;
import java.nio.ByteBuffer;

/// Hashes one piece at a time from bytes that arrive in any portions. Reusable; for one thread.
public final class PieceHasher {

  /// Begins a piece; whatever was begun before is forgotten.
  public void start(int length, int leafWidth) {
    throw new UnsupportedOperationException();
  }

  /// Takes all remaining bytes of the buffer: more than the piece still lacks is a bug of the
  /// caller.
  public void update(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }

  /// Bytes that the piece still lacks.
  public int missing() {
    throw new UnsupportedOperationException();
  }

  /// The piece's hash, after all its bytes.
  public Hash finish() {
    throw new UnsupportedOperationException();
  }

  public int leafCount() {
    throw new UnsupportedOperationException();
  }

  /// A leaf's hash of the piece that was finished last.
  public Hash leaf(int index) {
    throw new UnsupportedOperationException();
  }

  /// The leaf hashes of the piece that was finished last, 32 bytes each.
  public byte[] leaves() {
    throw new UnsupportedOperationException();
  }
}
