package io.freshet.content.scan;

import io.freshet.content.Hash;
import io.freshet.content.merkle.MerkleTree;
import io.freshet.content.merkle.PieceHasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Reads and hashes pieces of files; one a thread.
final class PieceReader {
  /// What is read at once: it stays in the second-level cache until it is hashed.
  private static final int BUFFER_BYTES = 256 << 10;

  private final PieceHasher hasher = new PieceHasher();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final int pieceLength;

  PieceReader(int pieceLength) {
    this.pieceLength = pieceLength;
  }

  /// Writes the hashes of a file's pieces from `first` up to `end` to their places. False: the file
  /// ended too early.
  boolean hash(FileChannel file, long size, int first, int end, byte[] hashes) throws IOException {
    int width =
        (int) MerkleTree.width(MerkleTree.leafCount(size > pieceLength ? pieceLength : size));
    for (int piece = first; piece < end; piece++) {
      long offset = (long) piece * pieceLength;
      int length = (int) Math.min(pieceLength, size - offset);
      hasher.start(length, width);
      while (hasher.missing() > 0) {
        buffer.clear().limit(Math.min(buffer.capacity(), hasher.missing()));
        if (file.read(buffer, offset + length - hasher.missing()) < 0) return false;
        hasher.update(buffer.flip());
      }
      hasher.finish().copyTo(hashes, piece * Hash.BYTES);
    }
    return true;
  }
}
