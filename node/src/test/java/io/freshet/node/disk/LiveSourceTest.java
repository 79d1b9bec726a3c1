package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder of somebody's, served while they change it.
final class LiveSourceTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private Path source;
  private final List<String> withdrawn = new ArrayList<>();

  @BeforeEach
  void folder() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "a", TestRelease.noise(1, 20 * PIECE));
    TestRelease.write(source, "sub/b", TestRelease.noise(2, 20 * PIECE));
  }

  private LiveSource open(TestRelease release) throws IOException {
    return LiveSource.open(
        release.manifest(),
        release.source(),
        release.fingerprints(),
        new LiveSource.Listener() {
          @Override
          public void withdrawn(Path path, int[] extents) {
            withdrawn.add(path.getFileName() + " " + Arrays.toString(extents));
          }

          @Override
          public void rotten(Path path, long offset, int[] extents) {
            withdrawn.add(path.getFileName() + " at " + offset + " " + Arrays.toString(extents));
          }
        });
  }

  private static byte[] read(LiveSource source, int piece) throws IOException {
    try (var reading = source.read(piece).orElseThrow()) {
      ByteBuffer bytes = ByteBuffer.allocate(reading.remaining());
      while (reading.remaining() > 0) reading.fill(bytes);
      assertTrue(reading.intact());
      return bytes.array();
    }
  }

  @Test
  void everyPieceCanBeRead() throws Exception {
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = open(release)) {
      assertTrue(live.haves().snapshot().isAll());
      for (int piece = 0; piece < 40; piece++) {
        assertArrayEquals(release.piece(piece), read(live, piece));
      }
    }
  }

  @Test
  void aSingleFileAlsoThroughALinkToIt() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("link"), source.resolve("a"));
    TestRelease release = TestRelease.scan(link);
    try (LiveSource live = open(release)) {
      assertArrayEquals(Arrays.copyOf(TestRelease.noise(1, 20 * PIECE), PIECE), read(live, 0));
    }
  }

  @Test
  void whatChangedIsWithdrawnOnceAndNamed() throws Exception {
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = open(release)) {
      read(live, 0);
      Files.write(source.resolve("a"), new byte[] {1}, StandardOpenOption.WRITE);
      assertTrue(live.read(0).isEmpty());
      assertTrue(live.read(3).isEmpty());
      assertFalse(live.holds(19));
      assertTrue(live.holds(20));
      // 16 pieces of 16 KiB are an extent: the second one has pieces of both files.
      assertEquals(List.of("a [0, 1]"), withdrawn);
      assertEquals(1, live.haves().snapshot().cardinality());
      assertArrayEquals(release.piece(20), read(live, 20));
    }
  }

  @Test
  void everyWayToExchangeAFileIsNoticed() throws Exception {
    TestRelease release = TestRelease.scan(source);
    Path file = source.resolve("sub/b");
    List<Change> changes =
        List.of(
            () -> Files.delete(file),
            () -> {
              Path other = TestRelease.write(temp, "other", TestRelease.noise(2, 20 * PIECE));
              Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
              Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            },
            () -> {
              Files.move(file, temp.resolve("moved"));
              Files.createSymbolicLink(file, temp.resolve("moved"));
            },
            () -> {
              // Equal to the last byte and time, but behind a link: another inode.
              run("cp", "-a", source.resolve("sub").toString(), temp.toString());
              run("rm", "-r", source.resolve("sub").toString());
              Files.createSymbolicLink(source.resolve("sub"), temp.resolve("sub"));
            });
    for (int i = 0; i < changes.size(); i++) {
      Path copy = temp.resolve("copy-" + i);
      run("cp", "-a", source.toString(), copy.toString());
      TestRelease copied = TestRelease.scan(source);
      try (LiveSource live = open(copied)) {
        read(live, 25);
        changes.get(i).make();
        assertTrue(live.read(25).isEmpty(), "change " + i);
        assertTrue(live.read(0).isPresent(), "change " + i);
      }
      run("rm", "-rf", source.toString());
      run("mv", copy.toString(), source.toString());
      run("rm", "-rf", temp.resolve("sub").toString(), temp.resolve("moved").toString());
    }
    assertEquals(release.manifest().infoHash(), TestRelease.scan(source).manifest().infoHash());
  }

  private interface Change {
    void make() throws Exception;
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  @Test
  void aChangeDuringTheReadIsSeenAfterIt() throws Exception {
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = open(release);
        var reading = live.read(0).orElseThrow()) {
      reading.fill(ByteBuffer.allocate(100));
      try (FileChannel file = FileChannel.open(source.resolve("a"), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[] {1}), 19 * PIECE);
      }
      assertFalse(reading.intact());
    }
    assertEquals(1, withdrawn.size());
  }

  @Test
  void aFileThatShrinksUnderTheReaderEndsTheRead() throws Exception {
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = open(release);
        var reading = live.read(19).orElseThrow()) {
      try (FileChannel file = FileChannel.open(source.resolve("a"), StandardOpenOption.WRITE)) {
        file.truncate(5);
      }
      org.junit.jupiter.api.Assertions.assertThrows(
          EOFException.class, () -> reading.fill(ByteBuffer.allocate(PIECE)));
    }
  }
}
