package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is somebody's goes to the trash as it was, and from there in time.
final class TrashTest extends Mirroring {
  @Test
  void whatIsSomebodysGoesToTheTrash() throws Exception {
    write("a", 1);
    write("b", 2);
    write("c", 3);
    mirror();
    Files.writeString(dest.resolve("a"), "changed by hand");
    Files.writeString(dest.resolve("b"), "this too");
    Files.createDirectories(dest.resolve("own/deep"));
    Files.writeString(dest.resolve("own/deep/file"), "somebody's");
    Files.createSymbolicLink(dest.resolve("own/link"), Path.of("deep"));
    Files.createDirectory(dest.resolve("own/empty"));
    write("a", 4);
    Files.delete(source.resolve("b"));
    Files.delete(source.resolve("c"));
    write("own", 5);
    mirror();
    assertEquals("changed by hand", Files.readString(dest.resolve(TRASH + "a")));
    assertEquals("this too", Files.readString(dest.resolve(TRASH + "b")));
    assertEquals("somebody's", Files.readString(dest.resolve(TRASH + "own/deep/file")));
    assertEquals(Path.of("deep"), Files.readSymbolicLink(dest.resolve(TRASH + "own/link")));
    assertFalse(Files.exists(dest.resolve(TRASH + "c")), "a release had put it there");
    assertTrue(Files.isDirectory(dest.resolve(TRASH + "own/empty")));
    assertEquals(
        List.of("deleted c", "trashed a", "trashed b", "trashed own"),
        witnessed.stream().sorted().toList());
  }

  /// No string of Java's is such a name.
  @Test
  void whatHasANameThatIsNotUtf8GoesToTheTrash() throws Exception {
    write("sub/a", 1);
    write("sub/?", 2);
    mirror();
    shell(
        "cd sub; a=$(printf '\\377') b=$(printf 'n\\376');"
            + " echo 1 >\"$a\"; mkdir \"$b\"; echo 2 >\"$b/$a\"");
    write("new", 3);
    mirror();
    assertEquals("1\n", Files.readString(dest.resolve(TRASH + "sub/?~2")));
    assertTrue(Files.isDirectory(dest.resolve(TRASH + "sub/n?")), "with what is in it");
  }

  @Test
  void namesThatAreNotUtf8AndAsLongAsCanBeGoToTheTrash() throws Exception {
    write("sub/a", 1);
    mirror();
    for (String octal : List.of("377", "376")) {
      shell("cd sub; echo 1 >\"$(printf '\\" + octal + "%.0s' $(seq 253))é\"");
    }
    write("new", 3);
    mirror();
    for (String name : List.of("?".repeat(253) + "é", "?".repeat(252) + "~2")) {
      assertTrue(Files.exists(dest.resolve(TRASH + "sub/" + name)), name);
    }
  }

  private void shell(String command) throws Exception {
    var shell = new ProcessBuilder("sh", "-c", command).directory(dest.toFile()).inheritIO();
    assertEquals(0, shell.start().waitFor());
  }

  /// `cp -a` from the trash puts it back as it was.
  @Test
  void aFolderOfSomebodysGoesToTheTrashAsItIs() throws Exception {
    write("sub/a", 1);
    mirror();
    Files.createDirectories(dest.resolve("sub/own/shut/empty"));
    Path shut = dest.resolve("sub/own/shut");
    Files.writeString(shut.resolve("file"), "somebody's");
    setMode(shut, "r-xr-x---");
    setMode(dest.resolve("sub/own"), "r-x-----x");
    var then = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
    Files.setLastModifiedTime(dest.resolve("sub/own"), then);
    Files.writeString(dest.resolve("sub/mine"), "mine");
    setMode(dest.resolve("sub"), "rwx------");
    var before = tree(dest.resolve("sub/own"));
    write("sub/a", 2);
    mirror();
    assertEquals(before, tree(dest.resolve(TRASH + "sub/own")));
    assertEquals("mine", Files.readString(dest.resolve(TRASH + "sub/mine")));
    assertEquals("rwx------", mode(dest.resolve(TRASH + "sub")), "nobody else could look in");
    var day = Duration.ofDays(1);
    TrashBin.expire(dest, NOW.plus(day), day);
    assertFalse(Files.exists(dest.resolve(TRASH)), "read-only folders, too");
  }

  @Test
  void theTrashIsEmptiedInTime() throws Exception {
    Path old = Files.createDirectories(dest.resolve(TRASH + "deep"));
    Files.writeString(old.resolve("file"), "x");
    Path other = Files.createDirectories(dest.resolve(".freshet/trash/somebody's"));
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("x"), "x");
    Files.createSymbolicLink(old.resolve("link"), outside);
    var week = Duration.ofDays(7);
    Instant at = Instant.parse("2026-11-21T13:40:05Z");
    TrashBin.expire(dest, at.plus(week).minusSeconds(1), week);
    assertTrue(Files.exists(old.resolve("file")));
    TrashBin.expire(dest, at.plus(week), week);
    assertFalse(Files.exists(dest.resolve(TRASH)));
    assertTrue(Files.exists(other) && Files.exists(outside.resolve("x")));
  }
}
