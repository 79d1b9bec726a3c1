package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.content.merkle.PieceHasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Compares pieces of a file on disk with the manifest: a buffer and a hasher for one thread.
final class PieceCheck {
  private static final int BUFFER_BYTES = 256 << 10;

  private final PieceGeometry pieces;
  private final PieceHasher hasher = new PieceHasher();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  PieceCheck(Manifest manifest) {
    this.pieces = manifest.pieces();
  }

  /// Are this piece's bytes in this file, where the piece belongs?
  boolean matches(FileChannel file, int piece) throws IOException {
    hasher.start(pieces.length(piece), pieces.leafWidth(piece));
    long offset = pieces.offsetInFile(piece);
    while (hasher.missing() > 0) {
      buffer.clear().limit(Math.min(BUFFER_BYTES, hasher.missing()));
      int read = file.read(buffer, offset);
      if (read < 0) return false;
      offset += read;
      hasher.update(buffer.flip());
    }
    return pieces.hashMatches(piece, hasher.finish());
  }
}
