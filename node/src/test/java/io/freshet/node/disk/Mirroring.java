package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.scan.ScanOptions;
import io.freshet.engine.durability.Succession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A source, and the folder that a mirror makes the same: for tests of what it does there.
abstract class Mirroring {
  static final int PIECE = TestRelease.PIECE;
  static final ScanOptions OPTIONS =
      ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES).withPieceLength(PIECE);
  static final Instant NOW = Instant.parse("2026-11-21T13:40:05.5Z");
  static final String TRASH = ".freshet/trash/2026-11-21T13-40-05Z/";

  @TempDir Path temp;
  Path source;
  Path dest;
  final List<String> witnessed = new ArrayList<>();

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  final class Noting implements Succession.Witness {
    @Override
    public void deleted(String path) {
      witnessed.add("deleted " + path);
    }

    @Override
    public void trashed(String path, String to) {
      witnessed.add("trashed " + path);
    }
  }

  TestRelease scan() throws Exception {
    return TestRelease.scan(source, OPTIONS);
  }

  DestinationOpening opening(TestRelease release, Watcher watcher) throws IOException {
    var takeover = Takeover.of(release.manifest(), dest.toString(), NOW, new Noting());
    return DestinationOpening.of(release.manifest(), dest.toString(), watcher).standing(takeover);
  }

  TestRelease mirror() throws Exception {
    witnessed.clear();
    TestRelease release = scan();
    Watcher watcher = new Watcher();
    try (Destination destination = opening(release, watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    EarlierReleases.forget(release.manifest(), dest.toString());
    assertEquals(tree(source), tree(dest));
    return release;
  }

  /// Every name with what `find` and `stat` would say of it.
  static SortedMap<String, String> tree(Path root) throws IOException {
    SortedMap<String, String> tree = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (path.startsWith(root.resolve(".freshet"))) continue;
        String name = root.relativize(path).toString();
        var modified = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        String mode =
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        if (Files.isSymbolicLink(path))
          tree.put(name, "to " + Files.readSymbolicLink(path) + " " + modified);
        else if (Files.isDirectory(path)) {
          int bits = (Integer) Files.getAttribute(path, "unix:mode");
          tree.put(name, "folder " + bits + " " + modified);
        } else
          tree.put(
              name,
              mode + " " + modified + " " + java.util.Arrays.hashCode(Files.readAllBytes(path)));
      }
    }
    return tree;
  }

  void write(String path, int seed) throws IOException {
    TestRelease.write(source, path, TestRelease.noise(seed, PIECE + seed));
  }

  static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
