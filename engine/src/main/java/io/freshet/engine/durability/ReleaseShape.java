package io.freshet.engine.durability;

import io.freshet.content.FileEntry;
import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;

/// What durability must know of a release: files as runs of pieces, and which pieces are never
/// written because they are zeros.
public interface ReleaseShape {

  InfoHash infoHash();

  int fileCount();

  long fileLength(int file);

  /// Is it a link, and so no file that is staged?
  default boolean isLink(int file) {
    return false;
  }

  int firstPiece(int file);

  int pieceCount(int file);

  int pieceCount();

  int fileOf(int piece);

  long offsetInFile(int piece);

  int length(int piece);

  boolean isZero(int piece);

  /// The first piece with the same content.
  int original(int piece);

  static ReleaseShape of(Manifest manifest) {
    var pieces = manifest.pieces();
    return new ReleaseShape() {
      @Override
      public InfoHash infoHash() {
        return manifest.infoHash();
      }

      @Override
      public int fileCount() {
        return manifest.fileCount();
      }

      @Override
      public long fileLength(int file) {
        return manifest.length(file);
      }

      @Override
      public boolean isLink(int file) {
        return manifest.kind(file) == FileEntry.Kind.LINK;
      }

      @Override
      public int firstPiece(int file) {
        return manifest.firstPiece(file);
      }

      @Override
      public int pieceCount(int file) {
        return manifest.pieceCount(file);
      }

      @Override
      public int pieceCount() {
        return pieces.count();
      }

      @Override
      public int fileOf(int piece) {
        return pieces.fileOf(piece);
      }

      @Override
      public long offsetInFile(int piece) {
        return pieces.offsetInFile(piece);
      }

      @Override
      public int length(int piece) {
        return pieces.length(piece);
      }

      @Override
      public boolean isZero(int piece) {
        return pieces.isZero(piece);
      }

      @Override
      public int original(int piece) {
        return pieces.original(piece);
      }
    };
  }
}
