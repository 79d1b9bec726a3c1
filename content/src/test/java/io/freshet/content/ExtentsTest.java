package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where extents are cut.
final class ExtentsTest {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  @Test
  void aLargeFilesPiecesAreExtents() throws InvalidManifestException {
    assertEquals("[0] [1] [2]", draw(manifest(MIB, 2 * MIB + 1)));
  }

  @Test
  void smallPiecesFillAnExtent() throws InvalidManifestException {
    assertEquals(
        "[0 1] [2 3] [4]",
        draw(manifest(256 * KIB, 100 * KIB, 156 * KIB, 1, 100 * KIB, 156 * KIB)));
  }

  @Test
  void theCutIsGreedyAndKeepsTheOrder() throws InvalidManifestException {
    assertEquals("[0] [1] [2 3]", draw(manifest(256 * KIB, 100 * KIB, 200 * KIB, 100 * KIB, 1)));
  }

  @Test
  void piecesUnder256KibAreJoined() throws InvalidManifestException {
    assertEquals(
        "[0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] [16]", draw(manifest(16 * KIB, 257 * KIB)));
  }

  @Test
  void copiesAndZerosDoNotTravel() throws InvalidManifestException {
    byte[] a = filled(1);
    byte[] b = filled(2);
    byte[] zeros = filled(0);
    Manifest manifest =
        new ManifestWriter("r", 256 * KIB)
            .file("1", 1000, Torrents.pieceHashes(a, 256 * KIB))
            .file("2", 1000, Torrents.pieceHashes(zeros, 256 * KIB))
            .file("3", 1000, Torrents.pieceHashes(a, 256 * KIB))
            .file("4", 1000, Torrents.pieceHashes(b, 256 * KIB))
            .manifest();
    assertEquals("[0 3]", draw(manifest));
    assertEquals(2000, manifest.extents().bytes(0));
    assertEquals(0, manifest.extents().extentOf(2));
    assertEquals(-1, manifest.extents().extentOf(1));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyTravellingPieceIsInOneExtent(long seed) throws InvalidManifestException {
    var random = new Random(seed);
    int pieceLength = (16 * KIB) << random.nextInt(11);
    long[] lengths =
        IntStream.range(0, 1 + random.nextInt(500))
            .mapToLong(i -> random.nextInt(3 * MIB))
            .toArray();
    Manifest manifest = manifest(pieceLength, lengths);
    Extents extents = manifest.extents();
    int next = 0;
    for (int extent = 0; extent < extents.count(); extent++) {
      long bytes = 0;
      for (int piece : extents.pieces(extent)) {
        assertEquals(next++, piece);
        assertEquals(extent, extents.extentOf(piece));
        bytes += manifest.pieces().length(piece);
      }
      assertEquals(bytes, extents.bytes(extent));
      int limit = Math.max(pieceLength, 256 * KIB);
      assertEquals(true, bytes <= limit);
      if (next < manifest.pieces().count()) {
        assertEquals(true, bytes + manifest.pieces().length(next) > limit, "cut too early");
      }
    }
    assertEquals(manifest.pieces().count(), next);
  }

  private static Manifest manifest(int pieceLength, long... lengths)
      throws InvalidManifestException {
    var random = new Random(lengths.length);
    var writer = new ManifestWriter("r", pieceLength);
    for (int file = 0; file < lengths.length; file++) {
      byte[] hashes = Torrents.inventedHashes(random, lengths[file], pieceLength);
      writer.file(String.format("%03d", file), lengths[file], hashes);
    }
    return writer.manifest();
  }

  private static byte[] filled(int value) {
    byte[] content = new byte[1000];
    Arrays.fill(content, (byte) value);
    return content;
  }

  private static String draw(Manifest manifest) {
    Extents extents = manifest.extents();
    return IntStream.range(0, extents.count())
        .mapToObj(
            extent ->
                Arrays.stream(extents.pieces(extent))
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" ", "[", "]")))
        .collect(Collectors.joining(" "));
  }
}
