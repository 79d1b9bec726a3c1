package io.freshet.sim.disk;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.durability.Names;
import io.freshet.engine.durability.ReleaseShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// A few files of a few pieces of a few bytes, some of them equal, some zeros.
final class SmallRelease implements ReleaseShape, Names {
  private static final String NOTES = ".freshet/it";

  private final InfoHash infoHash;
  private final int pieceLength;
  private final byte[][] files;
  private final boolean nested;
  private final int[] firstPiece;
  private final int[] fileOf;
  private final int[] original;

  private SmallRelease(InfoHash infoHash, int pieceLength, byte[][] files, boolean nested) {
    this.infoHash = infoHash;
    this.pieceLength = pieceLength;
    this.files = files;
    this.nested = nested;
    this.firstPiece = new int[files.length + 1];
    for (int file = 0; file < files.length; file++) {
      firstPiece[file + 1] =
          firstPiece[file] + (files[file].length + pieceLength - 1) / pieceLength;
    }
    this.fileOf = new int[firstPiece[files.length]];
    this.original = new int[fileOf.length];
    for (int file = 0; file < files.length; file++) {
      Arrays.fill(fileOf, firstPiece[file], firstPiece[file + 1], file);
    }
    for (int piece = 0; piece < original.length; piece++) {
      int first = 0;
      while (!Arrays.equals(content(first), content(piece))) first++;
      original[piece] = first;
    }
  }

  static SmallRelease draw(RandomGenerator random) {
    int pieceLength = 4 << random.nextInt(3);
    byte[][] files = new byte[1 + random.nextInt(3)][];
    List<byte[]> earlier = new ArrayList<>();
    for (int file = 0; file < files.length; file++) {
      byte[] content = new byte[random.nextInt(4 * pieceLength + 1)];
      for (int at = 0; at < content.length; at += pieceLength) {
        byte[] piece = piece(random, pieceLength, earlier);
        System.arraycopy(piece, 0, content, at, Math.min(pieceLength, content.length - at));
      }
      files[file] = content;
    }
    byte[] name = new byte[Hash.BYTES];
    random.nextBytes(name);
    return new SmallRelease(new InfoHash(Hash.of(name)), pieceLength, files, random.nextBoolean());
  }

  private static byte[] piece(RandomGenerator random, int length, List<byte[]> earlier) {
    int kind = random.nextInt(8);
    if (kind == 0) return new byte[length];
    if (kind == 1 && !earlier.isEmpty()) return earlier.get(random.nextInt(earlier.size()));
    byte[] piece = new byte[length];
    random.nextBytes(piece);
    // Not even its first byte is zero, so that a short last piece isn't.
    piece[0] |= 1;
    earlier.add(piece);
    return piece;
  }

  byte[] whole(int file) {
    return files[file];
  }

  byte[] content(int piece) {
    int from = (int) offsetInFile(piece);
    return Arrays.copyOfRange(files[fileOf[piece]], from, from + length(piece));
  }

  /// The pieces with the content of this original, ascending.
  int[] places(int content) {
    int[] places = new int[original.length];
    int count = 0;
    for (int piece = 0; piece < original.length; piece++) {
      if (original[piece] == content) places[count++] = piece;
    }
    return Arrays.copyOf(places, count);
  }

  @Override
  public InfoHash infoHash() {
    return infoHash;
  }

  @Override
  public int fileCount() {
    return files.length;
  }

  @Override
  public long fileLength(int file) {
    return files[file].length;
  }

  @Override
  public int firstPiece(int file) {
    return firstPiece[file];
  }

  @Override
  public int pieceCount(int file) {
    return firstPiece[file + 1] - firstPiece[file];
  }

  @Override
  public int pieceCount() {
    return fileOf.length;
  }

  @Override
  public int fileOf(int piece) {
    return fileOf[piece];
  }

  @Override
  public long offsetInFile(int piece) {
    return (long) (piece - firstPiece[fileOf[piece]]) * pieceLength;
  }

  @Override
  public int length(int piece) {
    return (int) Math.min(pieceLength, files[fileOf[piece]].length - offsetInFile(piece));
  }

  @Override
  public boolean isZero(int piece) {
    for (byte b : content(piece)) if (b != 0) return false;
    return true;
  }

  @Override
  public int original(int piece) {
    return original[piece];
  }

  @Override
  public String notes() {
    return NOTES;
  }

  @Override
  public String journal() {
    return NOTES + "/journal";
  }

  @Override
  public String staging() {
    return NOTES + "/staging";
  }

  @Override
  public String staged(int file) {
    return staging() + "/" + file;
  }

  @Override
  public String fileAt(int file) {
    return nested && file > 0 ? "sub/f" + file : "f" + file;
  }
}
