package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A large manifest says the same whether its bytes are in memory or in a file.
final class KeptManifestTest {
  /// With 120 bytes each and more these are above 16 MiB.
  private static final int FILES = 150_000;

  private static final int PIECE_LENGTH = PieceLength.AUTO_MIN;

  private static byte[] torrent = {};

  @TempDir Path folder;

  @BeforeAll
  static void write() {
    var random = new Random(2);
    var writer = new ManifestWriter("large", PIECE_LENGTH);
    var attributes =
        new Attributes.Kept(
            0644, Instant.ofEpochSecond(1_700_000_000, 123_456_789), Attributes.Owner.UNKNOWN);
    writer.add(new ManifestWriter.Entry.Folder("", attributes));
    for (int file = 0; file < FILES; file++) {
      // Names of one, two, three and of four digits of length, and some files of several pieces.
      String name = "n".repeat(file % 1_000 == 0 ? 1_200 : file % 100 == 0 ? 150 : 1 + file % 20);
      String path = String.format("d%03d/%06d/%s", file / 1000, file, name);
      if (file % 5_000 == 1) {
        writer.add(new ManifestWriter.Entry.Link(path, "elsewhere", attributes));
        continue;
      }
      int pieces = file % 999 == 0 ? 5 : 1;
      byte[] hashes = new byte[pieces * Hash.BYTES];
      random.nextBytes(hashes);
      int length = (pieces - 1) * PIECE_LENGTH + 1 + random.nextInt(100_000);
      writer.add(new ManifestWriter.Entry.File(path, length, file % 3 == 0, attributes, hashes));
    }
    writer.add(new ManifestWriter.Entry.Folder("e", attributes));
    writer.add(new ManifestWriter.Entry.Unsettled("u/v"));
    torrent = writer.torrent();
  }

  private Path inFile() throws IOException {
    Path file = folder.resolve("manifest");
    Files.write(file, torrent);
    return file;
  }

  @Test
  void saysTheSame() throws Exception {
    Manifest inMemory = Manifest.parse(torrent);
    Path file = inFile();
    Manifest kept = Manifest.read(file);
    Files.delete(file); // it may lose its name
    assertSame(inMemory, kept, 11, 0);
    assertEquals(inMemory.folders(), kept.folders());
    assertEquals(inMemory.unsettled(), kept.unsettled());
    assertTrue(kept.isUnsettled("u/v/w"));
    assertEquals(inMemory.bytes(), kept.bytes());
    assertEquals(inMemory.infoBytes(), kept.infoBytes());
    var written = new ByteArrayOutputStream();
    kept.writeTo(Channels.newChannel(written));
    assertArrayEquals(torrent, written.toByteArray());
  }

  /// Every so many files, of both.
  private static void assertSame(Manifest inMemory, Manifest kept, int step, int first) {
    for (int file = first; file < FILES; file += step) {
      FileEntry entry = kept.file(file);
      assertEquals(inMemory.file(file), entry);
      assertEquals(file, kept.indexOf(entry.path()));
      assertTrue(kept.hasEntry(file, inMemory, file) && inMemory.hasEntry(file, kept, file));
      if (entry.length() > 0) assertEquals(inMemory.piecesRoot(file), kept.piecesRoot(file));
      assertArrayEquals(inMemory.pieces().hashes(file), kept.pieces().hashes(file));
      for (int i = 0; i < entry.pieceCount(); i++) {
        Hash hash = inMemory.pieces().hash(entry.firstPiece() + i);
        assertTrue(kept.pieces().hashMatches(entry.firstPiece() + i, hash));
      }
    }
  }

  @Test
  void manyMayReadWhileItMoves() throws Exception {
    Manifest inMemory = Manifest.parse(torrent);
    Manifest moving = Manifest.parse(torrent.clone());
    Path file = inFile();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int first = i;
        readers.add(threads.submit(() -> assertSame(inMemory, moving, 37, first)));
      }
      moving.keptIn(file, 0);
      for (Future<?> reader : readers) reader.get();
    }
  }

  @Test
  void isFoundAnywhereInItsFile() throws Exception {
    Path file = folder.resolve("with a header");
    Files.write(file, new byte[12_345]);
    Files.write(file, torrent, StandardOpenOption.APPEND);
    Files.write(file, new byte[100], StandardOpenOption.APPEND);
    Manifest kept = Manifest.parse(torrent.clone());
    kept.keptIn(file, 12_345);
    assertSame(Manifest.parse(torrent), kept, 400, 50);
    spoil(file, 12_345);
    assertThrows(
        UncheckedIOException.class, () -> kept.read(0, ByteBuffer.allocate(torrent.length)));
  }

  @Test
  void aFileWithOtherBytesIsNotItsOwn() throws Exception {
    Path file = inFile();
    spoil(file, torrent.length / 2);
    Manifest manifest = Manifest.parse(torrent.clone());
    manifest.keptIn(file, 0);
    Path shorter = Files.write(folder.resolve("shorter"), new byte[10]);
    manifest.keptIn(shorter, 0);
    manifest.keptIn(folder.resolve("not there"), 0);
    assertEquals(Manifest.parse(torrent).bytes(), manifest.bytes());
  }

  @Test
  void aFileThatIsSpoiledLaterIsNotBelieved() throws Exception {
    Path file = inFile();
    Manifest kept = Manifest.read(file);
    int at = torrent.length - torrent.length / 4;
    spoil(file, at);
    var error =
        assertThrows(UncheckedIOException.class, () -> kept.read(at, ByteBuffer.allocate(1)));
    assertTrue(String.valueOf(error.getMessage()).contains("changed"), error.toString());
  }

  private static void spoil(Path file, int at) throws IOException {
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(at).write(ByteBuffer.wrap(new byte[] {'#'}));
    }
  }
}
