package io.freshet.engine.durability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Disk] does while nothing fails: the real one and the one that forgets.
public abstract class DiskContract<X extends Exception> {

  /// The disk of this test, empty at its beginning.
  protected abstract Disk<X> disk();

  private void write(String path, long offset, int... bytes) throws X {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < all.length; i++) all[i] = (byte) bytes[i];
    ByteBuffer buffer = ByteBuffer.wrap(all);
    disk().write(path, buffer, offset);
    assertEquals(0, buffer.remaining(), "all of it was written");
  }

  private byte[] read(String path, long offset, int most) throws X {
    ByteBuffer buffer = ByteBuffer.allocate(most);
    while (buffer.hasRemaining()) {
      if (disk().read(path, buffer, offset + buffer.position()) < 0) break;
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static byte[] bytes(int... values) {
    byte[] all = new byte[values.length];
    for (int i = 0; i < all.length; i++) all[i] = (byte) values[i];
    return all;
  }

  @Test
  void whatIsWrittenIsRead() throws X {
    disk().create("a");
    assertArrayEquals(bytes(), read("a", 0, 10));
    write("a", 0, 1, 2, 3, 4);
    write("a", 2, 9);
    assertArrayEquals(bytes(1, 2, 9, 4), read("a", 0, 10));
    assertArrayEquals(bytes(9), read("a", 2, 1));
    assertEquals(-1, disk().read("a", ByteBuffer.allocate(1), 4));
    assertEquals(-1, disk().read("a", ByteBuffer.allocate(1), 5));
  }

  @Test
  void behindTheEndThereIsAHole() throws X {
    disk().create("a");
    write("a", 3, 7);
    assertArrayEquals(bytes(0, 0, 0, 7), read("a", 0, 10));
  }

  @Test
  void aLengthIsCutAndExtended() throws X {
    disk().create("a");
    write("a", 0, 1, 2, 3, 4);
    disk().resize("a", 2);
    assertArrayEquals(bytes(1, 2), read("a", 0, 10));
    disk().resize("a", 4);
    assertArrayEquals(bytes(1, 2, 0, 0), read("a", 0, 10));
    Fingerprint before = disk().fingerprint("a");
    disk().resize("a", 4);
    assertEquals(before, disk().fingerprint("a"), "it was so long already");
    disk().create("empty");
    disk().resize("empty", 0);
    assertEquals(0, disk().fingerprint("empty").size());
  }

  @Test
  void aRenameReplacesAndKeepsTheFile() throws X {
    disk().makeFolders("sub");
    disk().create("a");
    write("a", 0, 1);
    disk().create("sub/b");
    write("sub/b", 0, 2, 2);
    assertArrayEquals(bytes(2, 2), read("sub/b", 0, 10));
    Fingerprint before = disk().fingerprint("a");
    disk().rename("a", "sub/b");
    assertInstanceOf(Sighting.Nothing.class, disk().look("a"));
    assertArrayEquals(bytes(1), read("sub/b", 0, 10));
    assertTrue(before.isSameButForCtime(disk().fingerprint("sub/b")));
    disk().create("a");
    assertArrayEquals(bytes(), read("a", 0, 10));
    write("a", 0, 3);
    assertArrayEquals(bytes(1), read("sub/b", 0, 10));
  }

  @Test
  void aNameThatWasGivenAwayLeadsToWhatHasItNext() throws X {
    disk().create("a");
    write("a", 0, 1);
    assertArrayEquals(bytes(1), read("a", 0, 10));
    disk().rename("a", "b");
    disk().create("c");
    disk().link("c", "a", disk().fingerprint("c"));
    assertArrayEquals(bytes(), read("a", 0, 10));
    write("a", 0, 2);
    assertArrayEquals(bytes(1), read("b", 0, 10));
    assertArrayEquals(bytes(2), read("c", 0, 10));
  }

  @Test
  void aFolderIsMovedToAFreeNameWithAllThatIsInItOrLeftAlone() throws X {
    disk().makeFolders("from/deep/er");
    disk().makeFolders("sub/in");
    disk().create("file");
    disk().create("from/deep/a");
    write("from/deep/a", 0, 1, 2);
    disk().create("from/deep/er/b");
    Fingerprint before = disk().fingerprint("from/deep/a");
    assertFalse(disk().moveFolderToFree("from/deep", "sub/in"), "not in place of a folder");
    assertFalse(disk().moveFolderToFree("from/deep", "file"), "not in place of a file");
    assertFalse(disk().moveFolderToFree("from/deep", "none/deep"), "not where no folder is");
    assertFalse(disk().moveFolderToFree("none", "sub/none"), "not without a folder");
    assertEquals(before, disk().fingerprint("from/deep/a"));
    boolean moved = disk().moveFolderToFree("from/deep", "sub/new");
    String now = moved ? "sub/new" : "from/deep";
    assertEquals(before, disk().fingerprint(now + "/a"), "no file looks another way");
    assertArrayEquals(bytes(1, 2), read(now + "/a", 0, 10));
    assertEquals(List.of("a", "er"), disk().list(now));
    assertEquals(List.of("b"), disk().list(now + "/er"));
    assertEquals(moved ? List.of() : List.of("deep"), disk().list("from"));
    disk().syncFolder(now);
    write(now + "/a", 0, 3);
    disk().create(now + "/er/c");
    assertArrayEquals(bytes(3, 2), read(now + "/a", 0, 10));
    if (!moved) return;
    assertInstanceOf(Sighting.Nothing.class, disk().look("from/deep/a"));
    disk().makeFolders("from/deep");
    disk().create("from/deep/a");
    write("from/deep/a", 0, 9);
    assertArrayEquals(bytes(9), read("from/deep/a", 0, 10));
    assertArrayEquals(bytes(3, 2), read("sub/new/a", 0, 10));
  }

  @Test
  void aFileIsMovedToAFreeNameOrLeftAlone() throws X {
    disk().makeFolders("sub");
    for (String name : List.of("a", "b", "c")) {
      disk().create(name);
      write(name, 0, 1);
    }
    write("c", 0, 2);
    Fingerprint before = disk().fingerprint("a");
    var moved = disk().moveToFree("a", "sub/a");
    String now = moved.isPresent() ? "sub/a" : "a";
    assertTrue(before.isSameButForCtime(disk().fingerprint(now)));
    moved.ifPresent(print -> assertTrue(before.isSameButForCtime(print)));
    assertArrayEquals(bytes(1), read(now, 0, 10));
    assertEquals(moved.isEmpty() ? 3 : 2, disk().list("").size() - 1);
    assertTrue(disk().moveToFree("b", "c").isEmpty(), "not in place of a file");
    assertTrue(disk().moveToFree("b", "sub").isEmpty(), "not in place of a folder");
    assertTrue(disk().moveToFree("b", "none/b").isEmpty(), "not into a folder that is not there");
    assertTrue(disk().moveToFree("b", "c/b").isEmpty(), "not into a file");
    assertArrayEquals(bytes(1), read("b", 0, 10));
    assertArrayEquals(bytes(2), read("c", 0, 10));
  }

  @Test
  void aFileWithTwoNamesIsOneFile() throws X {
    disk().makeFolders("sub");
    disk().create("a");
    write("a", 0, 1);
    Fingerprint before = disk().fingerprint("a");
    disk().link("a", "sub/b", before);
    assertEquals(disk().fingerprint("a"), disk().fingerprint("sub/b"));
    assertTrue(before.isSameButForCtime(disk().fingerprint("a")));
    Fingerprint linked = disk().fingerprint("a");
    disk().link("sub/b", "sub/b", linked);
    assertEquals(linked, disk().fingerprint("a"), "it had that name");
    disk().create("c");
    assertThrows(Exception.class, () -> disk().link("a", "c", linked), "not in place of a file");
    assertThrows(Exception.class, () -> disk().link("a", "none/c", linked), "nor into nothing");
    write("sub/b", 0, 2);
    assertArrayEquals(bytes(2), read("a", 0, 10));
    assertThrows(Exception.class, () -> disk().link("a", "d", linked), "it looks another way");
    assertInstanceOf(Sighting.Nothing.class, disk().look("d"));
    disk().delete("a");
    assertArrayEquals(bytes(2), read("sub/b", 0, 10));
    disk().create("a");
    assertNotEquals(disk().fingerprint("a").inode(), disk().fingerprint("sub/b").inode());
    disk().rename("c", "sub/b");
    assertArrayEquals(bytes(), read("sub/b", 0, 10));
  }

  @Test
  void aLinkIsSeenRenamedAndDeleted() throws X {
    disk().makeLink("l", "../no where");
    assertEquals(new Sighting.Link("../no where"), disk().look("l"));
    disk().create("a");
    disk().rename("l", "a");
    assertEquals(new Sighting.Link("../no where"), disk().look("a"));
    assertInstanceOf(Sighting.Nothing.class, disk().look("l"));
    assertThrows(Exception.class, () -> disk().makeLink("a", "x"));
    disk().create("b");
    disk().rename("b", "a");
    assertInstanceOf(Sighting.RegularFile.class, disk().look("a"));
    disk().makeLink("l", "a");
    disk().delete("l");
    assertEquals(List.of("a"), disk().list(""));
  }

  @Test
  void nothingIsReachedThroughAFile() throws X {
    disk().makeFolders("sub");
    disk().create("sub/a");
    assertEquals(new Sighting.Blocked("sub/a"), disk().look("sub/a/b/c"));
    assertThrows(Exception.class, () -> disk().delete("sub"));
    assertThrows(Exception.class, () -> disk().rename("sub/a", "sub"));
  }

  @Test
  void namesAreListedAndGo() throws X {
    disk().makeFolders("sub/deep");
    disk().create("sub/b");
    disk().create("sub/a");
    assertEquals(List.of("a", "b", "deep"), disk().list("sub"));
    disk().delete("sub/a");
    disk().delete("sub/deep");
    assertEquals(List.of("b"), disk().list("sub"));
    disk().create("sub/a");
    assertArrayEquals(bytes(), read("sub/a", 0, 1));
  }

  @Test
  void aFolderIsMovedWholeOrLeftAlone() throws X {
    disk().makeFolders("from/own/empty");
    disk().makeFolders("to/taken");
    disk().create("from/own/a");
    write("from/own/a", 0, 1);
    Fingerprint before = disk().fingerprint("from/own/a");
    assertArrayEquals(bytes(1), read("from/own/a", 0, 10));
    boolean moved = disk().moveFolder("from/own", "to/own");
    String now = moved ? "to/own" : "from/own";
    assertEquals(List.of("a", "empty"), disk().list(now));
    assertEquals(before, disk().fingerprint(now + "/a"));
    assertInstanceOf(Sighting.Nothing.class, disk().look(moved ? "from/own/a" : "to/own/a"));
    assertThrows(Exception.class, () -> disk().moveFolder(now, "to/taken"), "not over another");
    assertThrows(Exception.class, () -> disk().moveFolder(now, "none/own"), "nor into nothing");
    assertThrows(Exception.class, () -> disk().moveFolder(now + "/a", "to/a"), "not a file");
    disk().makeFolderLike("to/like", now);
    assertEquals(List.of(), disk().list("to/like"));
    assertArrayEquals(bytes(1), read(now + "/a", 0, 10));
    if (!moved) return;
    disk().makeFolders("from/own");
    disk().create("from/own/a");
    assertArrayEquals(bytes(), read("from/own/a", 0, 10));
    assertArrayEquals(bytes(1), read("to/own/a", 0, 10));
  }

  @Test
  void newFoldersAreToldTopmostFirst() throws X {
    assertEquals(List.of("x", "x/y"), disk().makeFolders("x/y"));
    assertEquals(List.of("x/y/z"), disk().makeFolders("x/y/z"));
    assertEquals(List.of(), disk().makeFolders("x/y/z"));
    assertEquals(List.of(), disk().makeFolders(""));
  }

  @Test
  void whatStandsUnderANameIsSeen() throws X {
    disk().makeFolders("folder");
    disk().create("file");
    write("file", 0, 1, 2, 3);
    assertInstanceOf(Sighting.Folder.class, disk().look(""));
    assertInstanceOf(Sighting.Folder.class, disk().look("folder"));
    assertInstanceOf(Sighting.Nothing.class, disk().look("folder/nothing"));
    assertInstanceOf(Sighting.Nothing.class, disk().look("nothing/nothing"));
    assertEquals(new Sighting.RegularFile(disk().fingerprint("file")), disk().look("file"));
    assertEquals(3, disk().fingerprint("file").size());
  }

  @Test
  void aSyncChangesNothingThatCanBeSeen() throws X {
    disk().makeFolders("sub");
    disk().create("sub/a");
    write("sub/a", 0, 1, 2);
    Fingerprint before = disk().fingerprint("sub/a");
    disk().sync("sub/a");
    disk().syncFolder("sub");
    disk().syncFolder("");
    assertEquals(before, disk().fingerprint("sub/a"));
    assertArrayEquals(bytes(1, 2), read("sub/a", 0, 2));
  }

  @Test
  void twoFilesHaveTwoInodes() throws X {
    disk().create("a");
    disk().create("b");
    assertNotEquals(disk().fingerprint("a").inode(), disk().fingerprint("b").inode());
  }

  @Test
  void whatIsNotThereFails() throws X {
    disk().create("a");
    assertThrows(Exception.class, () -> disk().create("a"));
    assertThrows(Exception.class, () -> disk().create("nowhere/a"));
    assertThrows(Exception.class, () -> disk().fingerprint("b"));
    assertThrows(Exception.class, () -> disk().sync("b"));
    assertThrows(Exception.class, () -> disk().resize("b", 1));
    assertThrows(Exception.class, () -> disk().delete("b"));
    assertThrows(Exception.class, () -> disk().rename("b", "c"));
    assertThrows(Exception.class, () -> disk().read("b", ByteBuffer.allocate(1), 0));
    assertThrows(Exception.class, () -> write("b", 0, 1));
    assertThrows(Exception.class, () -> disk().list("b"));
    assertThrows(Exception.class, () -> disk().makeFolders("a/b"));
  }

  @Test
  void allStepsAreCarriedOut() throws X {
    BitSet done = new BitSet();
    disk()
        .each(
            100,
            index -> {
              synchronized (done) {
                done.set(index);
              }
            });
    assertEquals(100, done.cardinality());
    disk().each(0, index -> done.clear());
    assertFalse(done.isEmpty());
    assertThrows(Exception.class, () -> disk().each(3, index -> disk().sync("missing")));
  }
}
