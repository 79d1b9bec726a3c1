package io.freshet.content.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.scan.Skipped.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reading on all cores: how it ends, whatever the files are.
final class HashingTest {
  private static final int PIECE_LENGTH = 256 << 10;

  @TempDir Path folder;

  @Test
  void whatCannotBeReadIsNamedAndTheRestGoesOn() throws Exception {
    // A folder that is taken for a file opens and cannot be read, even by root.
    Path unreadable = Files.createDirectory(folder.resolve("unreadable"));
    new Tree(folder).file("a", 5).file("unreadable/entry", 1);
    var files =
        List.of(
            found(folder.resolve("a"), "a"),
            found(unreadable, "unreadable"),
            found(folder.resolve("a"), "b"));
    var hashing = new Hashing(new Listed(files), PIECE_LENGTH, ScanProgress.SILENT);
    hashing.run();
    assertEquals(Map.of(1, Reason.UNREADABLE), hashing.failures());
    assertArrayEquals(hashing.hashes(0), hashing.hashes(2));
  }

  @Test
  void progressEndsWithAllBytes() throws Exception {
    var tree = new Tree(folder).file("large", 40 << 20);
    var files = new ArrayList<Found.File>();
    long total = 40 << 20;
    for (int i = 0; i < 1000; i++) {
      tree.file("f" + i, i);
      files.add(found(folder.resolve("f" + i), "f" + i));
      total += i;
    }
    files.add(found(folder.resolve("large"), "large"));
    var most = new AtomicLong();
    long expected = total;
    ScanProgress progress =
        (hashed, all) -> {
          assertEquals(expected, all);
          most.accumulateAndGet(hashed, Math::max);
        };
    new Hashing(new Listed(files), PIECE_LENGTH, progress).run();
    assertEquals(expected, most.get());
  }

  private record Listed(List<Found.File> files) implements Hashing.Files {
    @Override
    public int count() {
      return files.size();
    }

    @Override
    public long size(int file) {
      return files.get(file).size();
    }

    @Override
    public Found.File file(int file) {
      return files.get(file);
    }
  }

  private static Found.File found(Path place, String path) throws java.io.IOException {
    return new Found.File(place, path, Stat.of(place));
  }
}
