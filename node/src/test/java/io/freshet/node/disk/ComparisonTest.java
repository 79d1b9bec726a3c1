package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it costs to compare very many files.
final class ComparisonTest {
  private static final int FILES = 50_000;

  /// All that a file costs while it is compared, what is thrown away included.
  private static final long BYTES_A_FILE_MAX = 1_000;

  @TempDir Path temp = Path.of("");

  private static Manifest manyFiles() throws Exception {
    var writer = new ManifestWriter("many", 1 << 20);
    byte[] hash = new byte[Hash.BYTES];
    for (int file = 0; file < FILES; file++) {
      hash[0] = (byte) file;
      hash[1] = (byte) (file >> 8);
      writer.file("f%05d".formatted(file), 1, hash);
    }
    return writer.manifest();
  }

  /// After a `get` of small files was killed, tens of thousands of them are in doubt.
  @Test
  void theLastFileCostsWhatTheFirstCosts() throws Exception {
    Manifest manifest = manyFiles();
    var threads = assertInstanceOf(ThreadMXBean.class, ManagementFactory.getThreadMXBean());
    try (Ground ground = Ground.open(manifest, temp.resolve("dest") + "/")) {
      var comparison = new Comparison(ground.disk(), manifest, hashed -> {});
      List<Comparison.Subject> subjects = new ArrayList<>(FILES);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int file = 0; file < FILES; file++) {
        subjects.add(comparison.add(file, "same"));
        subjects.getLast().add(0);
      }
      int found = 0;
      for (Comparison.Subject subject : subjects) found += subject.matching().length;
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      assertEquals(FILES, found);
      assertTrue(bytes < FILES * BYTES_A_FILE_MAX, () -> bytes / FILES + " bytes a file");
      int last = manifest.file(FILES - 1).firstPiece();
      assertArrayEquals(new int[] {last}, subjects.getLast().matching());
    }
  }
}
