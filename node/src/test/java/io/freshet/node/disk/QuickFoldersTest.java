package io.freshet.node.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.SystemCalls;
import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.DiskContract;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk whose tree expects many files is a disk.
final class QuickFoldersTest extends DiskContract<IOException> {
  private static final QuickFolders.Appearance PLAIN = new QuickFolders.Appearance(false, 0666, 0);

  @TempDir Path temp;
  private Tree tree;
  private FolderDisk disk;

  @BeforeEach
  void open() {
    Assumptions.assumeTrue(SystemCalls.here().isPresent(), "another system, or no UTF-8");
    tree = new Tree(temp);
    tree.expectMany();
    disk = new FolderDisk(tree, OwnTouches.none(tree));
  }

  @AfterEach
  void close() throws IOException {
    if (disk == null) return;
    disk.close();
    tree.close();
  }

  @Override
  protected Disk<IOException> disk() {
    return disk;
  }

  private static ByteBuffer content() {
    return ByteBuffer.allocateDirect(7).put("content".getBytes(UTF_8)).flip();
  }

  @Test
  void aFileIsMadeAndMovedAtOnce() throws IOException {
    disk.makeFolders("sub/deep");
    var made = disk.make("sub/a", content(), new QuickFolders.Appearance(true, 0640, 1_000));
    assertEquals(7, made.orElseThrow().size());
    assertEquals(1_000, made.orElseThrow().mtimeNanos());
    var moved = disk.moveToFree("sub/a", "sub/deep/b");
    assertEquals(disk.fingerprint("sub/deep/b"), moved.orElseThrow());
    assertEquals("content", Files.readString(temp.resolve("sub/deep/b")));
    assertTrue(disk.make("sub/deep/b", content(), PLAIN).isEmpty(), "something is there");
    assertEquals(1_000, disk.fingerprint("sub/deep/b").mtimeNanos(), "and stays as it is");
  }

  @Test
  void aFolderThatWasExchangedIsAnotherOne() throws IOException {
    disk.makeFolders("sub");
    assertTrue(disk.make("sub/a", content(), PLAIN).isPresent());
    assertTrue(disk.look("sub/a") instanceof Sighting.RegularFile);
    Files.move(temp.resolve("sub"), temp.resolve("other"));
    Files.createDirectory(temp.resolve("sub"));
    Files.write(temp.resolve("sub/new"), new byte[3]);
    assertTrue(disk.look("sub/new") instanceof Sighting.RegularFile);
    assertTrue(disk.look("sub/a") instanceof Sighting.Nothing);
  }

  @Test
  void nothingIsMovedIntoOrOutOfAFolderThatWasTakenAway() throws IOException {
    disk.makeFolders("here");
    disk.makeFolders("there");
    assertTrue(disk.make("here/a", content(), PLAIN).isPresent());
    assertTrue(disk.make("here/b", content(), PLAIN).isPresent());
    assertTrue(disk.moveToFree("here/a", "there/a").isPresent());
    Files.move(temp.resolve("there"), temp.resolve("backup"));
    Files.createDirectory(temp.resolve("there"));
    QuickFolders quick = tree.quick().orElseThrow();
    assertTrue(quick.moveToFree("here/b", "there/b").isEmpty());
    assertTrue(quick.moveToFree("here/b", "there/b").isPresent(), "the new one is known now");
    assertTrue(Files.exists(temp.resolve("there/b")));
    Files.move(temp.resolve("there"), temp.resolve("backup2"));
    assertTrue(quick.moveToFree("there/b", "here/b").isEmpty());
    assertTrue(Files.exists(temp.resolve("backup2/b")));
  }

  @Test
  void aFolderIsMadeWhereNothingIs() throws IOException {
    QuickFolders quick = tree.quick().orElseThrow();
    assertTrue(quick.makeFolder("sub"));
    assertTrue(quick.makeFolder("sub/deep"));
    assertTrue(Files.isDirectory(temp.resolve("sub/deep")));
    assertFalse(quick.makeFolder("sub"), "it is there");
    assertFalse(quick.makeFolder("none/deep"), "the one above it is not");
    Files.move(temp.resolve("sub"), temp.resolve("other"));
    assertEquals(List.of("sub", "sub/deep", "sub/deep/er"), disk.makeFolders("sub/deep/er"));
    assertTrue(Files.isDirectory(temp.resolve("sub/deep/er")));
    assertFalse(Files.exists(temp.resolve("other/deep/er")));
    Files.createSymbolicLink(temp.resolve("link"), Path.of("other"));
    assertFalse(quick.makeFolder("link/new"));
    assertThrows(OpenFolders.BlockedException.class, () -> disk.makeFolders("link/new"));
    assertFalse(Files.exists(temp.resolve("other/new")));
  }

  @Test
  void whatWasOpenInAFolderThatMovedIsForgotten() throws IOException {
    disk.makeFolders("from/deep");
    disk.makeFolders("from2");
    assertTrue(disk.make("from/deep/a", content(), PLAIN).isPresent());
    assertTrue(disk.make("from2/a", content(), PLAIN).isPresent());
    assertTrue(disk.moveFolderToFree("from", "to"));
    disk.makeFolders("from/deep");
    assertTrue(disk.make("from/deep/b", content(), PLAIN).isPresent());
    assertTrue(disk.make("from2/b", content(), PLAIN).isPresent());
    assertTrue(Files.exists(temp.resolve("from/deep/b")));
    assertTrue(Files.exists(temp.resolve("from2/b")));
    assertFalse(Files.exists(temp.resolve("to/deep/b")));
  }

  @Test
  void noFolderIsEnteredThroughALink() throws IOException {
    disk.makeFolders("real");
    Files.write(temp.resolve("real/a"), new byte[3]);
    Files.createSymbolicLink(temp.resolve("link"), Path.of("real"));
    assertEquals(new Sighting.Blocked("link"), disk.look("link/a"));
    assertTrue(disk.make("link/b", content(), PLAIN).isEmpty());
    assertTrue(disk.moveToFree("real/a", "link/b").isEmpty());
    assertTrue(tree.quick().orElseThrow().open("link/a").isEmpty());
    assertFalse(Files.exists(temp.resolve("real/b")));
  }
}
