package io.freshet.content;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/// The `unsettled` of a manifest, 4 bytes each: where a path's list stands. The rest is read when
/// it is asked for.
final class UnsettledPaths extends AbstractList<String> implements RandomAccess {
  static final UnsettledPaths NONE = new UnsettledPaths(new Torrent(new byte[0]));

  /// As many as files: each might be one that cannot be read.
  private static final int PATHS_MAX = ManifestParser.FILES_MAX;

  private static final String WHAT = "key \"unsettled\": a path";

  private final Torrent torrent;
  private int[] listAt = new int[0];
  private int count;

  private UnsettledPaths(Torrent torrent) {
    this.torrent = torrent;
  }

  /// Reads the list and checks that it is sorted, and that the release says nothing of what is at
  /// or below one of its paths.
  static UnsettledPaths read(
      BencodeReader reader, byte[] torrent, FileColumns files, FolderList folders)
      throws BencodeException, InvalidManifestException {
    var paths = new UnsettledPaths(files.torrent);
    var file = new Cursor(files.fileCount, files::pathKey);
    var folder = new Cursor(folders.size(), at -> PathOrder.key(folders.get(at).path()));
    byte[] previous = new byte[0];
    reader.enterList();
    while (reader.hasNext()) {
      int at = reader.position();
      String path = String.join("/", Names.path(reader, torrent, WHAT));
      byte[] key = PathOrder.key(path);
      if (path.isEmpty()) throw refused(path, "the whole release cannot be unsettled");
      if (path.equals(ManifestParser.OWN_FOLDER)
          || path.startsWith(ManifestParser.OWN_FOLDER + "/")) {
        throw refused(path, "the name is kept for Freshet's own notes");
      }
      if (paths.count > 0 && Arrays.compareUnsigned(previous, key) >= 0) {
        throw refused(path, "it is not sorted, or stands twice");
      }
      if (paths.count > 0 && PathOrder.isSameOrBelow(key, previous)) {
        throw refused(path, "a folder above it is unsettled already");
      }
      file.passUpTo(key);
      folder.passUpTo(key);
      if (file.hasPassedAbove(key) || file.isBelow(key)) {
        throw refused(path, "the file tree says what is there");
      }
      if (folder.hasPassed(key) || folder.isBelow(key)) {
        throw refused(path, "it stands in \"folders\", too");
      }
      paths.remember(at, path);
      previous = key;
    }
    paths.listAt = Arrays.copyOf(paths.listAt, paths.count);
    return paths;
  }

  /// Goes along sorted paths beside the sorted list that is read. What is at or above a path sorts
  /// right before it, and what is below it right behind it; each key is made once, however many
  /// paths it is compared with.
  private static final class Cursor {
    private static final byte[] NONE = {};

    private final int count;
    private final IntFunction<byte[]> keys;
    private int next;
    private byte[] passed = NONE;
    private byte[] coming;

    Cursor(int count, IntFunction<byte[]> keys) {
      this.count = count;
      this.keys = keys;
      this.coming = count > 0 ? keys.apply(0) : NONE;
    }

    void passUpTo(byte[] key) {
      while (next < count && Arrays.compareUnsigned(coming, key) <= 0) {
        passed = coming;
        next++;
        coming = next < count ? keys.apply(next) : NONE;
      }
    }

    boolean hasPassed(byte[] key) {
      return next > 0 && Arrays.equals(passed, key);
    }

    boolean hasPassedAbove(byte[] key) {
      return next > 0 && PathOrder.isSameOrBelow(key, passed);
    }

    boolean isBelow(byte[] key) {
      return next < count && PathOrder.isSameOrBelow(coming, key);
    }
  }

  /// Is this one of the paths, or below one?
  boolean cover(String path) {
    byte[] key = PathOrder.key(path);
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(PathOrder.key(get(middle)), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && PathOrder.isSameOrBelow(key, PathOrder.key(get(low - 1)));
  }

  @Override
  public String get(int index) {
    return torrent.read(
        listAt[index], (reader, bytes) -> String.join("/", Names.path(reader, bytes, WHAT)));
  }

  @Override
  public int size() {
    return count;
  }

  private void remember(int at, String path) throws InvalidManifestException {
    if (count == PATHS_MAX) throw refused(path, "more than " + PATHS_MAX + " paths");
    if (count == listAt.length) listAt = Arrays.copyOf(listAt, 16 + count + count / 2);
    listAt[count++] = at;
  }

  private static InvalidManifestException refused(String path, String why) {
    return new InvalidManifestException(
        "key \"unsettled\": \"" + Printable.of(path) + "\": " + why);
  }
}
