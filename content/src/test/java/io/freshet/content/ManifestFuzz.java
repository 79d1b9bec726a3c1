package io.freshet.content;

import java.lang.management.ManagementFactory;
import java.util.HashSet;

/// Any bytes are refused in one line, or are a manifest that can be read to its last entry and none
/// of whose paths leads out; at a price that their size explains.
final class ManifestFuzz {
  /// As in [MutationTest]: what parsing may allocate besides 100 times the bytes.
  private static final long ALLOCATED_MAX = 4 << 20;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ManifestFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Manifest manifest;
    try {
      manifest = Manifest.parse(bytes);
    } catch (InvalidManifestException e) {
      require(!e.why().isEmpty() && e.why().chars().noneMatch(Character::isISOControl), e.why());
      return;
    } finally {
      // A class that is loaded for the first time costs, too, and under Jazzer a lot: only what
      // costs so much twice is dear.
      if (isDear(before, bytes)) {
        long again = THREADS.getCurrentThreadAllocatedBytes();
        parse(bytes);
        require(!isDear(again, bytes), "dear");
      }
    }
    read(manifest);
    try {
      var plain = PlainManifest.of(manifest);
      require(plain.fileCount() == manifest.fileCount(), "files of the plain one");
    } catch (InvalidManifestException e) {
      throw new IllegalStateException("plain, it is none", e);
    }
  }

  private static boolean isDear(long before, byte[] bytes) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    return allocated > ALLOCATED_MAX + 100L * bytes.length;
  }

  private static void parse(byte[] bytes) {
    try {
      var _ = Manifest.parse(bytes);
    } catch (InvalidManifestException e) {
      // As before.
    }
  }

  private static void read(Manifest manifest) {
    var paths = new HashSet<String>();
    long total = 0;
    int pieces = 0;
    for (int file = 0; file < manifest.fileCount(); file++) {
      FileEntry entry = manifest.file(file);
      check(entry.path());
      require(paths.add(entry.path()), "a path twice");
      require(manifest.indexOf(entry.path()) == file, "a file that is not found");
      require(entry.firstPiece() == pieces, "pieces in the order of files");
      total += entry.length();
      pieces += entry.pieceCount();
    }
    for (FolderEntry folder : manifest.folders()) {
      if (!folder.path().isEmpty()) check(folder.path());
      require(!paths.contains(folder.path()), "a folder where a file is");
    }
    for (String path : manifest.unsettled()) {
      check(path);
      require(manifest.isUnsettled(path) && manifest.isUnsettled(path + "/x"), "an unsettled path");
      require(!paths.contains(path), "a file where nobody knows what is");
    }
    require(total == manifest.totalBytes() && total >= 0, "the sum of lengths");
    require(pieces == manifest.pieces().count(), "the sum of pieces");
    for (int extent = 0; extent < manifest.extents().count(); extent++) {
      require(manifest.extents().pieces(extent).length > 0, "an extent of nothing");
    }
  }

  private static void check(String path) {
    for (String name : path.split("/", -1)) {
      require(
          !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf(0) < 0, path);
    }
    require(!path.equals(".freshet") && !path.startsWith(".freshet/"), path);
  }

  private static void require(boolean holds, String what) {
    if (!holds) throw new IllegalStateException(what);
  }
}
