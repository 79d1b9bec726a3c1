package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.Names;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Sighting;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// A disk in memory with a release of three files, to read journals on: one of ten pieces (the
/// sixth is zeros, the eighth equals the fourth), one of a single piece, an empty one.
final class SmallDisk implements Disk<RuntimeException>, ReleaseShape, Names {
  static final int FILES = 3;

  private static final int PIECES = 10;
  private static final int PIECE_BYTES = 100;

  private final Map<String, Fingerprint> prints = new HashMap<>();
  private final Map<String, byte[]> contents = new HashMap<>();

  void put(String path, Fingerprint print) {
    prints.put(path, print);
  }

  void put(String path, byte[] content) {
    contents.put(path, content);
    prints.put(path, new Fingerprint(content.length, 1, 1, 1));
  }

  @Override
  public Sighting look(String path) {
    Fingerprint print = prints.get(path);
    return print == null ? new Sighting.Nothing() : new Sighting.RegularFile(print);
  }

  @Override
  public Fingerprint fingerprint(String path) {
    Fingerprint print = prints.get(path);
    if (print == null) throw new NoSuchElementException(path);
    return print;
  }

  @Override
  public List<String> list(String folder) {
    return prints.keySet().stream().filter(path -> path.startsWith(folder)).sorted().toList();
  }

  @Override
  public int read(String path, ByteBuffer target, long offset) {
    byte[] content = contents.getOrDefault(path, new byte[0]);
    if (offset >= content.length) return -1;
    int length = Math.min(target.remaining(), content.length - (int) offset);
    target.put(content, (int) offset, length);
    return length;
  }

  @Override
  public void create(String path) {
    put(path, new byte[0]);
  }

  @Override
  public void write(String path, ByteBuffer bytes, long offset) {
    byte[] before = contents.getOrDefault(path, new byte[0]);
    int end = (int) offset + bytes.remaining();
    byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
    bytes.get(after, (int) offset, bytes.remaining());
    put(path, after);
  }

  @Override
  public void resize(String path, long length) {
    put(path, Arrays.copyOf(contents.getOrDefault(path, new byte[0]), (int) length));
  }

  @Override
  public void sync(String path) {}

  @Override
  public void rename(String from, String to) {
    put(to, contents.getOrDefault(from, new byte[0]));
    delete(from);
  }

  @Override
  public boolean moveFolder(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void makeFolderLike(String path, String model) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void link(String from, String to, Fingerprint print) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void makeLink(String path, String target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String path) {
    contents.remove(path);
    prints.remove(path);
  }

  @Override
  public List<String> makeFolders(String path) {
    return List.of();
  }

  @Override
  public void syncFolder(String path) {}

  @Override
  public void each(int count, Step<RuntimeException> step) {
    for (int i = 0; i < count; i++) step.at(i);
  }

  @Override
  public InfoHash infoHash() {
    return new InfoHash(Hash.of(new byte[Hash.BYTES]));
  }

  @Override
  public int fileCount() {
    return FILES;
  }

  @Override
  public long fileLength(int file) {
    return (long) pieceCount(file) * PIECE_BYTES;
  }

  @Override
  public int firstPiece(int file) {
    return file == 0 ? 0 : file == 1 ? PIECES : PIECES + 1;
  }

  @Override
  public int pieceCount(int file) {
    return file == 0 ? PIECES : file == 1 ? 1 : 0;
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
    return PIECE_BYTES;
  }

  @Override
  public boolean isZero(int piece) {
    return piece == 5;
  }

  @Override
  public int original(int piece) {
    return piece == 7 ? 3 : piece;
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
    return "file" + file;
  }
}
