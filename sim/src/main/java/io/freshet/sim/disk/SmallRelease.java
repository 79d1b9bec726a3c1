package io.freshet.sim.disk;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.durability.Names;
import io.freshet.engine.durability.Outline;
import io.freshet.engine.durability.ReleaseShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A few files of a few pieces of a few bytes, some of them equal, some zeros.
final class SmallRelease implements ReleaseShape, Names, Outline {
  private final InfoHash infoHash;
  private final int pieceLength;
  private final byte[][] files;
  private final List<String> paths;
  // By file: a link's text; empty for a regular file.
  private final List<String> linkTargets;
  private final String notes;
  private final int[] firstPiece;
  private final int[] fileOf;
  private final int[] original;

  private SmallRelease(
      InfoHash infoHash,
      int pieceLength,
      byte[][] files,
      List<String> paths,
      List<String> linkTargets) {
    this.infoHash = infoHash;
    this.pieceLength = pieceLength;
    this.files = files;
    this.paths = List.copyOf(paths);
    this.linkTargets = List.copyOf(linkTargets);
    this.notes = ".freshet/" + infoHash.hex().substring(0, 4);
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
    InfoHash name = name(random);
    boolean nested = random.nextBoolean();
    List<String> paths = new ArrayList<>();
    List<String> links = new ArrayList<>();
    for (int file = 0; file < files.length; file++) {
      paths.add(nested && file > 0 ? "sub/f" + file : "f" + file);
      links.add("");
    }
    return new SmallRelease(name, pieceLength, files, paths, links);
  }

  private static InfoHash name(RandomGenerator random) {
    byte[] name = new byte[Hash.BYTES];
    random.nextBytes(name);
    return new InfoHash(Hash.of(name));
  }

  /// A release of these files and links.
  static SmallRelease of(SortedMap<String, SmallEntry> tree, RandomGenerator random) {
    byte[][] files = new byte[tree.size()][];
    List<String> links = new ArrayList<>();
    int file = 0;
    for (SmallEntry entry : tree.values()) {
      files[file++] = entry instanceof SmallEntry.File(byte[] bytes) ? bytes : new byte[0];
      links.add(entry instanceof SmallEntry.Link(String target) ? target : "");
    }
    return new SmallRelease(name(random), 4, files, List.copyOf(tree.keySet()), links);
  }

  @Override
  public boolean isLink(int file) {
    return !linkTargets.get(file).isEmpty();
  }

  @Override
  public Place at(String path) {
    int file = indexOf(path);
    if (file >= 0) return new Place.File(file);
    boolean isFolder = paths.stream().anyMatch(one -> one.startsWith(path + "/"));
    return isFolder ? new Place.Folder() : new Place.Nothing();
  }

  @Override
  public int indexOf(String path) {
    return paths.indexOf(path);
  }

  @Override
  public boolean ownsFolder() {
    return true;
  }

  @Override
  public int[] links() {
    return IntStream.range(0, files.length).filter(this::isLink).toArray();
  }

  @Override
  public String linkTarget(int file) {
    return linkTargets.get(file);
  }

  @Override
  public List<String> folders() {
    return List.of();
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
    return notes;
  }

  @Override
  public String journal() {
    return notes + "/journal";
  }

  @Override
  public String staging() {
    return notes + "/staging";
  }

  @Override
  public String staged(int file) {
    return isNested() && !isLink(file)
        ? staging() + "/tree/" + paths.get(file)
        : staging() + "/" + file;
  }

  /// Are files staged under their own names, in folders that can be renamed as a whole? Half of all
  /// releases do so, by their name: another draw would change what older seeds stand for.
  boolean isNested() {
    return (infoHash.hash().bytes()[0] & 1) != 0;
  }

  @Override
  public int nest(int file) {
    String path = paths.get(file);
    if (!isNested() || path.indexOf('/') < 0) return ALONE;
    // The first that is in the same folder.
    int first = 0;
    while (!paths.get(first).startsWith(nestAt(file) + "/")) first++;
    return first;
  }

  @Override
  public String nestAt(int file) {
    return paths.get(file).substring(0, paths.get(file).indexOf('/'));
  }

  @Override
  public String stagedNest(int file) {
    return staging() + "/tree/" + nestAt(file);
  }

  @Override
  public String fileAt(int file) {
    return paths.get(file);
  }
}
