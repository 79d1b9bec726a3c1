package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.content.merkle.PieceHasher;
import io.freshet.engine.durability.Recheck;
import java.nio.ByteBuffer;

/// Compares bytes with the manifest, for one thread.
final class PieceVerifier implements Recheck.Verifier {
  private final PieceGeometry pieces;
  private final PieceHasher hasher = new PieceHasher();
  private int piece;

  PieceVerifier(Manifest manifest) {
    this.pieces = manifest.pieces();
  }

  @Override
  public void start(int piece) {
    this.piece = piece;
    hasher.start(pieces.length(piece), pieces.leafWidth(piece));
  }

  @Override
  public void update(ByteBuffer bytes) {
    hasher.update(bytes);
  }

  @Override
  public boolean agrees() {
    return pieces.hashMatches(piece, hasher.finish());
  }
}
