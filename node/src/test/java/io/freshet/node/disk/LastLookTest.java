package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What of a destination is looked at again, for who has heard what may be another.
final class LastLookTest extends Mirroring {
  /// Changes files where they stand: there, what somebody wrote could be overwritten.
  private Deviations next(TestRelease before, Heard heard, Set<String> heardMeanwhile)
      throws Exception {
    witnessed.clear();
    TestRelease release = scan();
    Watcher watcher = new Watcher();
    var look = Optional.of(new LastLook(before.manifest().infoHash(), heard));
    var takeover =
        Takeover.of(release.manifest(), dest.toString(), NOW, new Noting()).after(look).inPlace();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(takeover)
            .open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
      Deviations all = destination.deviations(Heard.ANYTHING);
      assertEquals(destination.deviations(Heard.of(heardMeanwhile)), all);
      return all;
    }
  }

  @Test
  void whatSomebodyChangedIsLookedAtWhereItWasHeardOfOrTheReleaseChangesIt() throws Exception {
    for (int i = 1; i < 6; i++) write("d/" + i, i);
    TestRelease first = mirror();
    Files.writeString(dest.resolve("d/1"), "mine");
    Files.writeString(dest.resolve("d/2"), "mine");
    Files.delete(dest.resolve("d/3"));
    write("d/2", 12);
    Deviations after = next(first, Heard.of(Set.of("d/1", "d/3")), Set.of());
    assertTrue(after.isEmpty(), after.words());
    assertEquals(List.of("trashed d/1", "trashed d/2"), witnessed);
    assertEquals(tree(source), tree(dest));
  }

  @Test
  void whatNobodyHeardOfIsFoundByTheNextLook() throws Exception {
    for (int i = 1; i < 6; i++) write("d/" + i, i);
    TestRelease first = mirror();
    Files.writeString(dest.resolve("d/1"), "mine");
    Files.delete(dest.resolve("d/3"));
    write("d/2", 12);
    Deviations after = next(first, Heard.of(Set.of()), Set.of("d/1", "d/3"));
    assertEquals(List.of("d/1", "d/3"), after.named());
    mirror();
    assertEquals(List.of("trashed d/1"), witnessed);
  }

  @Test
  void whenItMayBeAnythingAllIsLookedAt() throws Exception {
    write("a", 1);
    write("b", 2);
    TestRelease first = mirror();
    Files.writeString(dest.resolve("a"), "mine");
    write("b", 3);
    assertEquals(0, next(first, Heard.ANYTHING, Set.of()).count());
    assertEquals(List.of("trashed a"), witnessed);
  }

  /// Neither does a file vouch for others that is no longer what it was.
  @Test
  void whatNobodyHeardOfIsNotCopied() throws Exception {
    write("a", 1);
    write("b", 2);
    TestRelease first = mirror();
    Files.write(dest.resolve("a"), TestRelease.noise(3, PIECE + 1));
    write("copy", 1);
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> next(first, Heard.of(Set.of()), Set.of()));
    assertTrue(refused.getMessage().contains("somebody changed it"), refused.getMessage());
    mirror();
    assertEquals(List.of("trashed a"), witnessed);
  }

  /// Of a release that was being put in place there is no last look, and no journal that says so.
  @Test
  void theLookOfAnotherReleaseIsNone() throws Exception {
    write("a", 1);
    write("b", 2);
    mirror();
    Files.writeString(dest.resolve("a"), "mine");
    write("b", 3);
    next(scan(), Heard.of(Set.of()), Set.of());
    assertEquals(List.of("trashed a"), witnessed);
    assertEquals(tree(source), tree(dest));
  }

  @Test
  void whatWasHeardOfIsAllThatDeviates() throws Exception {
    for (int i = 1; i < 8; i++) write("d/" + i, i);
    write("e/1", 9);
    Files.createSymbolicLink(source.resolve("link"), Path.of("d"));
    TestRelease release = scan();
    Watcher watcher = new Watcher();
    try (Destination destination = opening(release, watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
      FileTime then = Files.getLastModifiedTime(dest.resolve("d/1"));
      Files.write(dest.resolve("d/1"), TestRelease.noise(10, PIECE + 1));
      Files.setLastModifiedTime(dest.resolve("d/1"), then);
      setMode(dest.resolve("d/2"), "rwxrwxrwx");
      Files.delete(dest.resolve("d/3"));
      Files.createSymbolicLink(dest.resolve("d/3"), Path.of("1"));
      Files.move(dest.resolve("d/4"), dest.resolve("d/new"));
      Files.delete(dest.resolve("link"));
      Files.createSymbolicLink(dest.resolve("link"), Path.of("e"));
      setMode(dest.resolve("e"), "rwx------");
      Set<String> heard =
          Set.of("d/1", "d/2", "d/3", "d/4", "d/5", "d/new", "d/gone", "link", "e", ".freshet");
      Deviations found = destination.deviations(Heard.of(heard));
      assertEquals(7, found.count(), found.words());
      assertEquals(7, destination.deviations(Heard.ANYTHING).count());
    }
  }
}
