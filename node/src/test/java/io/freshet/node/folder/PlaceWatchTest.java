package io.freshet.node.folder;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.Patience;
import io.freshet.node.disk.Heard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mirror's folder is heard of from the moment that the mirror rests.
final class PlaceWatchTest {
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final Semaphore rung = new Semaphore(0);
  @TempDir Path temp;
  private Path place;
  private Path notes;
  private PlaceWatch watch;

  @BeforeEach
  void makeAPlace() throws IOException {
    place = Files.createDirectories(temp.resolve("place"));
    notes = Files.createDirectories(place.resolve("notes/deep"));
    notes = place.resolve("notes");
    Files.createDirectories(place.resolve("d/e"));
    Files.writeString(place.resolve("d/e/file"), "text");
    watch = PlaceWatch.open(rung::release, troubles::add);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  /// Without the notes.
  private List<Path> folders(Path root) throws IOException {
    try (var all = Files.walk(root)) {
      return all.filter(path -> Files.isDirectory(path) && !path.startsWith(notes)).toList();
    }
  }

  private void awaitBell() throws InterruptedException {
    assertTrue(rung.tryAcquire(Patience.SECONDS, TimeUnit.SECONDS), "nothing was heard");
  }

  @Test
  void eachKindOfChangeRingsOnce() throws Exception {
    List<Change> changes =
        List.of(
            () -> Files.writeString(place.resolve("d/e/file"), "other"),
            () -> Files.delete(place.resolve("d/e/file")),
            () -> Files.writeString(place.resolve("new"), "new"),
            () -> Files.createDirectories(place.resolve("d/f/g")),
            () -> Files.writeString(place.resolve("d/f/g/h"), "in a folder that is new"),
            () -> Files.move(place.resolve("d"), place.resolve("moved")),
            () -> Files.setPosixFilePermissions(place.resolve("moved/f/g/h"), Set.of(OWNER_READ)));
    for (Change change : changes) {
      watch.rest(place, folders(place));
      change.run();
      awaitBell();
    }
    assertEquals(List.of(), troubles);
  }

  private interface Change {
    void run() throws Exception;
  }

  @Test
  void whatAMirrorDoesInItsNotesAndReadingIsNotHeard() throws Exception {
    watch.rest(place, folders(place));
    Files.writeString(notes.resolve("deep/journal"), "words");
    Files.readString(place.resolve("d/e/file"));
    try (var entries = Files.list(place)) {
      assertTrue(entries.count() > 0);
    }
    Path mark = temp.resolve("mark");
    Files.writeString(mark, "");
    // The kernel tells in order: had it told of those, this one would be the second.
    watch.rest(temp, List.of(temp));
    assertEquals(0, rung.availablePermits());
    Files.writeString(mark, "now");
    awaitBell();
  }

  @Test
  void aSingleFileIsHeardOfAndItsNeighboursAreNot() throws Exception {
    Path file = place.resolve("d/e/file");
    watch.rest(file, List.of());
    Files.writeString(place.resolve("d/e/neighbour"), "text");
    Files.delete(file);
    awaitBell();
  }

  @Test
  void whatCannotBeWatchedIsSaidOnce() throws Exception {
    watch.close();
    watch = PlaceWatch.open(rung::release, troubles::add, 1);
    watch.rest(place, folders(place));
    watch.rest(place, folders(place));
    assertEquals(1, troubles.size(), troubles.toString());
    assertTrue(troubles.getFirst().contains("found by looking from time to time"));
    Files.writeString(place.resolve("new"), "in the folder that is watched");
    awaitBell();
  }

  private Set<String> heardAfter(Change change) throws Exception {
    var _ = watch.rest(place, folders(place));
    change.run();
    Heard heard = watch.rest(place, folders(place));
    return heard.anything() ? Set.of("anything") : heard.paths();
  }

  @Test
  void itSaysToWhatSomethingHappened() throws Exception {
    Path file = place.resolve("d/e/file");
    Files.createDirectory(place.resolve(".freshet"));
    FileTime then = Files.getLastModifiedTime(file);
    assertEquals(Heard.ANYTHING, watch.rest(place, folders(place)), "nobody listened before");
    assertEquals(Set.of(), heardAfter(() -> Files.readString(file)));
    assertEquals(
        Set.of("d/e/file"),
        heardAfter(
            () -> {
              Files.writeString(file, "TEXT");
              Files.setLastModifiedTime(file, then);
            }));
    assertEquals(
        Set.of("d/e/file"),
        heardAfter(() -> Files.setPosixFilePermissions(file, Set.of(OWNER_READ, OWNER_WRITE))));
    assertEquals(
        Set.of("d/e/file"),
        heardAfter(
            () -> {
              Files.delete(file);
              Files.createSymbolicLink(file, Path.of("elsewhere"));
            }));
    assertEquals(
        Set.of("d/e/file", "new"), heardAfter(() -> Files.move(file, place.resolve("new"))));
    assertEquals(
        Set.of("d/e"), heardAfter(() -> Files.setLastModifiedTime(place.resolve("d/e"), then)));
    assertEquals(Set.of(""), heardAfter(() -> Files.setLastModifiedTime(place, then)));
    String sayable = "a name with \ufffd";
    assertEquals(Set.of(sayable), heardAfter(() -> Files.createFile(place.resolve(sayable))));
  }

  @Test
  void itSaysWhenItMayBeAnything() throws Exception {
    Files.createDirectory(place.resolve(".freshet"));
    Path away = temp.resolve("away");
    watch.rest(place, folders(place));
    List<Change> changes =
        List.of(
            () -> Files.createDirectory(place.resolve("d/f")),
            () -> Files.delete(place.resolve("d/f")),
            () -> {
              Files.move(place.resolve("d"), away);
              Files.writeString(away.resolve("e/file"), "other");
              Files.move(away, place.resolve("d"));
            },
            () -> {
              Files.move(place.resolve("d"), away);
              Files.createDirectory(place.resolve("d"));
            },
            () -> {
              var unsayable = new ProcessBuilder("sh", "-c", "echo >\"$(printf 'no\\377name')\"");
              assertEquals(0, unsayable.directory(place.toFile()).start().waitFor());
            },
            // More than are kept, and of no folder so many that the JDK loses count.
            () -> {
              for (int i = 0; i <= 10_000; i++) {
                Files.createFile(place.resolve("many/" + i % 25 + "/file " + i));
              }
            });
    for (int i = 0; i < 25; i++) Files.createDirectories(place.resolve("many/" + i));
    for (Change change : changes) assertEquals(Set.of("anything"), heardAfter(change));
    assertEquals(Set.of(), heardAfter(() -> {}));
    watch.rest(away, folders(away));
    assertEquals(Heard.ANYTHING, watch.rest(place, folders(place)), "of another place");
    assertEquals(Heard.ANYTHING, watch.heard(away));
    watch.close();
    watch = PlaceWatch.open(rung::release, troubles::add, 1);
    assertEquals(Set.of("anything"), heardAfter(() -> {}), "not all can be watched");
    watch.close();
    watch = PlaceWatch.open(rung::release, troubles::add);
    Files.delete(place.resolve(".freshet/watch"));
    Files.delete(place.resolve(".freshet"));
    assertEquals(Set.of("anything"), heardAfter(() -> {}), "nothing can be heard to its end");
    assertEquals(Heard.ANYTHING, watch.heard(place), "nor is what comes then all");
  }

  @Test
  void aPlaceMayBeNamedByAPersonWhoStandsElsewhere() throws Exception {
    Files.createDirectory(place.resolve(".freshet"));
    Path typed = Path.of("").toAbsolutePath().relativize(place);
    Path absolute = typed.toAbsolutePath();
    watch.rest(absolute, List.of(absolute));
    assertEquals(Heard.of(Set.of()), watch.heard(typed));
  }

  @Test
  void ofWhatIsNotWatchedItMayBeAnything() throws Exception {
    Path file = place.resolve("d/e/file");
    Files.createDirectory(place.resolve(".freshet"));
    watch.rest(file, List.of());
    assertEquals(Heard.ANYTHING, watch.heard(file), "a single file");
    watch.rest(place, folders(place));
    assertEquals(Heard.of(Set.of()), watch.heard(place));
    watch.rest(place, List.of(place, place.resolve("gone")));
    assertEquals(Heard.ANYTHING, watch.heard(place), "one is gone");
    // Where the folder above cannot be watched.
    watch.rest(place, List.of(place.resolve("d/e")));
    Files.delete(file);
    Files.delete(place.resolve("d/e"));
    Patience.until(() -> watch.heard(place).anything(), () -> "its going was not heard of");
    watch.rest(place, folders(place));
    watch.close();
    Patience.until(() -> watch.heard(place).anything(), () -> "nobody listens any more");
  }

  @Test
  void whatHappensJustBeforeItRestsIsHeard() throws Exception {
    Files.createDirectory(place.resolve(".freshet"));
    List<Path> folders = folders(place);
    watch.rest(place, folders);
    for (int round = 0; round < 20; round++) {
      String name = "d/e/" + round;
      Heard heard = watch.rest(place, makingAtItsEnd(place.resolve(name), folders));
      assertEquals(Heard.of(Set.of(name)), heard);
    }
  }

  /// Who has seen all of these folders finds that file made.
  private static List<Path> makingAtItsEnd(Path file, List<Path> folders) {
    return new AbstractList<>() {
      @Override
      public int size() {
        return folders.size();
      }

      @Override
      public Path get(int index) {
        try {
          boolean isLast = index == folders.size() - 1;
          if (isLast && Files.notExists(file)) Files.createFile(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return folders.get(index);
      }
    };
  }

  @Test
  void whoIsClosedLetsNobodyWait() throws Exception {
    watch.close();
    watch.rest(place, folders(place));
    assertFalse(rung.tryAcquire());
  }
}
