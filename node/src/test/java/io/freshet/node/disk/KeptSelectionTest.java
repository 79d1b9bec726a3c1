package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Asking for more adds to what was asked for; what cannot be read stands for everything.
final class KeptSelectionTest {
  private static final int FILES = 12;

  @TempDir Path temp;
  private TestRelease release;

  @BeforeEach
  void scan() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    for (int file = 0; file < FILES; file++) {
      TestRelease.write(source, String.format("%02d", file), new byte[] {(byte) file});
    }
    release = TestRelease.scan(source);
  }

  private static BitSet files(int... numbers) {
    BitSet files = new BitSet();
    for (int number : numbers) files.set(number);
    return files;
  }

  private void open(String... patterns) throws Exception {
    Selection selection = Selection.matching(release.manifest(), List.of(patterns));
    DestinationOpening.of(release.manifest(), dest().toString(), new Watcher())
        .selecting(selection)
        .open()
        .close();
  }

  private Path dest() {
    return temp.resolve("dest");
  }

  private BitSet kept() throws Exception {
    return KeptSelection.of(release.manifest(), dest()).files();
  }

  private Path file() {
    return dest().resolve(".freshet/" + release.manifest().infoHash().hex() + "/selection");
  }

  @Test
  void whatWasAskedForAddsUp() throws Exception {
    open("03", "04");
    assertEquals("3-4\n", Files.readString(file()));
    assertEquals(files(3, 4), kept());
    open("04", "07");
    assertEquals(files(3, 4, 7), kept());
    open();
    assertEquals(FILES, kept().cardinality());
    open("01");
    assertEquals(FILES, kept().cardinality(), "all of it is there already");
  }

  @Test
  void withoutItEverythingCounts() throws Exception {
    assertEquals(FILES, kept().cardinality());
    open("03");
    Files.writeString(file(), "3,999\n");
    assertEquals(FILES, kept().cardinality());
  }

  @Test
  void runsAreReadAsTheyAreWritten() {
    for (BitSet files : List.of(files(), files(0), files(0, 1, 2), files(0, 2, 3, 11))) {
      var read = KeptSelection.parse(KeptSelection.runs(files).strip(), FILES);
      assertEquals(Optional.of(files), read.map(Selection::files));
    }
    assertEquals("0,2-3,11\n", KeptSelection.runs(files(0, 2, 3, 11)));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "1,", "x", "3-2", "12", "0-12", "-1", "1-2-3", "99999999999", " "})
  void damageIsNoSelection(String text) {
    assertEquals(Optional.empty(), KeptSelection.parse(text, FILES));
  }
}
