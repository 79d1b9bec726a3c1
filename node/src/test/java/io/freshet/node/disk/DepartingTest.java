package io.freshet.node.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.freshet.content.Fingerprint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DepartingTest {
  private static final long LARGE = 64L << 20;

  @TempDir Path temp;
  private Tree tree;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    tree = new Tree(temp);
    file = temp.resolve("file");
    Set<String> local = Set.of("btrfs", "ext4", "tmpfs", "xfs", "zfs");
    assumeTrue(local.contains(Files.getFileStore(temp).type()), "elsewhere nothing is held");
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  private Departing departing(String name) {
    return Departing.at(tree, name, () -> tree.look(name));
  }

  @Test
  void aLargeFileIsHeldWhileItsNameGoes() throws Exception {
    fill(LARGE);
    try (var _ = departing("file")) {
      tree.deleteFile("file");
      assertEquals(1, OpenFiles.times(file + " (deleted)"));
    }
    Departing.await();
    assertEquals(0, OpenFiles.times(file + " (deleted)"));
  }

  @Test
  void whatIsSmallOrNoFileIsNotHeld() throws Exception {
    fill(LARGE - 1);
    Files.createDirectory(temp.resolve("folder"));
    Files.createSymbolicLink(temp.resolve("link"), file);
    for (String name : List.of("file", "folder", "link", "nothing", "file/below")) {
      try (var _ = departing(name)) {
        assertEquals(0, OpenFiles.times(file.toString()), name);
      }
    }
  }

  /// The folder may be one that its owner must unlock first, which is not for us.
  @Test
  void whatMayNotBeLookedAtIsLeftToWhoTakesItsName() {
    String tooLong = "n".repeat(300);
    assertThrows(FileSystemException.class, () -> tree.look(tooLong));
    assertDoesNotThrow(() -> departing(tooLong).close());
  }

  /// Else [Departing#await] would wait for ever for the places of those.
  @Test
  void whatMayNotBeReadTakesNoPlace() throws Exception {
    fill(LARGE);
    Files.setPosixFilePermissions(file, Set.of());
    for (int i = 0; i < 20; i++) departing("file").close();
    Departing.await();
  }

  @Test
  void aDiskThatReplacesAndDeletesLeavesNothingOpen() throws Exception {
    try (var disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      fill(LARGE);
      disk.read("file", ByteBuffer.allocate(1), 0);
      Files.writeString(temp.resolve("new"), "new");
      disk.rename("new", "file");
      Departing.await();
      assertEquals(0, OpenFiles.times(file + " (deleted)"), "replaced");
      disk.create("written");
      disk.rename("written", "file");
      disk.delete("file");
      assertEquals(0, OpenFiles.times(file + " (deleted)"), "written under another name");
      fill(LARGE);
      disk.read("file", ByteBuffer.allocate(1), 0);
      disk.delete("file");
      Departing.await();
      assertEquals(0, OpenFiles.times(file + " (deleted)"), "deleted");
    }
  }

  /// Who has no more threads says so by this error. Else [Departing#await] would wait for ever.
  @Test
  void withoutAThreadItIsGivenBackAtOnce() throws Exception {
    fill(LARGE);
    departing("file")
        .leave(
            _ -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    assertEquals(0, OpenFiles.times(file.toString()));
    Departing.await();
  }

  @Test
  void whoFindsTooLittleRoomLooksAgainWhenAllIsGivenBack() throws Exception {
    fill(LARGE);
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "a", new byte[] {1});
    var hasRoom = new AtomicBoolean();
    var keepingFree =
        new Standing() {
          @Override
          public boolean mayReplace(String path, Fingerprint now) {
            return false;
          }

          @Override
          public long bytesKeptFree() {
            return hasRoom.get() ? 0 : Long.MAX_VALUE;
          }
        };
    var opening =
        DestinationOpening.of(
                TestRelease.scan(source).manifest(), temp.resolve("dest") + "/", new Watcher())
            .standing(keepingFree);
    var opened = new FutureTask<>(opening::open);
    try (var _ = departing("file")) {
      Thread opener = Thread.ofPlatform().start(opened);
      while (opener.isAlive() && !isWaiting(opener)) Thread.onSpinWait();
      hasRoom.set(true);
    }
    opened.get().close();
  }

  private static boolean isWaiting(Thread opener) {
    return Arrays.stream(opener.getStackTrace())
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .anyMatch((Departing.class.getName() + ".await")::equals);
  }

  /// A release of many large files must not use up what a process may have open.
  @Test
  void noMoreAreHeldThanAFew() throws Exception {
    fill(LARGE);
    List<Departing> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) all.add(departing("file"));
    assertEquals(16, OpenFiles.times(file.toString()));
    for (Departing one : all) one.close();
    Departing.await();
    assertEquals(0, OpenFiles.times(file.toString()));
  }

  /// All of it but the last byte is a hole.
  private void fill(long bytes) throws IOException {
    try (var channel =
        Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.position(bytes - 1).write(UTF_8.encode("x"));
    }
  }
}
