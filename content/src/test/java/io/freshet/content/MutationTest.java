package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.ManifestWriter.Entry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Torrents with random damage: each is a manifest or refused, at a price that its size explains.
final class MutationTest {
  /// What parsing may allocate besides 100 times the bytes: the reader's and the zero hashes' fixed
  /// parts.
  private static final long ALLOCATED_MAX = 4 << 20;

  private static final int MUTANTS = 400;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 25);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDamagedTorrentIsReadOrRefused(long seed) {
    var random = new Random(seed);
    byte[] torrent = torrent(random);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutate(torrent, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        readAll(Manifest.parse(mutant));
      } catch (InvalidManifestException e) {
        assertTrue(!e.why().isEmpty());
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(
          allocated < ALLOCATED_MAX + 100L * mutant.length,
          () -> mutant.length + " bytes cost " + allocated);
    }
  }

  /// What is accepted must be readable to the last entry.
  private static void readAll(Manifest manifest) {
    for (int file = 0; file < manifest.fileCount(); file++) manifest.file(file);
    for (int folder = 0; folder < manifest.folders().size(); folder++)
      manifest.folders().get(folder);
    for (String path : manifest.unsettled()) assertTrue(manifest.isUnsettled(path));
    for (int extent = 0; extent < manifest.extents().count(); extent++) {
      assertTrue(manifest.extents().pieces(extent).length > 0);
    }
  }

  private static byte[] mutate(byte[] torrent, Random random) {
    byte[] mutant = torrent.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] = (byte) random.nextInt(256);
        case 1 -> mutant[at] = (byte) "0123456789dlie:-".charAt(random.nextInt(16));
        case 2 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 3 -> mutant = Arrays.copyOf(mutant, at + 1);
        case 4 -> mutant = spliced(mutant, at, torrent, random);
        default -> mutant = digits(mutant, at, random);
      }
    }
    return mutant;
  }

  /// A part of the torrent, once more in another place.
  private static byte[] spliced(byte[] mutant, int at, byte[] torrent, Random random) {
    int from = random.nextInt(torrent.length);
    int length = random.nextInt(Math.min(64, torrent.length - from));
    byte[] longer = Arrays.copyOf(mutant, mutant.length + length);
    System.arraycopy(torrent, from, longer, at, length);
    System.arraycopy(mutant, at, longer, at + length, mutant.length - at);
    return longer;
  }

  /// The next digit from here on becomes a number of any size.
  private static byte[] digits(byte[] mutant, int at, Random random) {
    int digit = at;
    while (digit < mutant.length && (mutant[digit] < '0' || mutant[digit] > '9')) digit++;
    if (digit == mutant.length) return mutant;
    byte[] number =
        Long.toString(random.nextLong() >>> random.nextInt(64)).getBytes(StandardCharsets.US_ASCII);
    byte[] longer = Arrays.copyOf(mutant, mutant.length + number.length - 1);
    System.arraycopy(number, 0, longer, digit, number.length);
    System.arraycopy(mutant, digit + 1, longer, digit + number.length, mutant.length - digit - 1);
    return longer;
  }

  private static byte[] torrent(Random random) {
    var writer = new ManifestWriter("release", Torrents.PIECE_LENGTH);
    Attributes attributes =
        random.nextBoolean()
            ? Attributes.NONE
            : new Attributes.Kept(
                0755,
                Instant.ofEpochSecond(1_000_000_000, 5),
                new Attributes.Owner.Known(1, 2, "u", "g"));
    int files = 1 + random.nextInt(12);
    for (int file = 0; file < files; file++) {
      long length = (long) random.nextInt(4) * (1 + random.nextInt(200_000));
      byte[] hashes = Torrents.inventedHashes(random, length, Torrents.PIECE_LENGTH);
      String path = String.format("d%d/f%02d", file / 5, file);
      writer.add(new Entry.File(path, length, random.nextBoolean(), attributes, hashes));
    }
    writer.add(new Entry.Link("z", "d0/f00", attributes));
    writer.add(new Entry.Folder("", attributes)).add(new Entry.Folder("empty", attributes));
    return writer.torrent();
  }
}
