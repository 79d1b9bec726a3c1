package io.freshet.engine.durability;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;

/// A release of small files in folders, for tests: paths with blanks between them, those of links
/// with an `@` behind.
final class NestedFiles implements ReleaseShape, Names {
  private final String[] paths;

  NestedFiles(String picture) {
    this.paths = picture.split(" ", -1);
  }

  int regularFiles() {
    int files = 0;
    for (int file = 0; file < paths.length; file++) if (!isLink(file)) files++;
    return files;
  }

  @Override
  public InfoHash infoHash() {
    return new InfoHash(Hash.of(new byte[Hash.BYTES]));
  }

  @Override
  public int fileCount() {
    return paths.length;
  }

  @Override
  public long fileLength(int file) {
    return 5;
  }

  @Override
  public boolean isLink(int file) {
    return paths[file].endsWith("@");
  }

  @Override
  public int firstPiece(int file) {
    return file;
  }

  @Override
  public int pieceCount(int file) {
    return 1;
  }

  @Override
  public int pieceCount() {
    return paths.length;
  }

  @Override
  public int fileOf(int piece) {
    return piece;
  }

  @Override
  public long offsetInFile(int piece) {
    return 0;
  }

  @Override
  public int length(int piece) {
    return 5;
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
    return "";
  }

  @Override
  public String journal() {
    return "journal";
  }

  @Override
  public String staging() {
    return "staging";
  }

  @Override
  public String staged(int file) {
    return nest(file) == ALONE ? "staging/" + file : "staging/tree/" + paths[file];
  }

  @Override
  public String fileAt(int file) {
    return paths[file];
  }

  @Override
  public int nest(int file) {
    return paths[file].indexOf('/') < 0 ? ALONE : paths[file].charAt(0);
  }

  @Override
  public String stagedNest(int file) {
    return "staging/tree/" + nestAt(file);
  }

  @Override
  public String nestAt(int file) {
    return paths[file].substring(0, paths[file].indexOf('/'));
  }
}
