package io.freshet.node.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.scan.EarlierScan;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import io.freshet.node.folder.DeletionGuard.Strictness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a folder may be missing before nobody believes that it is meant.
final class DeletionGuardTest {
  @TempDir Path folder;
  private Path source;
  private EarlierScan last;

  @BeforeEach
  void fourFiles() throws Exception {
    source = folder.resolve("r");
    Files.createDirectories(source.resolve("d"));
    for (String name : new String[] {"a", "b", "d/c", "d/e"}) {
      Files.writeString(source.resolve(name), "content of " + name);
    }
    last = scan();
  }

  private EarlierScan scan() throws IOException, InterruptedException {
    return Scanner.scan(source, ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES))
        .forTheNext();
  }

  private Optional<String> objection(Strictness strictness) throws Exception {
    return new DeletionGuard(strictness).objection(last, scan());
  }

  private void delete(String... names) throws IOException {
    for (String name : names) Files.delete(source.resolve(name));
  }

  @Test
  void halfMayGoAndNotMore() throws Exception {
    delete("a", "b");
    assertEquals(Optional.empty(), objection(Strictness.NOBODY_ASKED));
    delete("d/c");
    assertEquals(
        Optional.of("3 of the last release's 4 files are gone"),
        objection(Strictness.NOBODY_ASKED));
    assertEquals(Optional.empty(), objection(Strictness.A_PERSON_ASKED));
  }

  @Test
  void whatWasMovedIsNotGone() throws Exception {
    Files.move(source.resolve("d"), source.resolve("elsewhere"));
    Files.move(source.resolve("a"), source.resolve("renamed"));
    Files.move(source.resolve("b"), source.resolve("edited"));
    Files.writeString(source.resolve("edited"), "but still the same inode");
    assertEquals(Optional.empty(), objection(Strictness.NOBODY_ASKED));
  }

  @Test
  void whatIsThereWithOtherInodesUnderOtherNamesIsNotGone() throws Exception {
    for (String name : new String[] {"a", "b", "d/c", "d/e"}) {
      Files.copy(source.resolve(name), source.resolve("copy-of-" + name.replace('/', '-')));
    }
    delete("a", "b", "d/c", "d/e");
    assertEquals(Optional.empty(), objection(Strictness.NOBODY_ASKED));
  }

  @Test
  void whatIsUnsettledIsNotGone() throws Exception {
    Files.write(source.resolve("d/.freshetignore"), new byte[] {(byte) 0xff});
    delete("a");
    assertEquals(Optional.empty(), objection(Strictness.NOBODY_ASKED));
    delete("b", "d/.freshetignore");
    assertEquals(Optional.empty(), objection(Strictness.NOBODY_ASKED));
  }

  @Test
  void anEmptyFolderIsAnAccidentWhoeverAsks() throws Exception {
    delete("a", "b", "d/c", "d/e");
    for (Strictness strictness : Strictness.values()) {
      assertEquals(
          Optional.of("it is empty, and the last release had 4 files"), objection(strictness));
    }
  }

  @Test
  void anotherDeviceIsAnAccidentWhoeverAsks() throws Exception {
    last = new EarlierScan(last.manifest(), last.fingerprints(), last.device() + 1);
    // A device may have another number after a restart: the files are still the same ones.
    assertEquals(Optional.empty(), objection(Strictness.NOBODY_ASKED));
    for (String name : new String[] {"a", "b", "d/c", "d/e"}) {
      Path file = source.resolve(name);
      Path copy = Files.copy(file, source.resolve("copy"));
      Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    }
    for (Strictness strictness : Strictness.values()) {
      assertEquals(
          Optional.of("it is on another device than the last release was"), objection(strictness));
    }
  }

  @Test
  void whereThereWasNothingNothingCanBeLost() throws Exception {
    delete("a", "b", "d/c", "d/e");
    last = scan();
    assertEquals(Optional.empty(), objection(Strictness.NOBODY_ASKED));
  }
}
