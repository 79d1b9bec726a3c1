package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which pieces are equal, which are zeros, how wide their trees are.
final class PieceGeometryTest {
  private static final int PIECE_LENGTH = 32 << 10;

  @Test
  void equalPiecesHaveOneOriginal() throws InvalidManifestException {
    // One character a piece: equal letters are equal content, 0 is zeros.
    PieceGeometry pieces = pieces("ABA", "B", "00C", "A");
    assertEquals("ABABxxCA", draw(pieces, 8));
    assertArrayEquals(new int[] {2, 7}, pieces.copies(0));
    assertArrayEquals(new int[] {3}, pieces.copies(1));
    assertArrayEquals(new int[] {5}, pieces.copies(4));
    assertArrayEquals(new int[0], pieces.copies(6));
    assertThrows(IllegalArgumentException.class, () -> pieces.copies(2));
  }

  @Test
  void aTreeIsAsWideAsItsFileNeeds() throws InvalidManifestException {
    PieceGeometry pieces = manifest(1, 16_384, 16_385, PIECE_LENGTH, PIECE_LENGTH + 1).pieces();
    assertEquals(1, pieces.leafWidth(0));
    assertEquals(1, pieces.leafWidth(1));
    assertEquals(2, pieces.leafWidth(2));
    assertEquals(2, pieces.leafWidth(3));
    assertEquals(2, pieces.leafWidth(4));
    assertEquals(2, pieces.leafWidth(5));
    assertEquals(1, pieces.length(5));
  }

  @Test
  void aSmallFileThatForgesTheHashOfATailIsNotItsCopy() throws InvalidManifestException {
    // The tail's tree has two leaves, its 64 bytes and padding: its hash is H(H(tail) ‖ 0³²). A
    // file of just those 64 bytes that are
    // hashed there has one leaf, and so the same hash, the same length and other content.
    byte[] large = new byte[PIECE_LENGTH + 64];
    new Random(1).nextBytes(large);
    byte[] tail = Arrays.copyOfRange(large, PIECE_LENGTH, large.length);
    byte[] forged = Arrays.copyOf(Hash.sha256(tail).bytes(), 64);
    PieceGeometry pieces =
        new ManifestWriter("r", PIECE_LENGTH)
            .file("a", large.length, Torrents.pieceHashes(large, PIECE_LENGTH))
            .file("b", forged.length, Torrents.pieceHashes(forged, PIECE_LENGTH))
            .manifest()
            .pieces();
    assertEquals(pieces.hash(1), pieces.hash(2));
    assertEquals(pieces.length(1), pieces.length(2));
    assertNotEquals(pieces.leafWidth(1), pieces.leafWidth(2));
    assertEquals(2, pieces.original(2));
  }

  @Test
  void oneHashWithTwoLengthsIsTwoContents() throws InvalidManifestException {
    byte[] hash = new byte[Hash.BYTES];
    hash[0] = 1;
    PieceGeometry pieces =
        new ManifestWriter("r", PIECE_LENGTH)
            .file("a", 64, hash)
            .file("b", 65, hash)
            .file("c", 64, hash)
            .manifest()
            .pieces();
    assertEquals(1, pieces.original(1));
    assertEquals(0, pieces.original(2));
  }

  @ParameterizedTest(name = "{0} zeros")
  @ValueSource(
      ints = {
        1, 2, 63, 64, 1023, 1024, 1025, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 49_151,
        49_152, 65_536, 65_537, 98_304, 100_000
      })
  void zerosAreKnownByTheirHash(int length) throws InvalidManifestException {
    byte[] content = new byte[length];
    PieceGeometry zeros = pieces(content);
    for (int piece = 0; piece < zeros.count(); piece++) assertTrue(zeros.isZero(piece));
    content[length - 1] = 1;
    PieceGeometry others = pieces(content);
    int last = others.count() - 1;
    for (int piece = 0; piece < last; piece++) assertTrue(others.isZero(piece));
    assertFalse(others.isZero(last));
    assertEquals(last, others.original(last));
  }

  private static PieceGeometry pieces(byte[] content) throws InvalidManifestException {
    return new ManifestWriter("r", PIECE_LENGTH)
        .file("a", content.length, Torrents.pieceHashes(content, PIECE_LENGTH))
        .manifest()
        .pieces();
  }

  private static PieceGeometry pieces(String... files) throws InvalidManifestException {
    var writer = new ManifestWriter("r", PIECE_LENGTH);
    for (int file = 0; file < files.length; file++) {
      byte[] content = new byte[files[file].length() * PIECE_LENGTH];
      for (int piece = 0; piece < files[file].length(); piece++) {
        byte letter = (byte) (files[file].charAt(piece) - '0');
        Arrays.fill(content, piece * PIECE_LENGTH, (piece + 1) * PIECE_LENGTH, letter);
      }
      writer.file("f" + file, content.length, Torrents.pieceHashes(content, PIECE_LENGTH));
    }
    return writer.manifest().pieces();
  }

  /// Each original a letter of its place, each copy its original's, zeros x.
  private static String draw(PieceGeometry pieces, int count) {
    var drawing = new StringBuilder();
    String letters = "AB??xxC?";
    for (int piece = 0; piece < count; piece++) {
      drawing.append(pieces.isZero(piece) ? 'x' : letters.charAt(pieces.original(piece)));
    }
    return drawing.toString();
  }

  private static Manifest manifest(long... lengths) throws InvalidManifestException {
    var random = new Random(1);
    var writer = new ManifestWriter("r", PIECE_LENGTH);
    for (int file = 0; file < lengths.length; file++) {
      byte[] hashes = Torrents.inventedHashes(random, lengths[file], PIECE_LENGTH);
      writer.file("f" + file, lengths[file], hashes);
    }
    return writer.manifest();
  }
}
