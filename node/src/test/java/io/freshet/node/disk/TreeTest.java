package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing below a root is reached through a link, also when it becomes one later.
final class TreeTest {
  @TempDir Path temp;
  private Path root;
  private Path outside;
  private Tree tree;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    tree = new Tree(root);
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  @Test
  void aLinkIsSeenNotFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));
    assertEquals(new Sighting.Link(outside.resolve("secret").toString()), tree.look("link"));
    assertThrows(FileSystemException.class, () -> tree.open("link", StandardOpenOption.READ));
    assertThrows(
        FileSystemException.class,
        () -> tree.open("link", StandardOpenOption.WRITE, StandardOpenOption.CREATE));
  }

  /// A thousand files wanted in it would use up what a process may have open.
  @Test
  void aFileWhereAFolderShallBeIsNotLeftOpen() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "no folder");
    assertEquals(new Sighting.Blocked("file"), tree.look("file/below"));
    assertEquals(0, OpenFiles.times(file.toString()));
  }

  @Test
  void aTimeBefore1970KeepsItsFraction() throws IOException {
    FileTime early = FileTime.from(Instant.parse("1965-03-01T01:02:03.123456789Z"));
    Files.writeString(Files.createDirectory(root.resolve("folder")).resolve("file"), "old");
    Files.createSymbolicLink(root.resolve("folder/link"), outside);
    tree.setLinkModified("folder/link", early);
    for (String path : List.of("folder/file", "folder", "")) tree.setModified(path, early);
    for (String path : List.of("folder/link", "folder/file", "folder", "")) {
      assertEquals(early, tree.modified(path), path);
    }
    assertTrue(Files.getLastModifiedTime(outside).compareTo(early) > 0);
  }

  @Test
  void aFolderThatIsALinkIsNamed() throws IOException {
    Files.createDirectory(root.resolve("a"));
    Files.createSymbolicLink(root.resolve("a/b"), outside);
    assertEquals(new Sighting.Blocked("a/b"), tree.look("a/b/secret"));
    var blocked =
        assertThrows(
            OpenFolders.BlockedException.class,
            () -> tree.open("a/b/secret", StandardOpenOption.READ));
    assertEquals("a/b", blocked.component);
    assertThrows(OpenFolders.BlockedException.class, () -> tree.makeFolders("a/b/c"));
  }

  @Test
  void whatCannotBeMovedIsNamedWholly() throws IOException {
    Files.createDirectories(root.resolve("a/folder/in the way"));
    Files.writeString(root.resolve("file"), "x");
    var refused = assertThrows(FileSystemException.class, () -> tree.move("file", "a/folder"));
    assertEquals(root.resolve("a/folder").toString(), refused.getFile());
    var missing = assertThrows(NoSuchFileException.class, () -> tree.move("a/none", "b"));
    assertEquals(root.resolve("a/none").toString(), missing.getFile());
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Files.writeString(root.resolve("file"), "x");
    assertEquals(new Sighting.Blocked("file"), tree.look("file/below"));
    assertEquals(new Sighting.Nothing(), tree.look("nothing/at/all"));
    assertInstanceOf(Sighting.RegularFile.class, tree.look("file"));
    assertEquals(new Sighting.Folder(), tree.look(""));
  }

  @Test
  void aFolderThatBecomesALinkLeadsNowhere() throws IOException {
    tree.makeFolders("a/b");
    write("a/b/here");
    Files.delete(root.resolve("a/b/here"));
    Files.delete(root.resolve("a/b"));
    Files.createSymbolicLink(root.resolve("a/b"), outside);
    assertThrows(IOException.class, () -> write("a/b/here"));
    write("mine");
    assertThrows(IOException.class, () -> tree.move("mine", "a/b/mine"));
    try (var entries = Files.list(outside)) {
      assertEquals(1, entries.count());
    }
  }

  @Test
  void aFolderThatWasExchangedIsFoundAgain() throws IOException {
    tree.makeFolders("a");
    write("a/one");
    Files.delete(root.resolve("a/one"));
    Files.delete(root.resolve("a"));
    assertThrows(NoSuchFileException.class, () -> write("a/two"));
    Files.createDirectory(root.resolve("a"));
    write("a/two");
    assertTrue(Files.exists(root.resolve("a/two")));
  }

  @Test
  void moreFoldersThanAreKeptOpen() throws IOException {
    for (int i = 0; i < 3 * OpenFolders.OPEN_MAX; i++) {
      tree.makeFolders("many/" + i);
      write("many/" + i + "/file");
    }
    for (int i = 0; i < 3 * OpenFolders.OPEN_MAX; i++) {
      tree.move("many/" + i + "/file", "moved-" + i);
      tree.forceFolder("many/" + i);
    }
    assertEquals(List.of(), tree.list("many/0"));
  }

  @Test
  void aRootThatIsALinkIsFollowed() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), root);
    try (Tree through = new Tree(link)) {
      through.makeFolders("a");
    }
    assertTrue(Files.isDirectory(root.resolve("a")));
  }

  /// As deep as a manifest may be. Each level asked again by the one below it would never end.
  @Test
  void foldersInFoldersThatAreNotThere() throws IOException {
    String deep = "d/".repeat(88) + "d";
    assertEquals(new Sighting.Nothing(), tree.look(deep + "/file"));
    assertThrows(NoSuchFileException.class, () -> write(deep + "/file"));
    assertEquals(89, tree.makeFolders(deep).size());
    write(deep + "/file");
    assertInstanceOf(Sighting.RegularFile.class, tree.look(deep + "/file"));
  }

  private void write(String path) throws IOException {
    try (FileChannel file = tree.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      file.write(ByteBuffer.wrap(new byte[] {1}));
    }
  }
}
