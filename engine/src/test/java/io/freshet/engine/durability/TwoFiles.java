package io.freshet.engine.durability;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;

/// A release of two files for tests: `a` of twenty pieces of 100 bytes, `b` of one of 5 bytes.
final class TwoFiles implements ReleaseShape, Names {
  static final int PIECES = 20;
  static final int PIECE_BYTES = 100;

  private final InfoHash infoHash;

  TwoFiles(int name) {
    byte[] hash = new byte[Hash.BYTES];
    hash[0] = (byte) name;
    infoHash = new InfoHash(Hash.of(hash));
  }

  @Override
  public InfoHash infoHash() {
    return infoHash;
  }

  @Override
  public int fileCount() {
    return 2;
  }

  @Override
  public long fileLength(int file) {
    return file == 0 ? PIECES * PIECE_BYTES : 5;
  }

  @Override
  public int firstPiece(int file) {
    return file == 0 ? 0 : PIECES;
  }

  @Override
  public int pieceCount(int file) {
    return file == 0 ? PIECES : 1;
  }

  @Override
  public int pieceCount() {
    return PIECES + 1;
  }

  @Override
  public int fileOf(int piece) {
    return piece < PIECES ? 0 : 1;
  }

  @Override
  public long offsetInFile(int piece) {
    return piece < PIECES ? (long) piece * PIECE_BYTES : 0;
  }

  @Override
  public int length(int piece) {
    return piece < PIECES ? PIECE_BYTES : 5;
  }

  @Override
  public boolean isZero(int piece) {
    return false;
  }

  @Override
  public int original(int piece) {
    return piece;
  }

  @Override
  public String notes() {
    return "notes";
  }

  @Override
  public String journal() {
    return "notes/journal";
  }

  @Override
  public String staging() {
    return "notes/staging";
  }

  @Override
  public String staged(int file) {
    return "notes/staging/" + file;
  }

  @Override
  public String fileAt(int file) {
    return file == 0 ? "a" : "b";
  }
}
