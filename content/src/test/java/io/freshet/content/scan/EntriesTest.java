package io.freshet.content.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.freshet.content.Fingerprint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a walk found is what it is asked for, whatever it is kept as.
final class EntriesTest {
  private static final Path ROOT = Path.of("/some/where");

  private static Stat stat(long number, Instant mtime) {
    long mtimeNanos = mtime.getEpochSecond() * 1_000_000_000 + mtime.getNano();
    return new Stat(
        new Fingerprint(number, mtimeNanos, 3 * number, 4 * number),
        5 * number,
        6 * number,
        0100644 + (int) number % 8,
        mtime,
        (int) number,
        -(int) number);
  }

  private static Found.File file(String path, long number) {
    return new Found.File(
        ROOT.resolve(path), path, stat(number, Instant.ofEpochSecond(-number, number)));
  }

  private static void assertKept(List<Found> found) {
    var entries = new Entries();
    entries.addAll(found);
    assertEquals(found, entries);
    for (int i = 0; i < found.size(); i++) {
      Stat stat = found.get(i).stat();
      assertEquals(found.get(i) instanceof Found.File, entries.isFile(i));
      assertEquals(found.get(i).path(), entries.path(i));
      assertEquals(stat.fingerprint(), entries.print(i));
      assertEquals(stat.fingerprint().size(), entries.bytes(i));
      assertEquals(stat.fingerprint().ctimeNanos(), entries.ctimeNanos(i));
      assertEquals(stat.device(), entries.device(i));
      assertEquals(stat.bornNanos(), entries.bornNanos(i));
    }
  }

  @Test
  void manyFilesInManyFolders() {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      // Some names are longer than what they have room for at first.
      String name = i % 3 == 0 ? "日本語".repeat(1 + i % 60) : "f" + i;
      found.add(file(i % 7 == 0 ? name + i : "folder-" + i / 50 + "/deep/" + name + i, i));
    }
    assertKept(found);
  }

  @Test
  void whatDoesNotFitIntoColumns() {
    Stat usual = stat(1, Instant.ofEpochSecond(7));
    assertKept(
        List.of(
            file("a", 1),
            new Found.Link(ROOT.resolve("link"), "link", usual, "to/a"),
            // A single file is called what the release is called.
            new Found.File(ROOT.resolve("a"), "other", usual),
            new Found.File(ROOT.resolve("a"), "aa", usual),
            new Found.File(
                ROOT.resolve("old"), "old", stat(2, Instant.parse("0001-01-01T00:00:00.5Z"))),
            file("b/c", 2)));
  }

  @Test
  void oneIsReplaced() {
    var entries = new Entries();
    entries.add(file("a", 1));
    entries.add(file("b", 2));
    Found.File now = file("a", 3);
    assertEquals(file("a", 1), entries.set(0, now));
    assertEquals(List.of(now, file("b", 2)), entries);
    assertEquals(now.stat().fingerprint(), entries.print(0));
    assertInstanceOf(Found.File.class, entries.get(1));
    entries.clear();
    assertEquals(List.of(), entries);
  }
}
