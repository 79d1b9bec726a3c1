package io.freshet.content.scan;

import io.freshet.content.Hash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/// An [EarlierScan] on disk, from one run of a program to the next (`docs/mirror.md`).
///
/// It is written whole, synced and renamed, and ends with the SHA-256 of all before: what a crash
/// leaves behind is the old file or the new one, and what a disk has spoiled is not believed.
public final class EarlierScanFile {
  private static final byte[] MAGIC = "FRESHETS".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = MAGIC.length + 3 * Integer.BYTES + Long.BYTES;
  private static final int COLUMNS = 6;
  private static final int BUFFER_BYTES = 256 << 10;

  private EarlierScanFile() {}

  /// What was written here; empty where nothing was, or nothing that can be believed: then all is
  /// read again.
  public static Optional<EarlierScan> read(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Optional<EarlierScan> scan = new Reading(channel).scan();
      if (scan.isPresent()) scan.get().manifest().keptIn(file, HEADER_BYTES);
      return scan;
    } catch (NoSuchFileException | EOFException | InvalidManifestException e) {
      return Optional.empty();
    }
  }

  /// Takes the place of what was written here before.
  public static void write(Path file, EarlierScan scan) throws IOException {
    Path arriving = file.resolveSibling(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            arriving,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      new Writing(channel).scan(scan);
      channel.force(true);
    }
    Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static final class Writing {
    private final FileChannel channel;
    private final MessageDigest digest = Hash.newDigest();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    Writing(FileChannel channel) {
      this.channel = channel;
    }

    void scan(EarlierScan scan) throws IOException {
      Manifest manifest = scan.manifest();
      buffer.put(MAGIC).putInt(VERSION).putInt(manifest.torrentBytes());
      buffer.putInt(scan.fingerprints().count()).putLong(scan.device());
      flush();
      for (int at = 0; at < manifest.torrentBytes(); flush()) {
        manifest.read(at, buffer);
        at += buffer.position();
      }
      for (long[] column : scan.fingerprints().columns()) {
        for (long value : column) {
          if (buffer.remaining() < Long.BYTES) flush();
          buffer.putLong(value);
        }
      }
      flush();
      ByteBuffer sum = ByteBuffer.wrap(digest.digest());
      while (sum.hasRemaining()) channel.write(sum);
    }

    private void flush() throws IOException {
      digest.update(buffer.flip().duplicate());
      while (buffer.hasRemaining()) channel.write(buffer);
      buffer.clear();
    }
  }

  private static final class Reading {
    private final FileChannel channel;
    private final MessageDigest digest = Hash.newDigest();

    Reading(FileChannel channel) {
      this.channel = channel;
    }

    Optional<EarlierScan> scan() throws IOException, InvalidManifestException {
      ByteBuffer header = next(HEADER_BYTES);
      byte[] magic = new byte[MAGIC.length];
      header.get(magic);
      int version = header.getInt();
      int torrentBytes = header.getInt();
      int files = header.getInt();
      long device = header.getLong();
      // Sizes are compared with the file's before memory is spent on them.
      long columnBytes = (long) COLUMNS * Long.BYTES * files;
      if (!MessageDigest.isEqual(magic, MAGIC)
          || version != VERSION
          || torrentBytes < 0
          || files < 0
          || channel.size() != HEADER_BYTES + torrentBytes + columnBytes + Hash.BYTES) {
        return Optional.empty();
      }
      byte[] torrent = new byte[torrentBytes];
      for (int read = 0; read < torrentBytes; ) {
        int portion = Math.min(torrentBytes - read, BUFFER_BYTES);
        next(portion).get(torrent, read, portion);
        read += portion;
      }
      var fingerprints = new Fingerprints(files);
      for (long[] column : fingerprints.columns()) fill(column);
      byte[] sum = digest.digest();
      if (!MessageDigest.isEqual(sum, next(Hash.BYTES).array())) return Optional.empty();
      Manifest manifest = Manifest.parse(torrent);
      if (manifest.fileCount() != files) return Optional.empty();
      return Optional.of(new EarlierScan(manifest, fingerprints, device));
    }

    private void fill(long[] column) throws IOException {
      int filled = 0;
      while (filled < column.length) {
        int count = Math.min(column.length - filled, BUFFER_BYTES / Long.BYTES);
        next(count * Long.BYTES).asLongBuffer().get(column, filled, count);
        filled += count;
      }
    }

    private ByteBuffer next(int bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) throw new EOFException();
      }
      digest.update(buffer.array());
      return buffer.flip();
    }
  }
}
