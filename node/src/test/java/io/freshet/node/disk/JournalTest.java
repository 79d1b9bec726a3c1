package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a journal says after it was torn, damaged or exchanged: never more than was written.
final class JournalTest {
  private static final Fingerprint PRINT = new Fingerprint(5, 6, 7, 8);

  @TempDir Path temp;
  private Manifest manifest;
  private Tree tree;

  @BeforeEach
  void release() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "a", TestRelease.noise(1, 20 * TestRelease.PIECE));
    TestRelease.write(source, "b", TestRelease.noise(2, 5));
    manifest = TestRelease.scan(source).manifest();
    tree = new Tree(Files.createDirectory(temp.resolve("notes")));
  }

  private Claims replay() throws IOException {
    Claims claims = new Claims(manifest);
    Journal.open(tree, "journal", manifest, claims).close();
    return claims;
  }

  private void write() throws IOException {
    try (Journal journal = Journal.open(tree, "journal", manifest, new Claims(manifest))) {
      journal.staged(0, 99);
      journal.verified(3, 10);
      journal.placed(new int[] {0, 1, 2, 7, 9, 10});
      journal.finishing(1, PRINT);
      journal.standing(0, PRINT);
    }
  }

  @Test
  void whatWasSaidIsReadBack() throws IOException {
    write();
    Claims claims = replay();
    assertEquals(BitSet.valueOf(new long[] {0b110_1000_0111}), claims.placed);
    assertEquals(BitSet.valueOf(new long[] {0b1000}), claims.verified);
    assertTrue(claims.isStaged(0, 99));
    assertFalse(claims.isStaged(0, 98));
    assertTrue(claims.isFinishing(1, PRINT));
    assertTrue(claims.isFinishing(1, new Fingerprint(5, 6, 1000, 8)), "a rename changes ctime");
    assertFalse(claims.isFinishing(1, new Fingerprint(5, 1000, 7, 8)));
    assertTrue(claims.isStanding(0, PRINT));
    assertFalse(claims.isStanding(0, new Fingerprint(5, 6, 1000, 8)));
  }

  /// The format of docs/disk.md.
  @Test
  void theBytesAreAsDocumented() throws IOException {
    try (Journal journal = Journal.open(tree, "journal", manifest, new Claims(manifest))) {
      journal.placed(new int[] {2, 3, 4});
    }
    String hex = HexFormat.of().formatHex(Files.readAllBytes(temp.resolve("notes/journal")));
    assertTrue(hex.startsWith("4652455348455431" + "00000001" + manifest.infoHash().hex()), hex);
    assertEquals("00000008" + "03" + "00000002" + "00000003", hex.substring(96, 96 + 26));
    assertEquals(2 * (Journal.HEADER_BYTES + 8 + Journal.RECORD_OVERHEAD), hex.length());
  }

  @Test
  void aStagedFileThatIsNewHasNothing() throws IOException {
    write();
    try (Journal journal = Journal.open(tree, "journal", manifest, new Claims(manifest))) {
      // The kernel gave the new file the inode of the old one.
      journal.staged(0, 99);
      journal.placed(new int[] {4});
    }
    assertEquals(BitSet.valueOf(new long[] {0b1_0000}), replay().placed);
  }

  @Test
  void cutAnywhereItSaysAPrefixOfWhatWasSaid() throws IOException {
    write();
    Path file = temp.resolve("notes/journal");
    byte[] whole = Files.readAllBytes(file);
    BitSet all = replay().placed;
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      Claims claims = replay();
      claims.placed.andNot(all);
      assertTrue(claims.placed.isEmpty(), "cut at " + length);
      // It goes on from there.
      try (Journal journal = Journal.open(tree, "journal", manifest, new Claims(manifest))) {
        journal.placed(new int[] {15});
      }
      assertTrue(replay().placed.get(15), "cut at " + length);
    }
  }

  @Test
  void damagedAnywhereItNeverSaysMore() throws IOException {
    write();
    Path file = temp.resolve("notes/journal");
    byte[] whole = Files.readAllBytes(file);
    BitSet all = replay().placed;
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(file, damaged);
      Claims claims = replay();
      claims.placed.andNot(all);
      assertTrue(claims.placed.isEmpty(), "byte " + at);
    }
  }

  @Test
  void noiseIsNoJournal() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      byte[] noise = new byte[new Random(seed).nextInt(500)];
      new Random(~seed).nextBytes(noise);
      Files.write(temp.resolve("notes/journal"), noise);
      assertTrue(replay().placed.isEmpty(), "seed " + seed);
    }
  }

  @Test
  void theJournalOfAnotherReleaseSaysNothing() throws Exception {
    write();
    Path other = TestRelease.write(temp.resolve("other"), "x", TestRelease.noise(9, 400_000));
    Claims claims = new Claims(TestRelease.scan(other).manifest());
    Journal.open(tree, "journal", TestRelease.scan(other).manifest(), claims).close();
    assertTrue(claims.placed.isEmpty());
  }

  @Test
  void manyRunsTakeSeveralRecords() throws Exception {
    Path large =
        TestRelease.write(
            temp.resolve("large"), "x", TestRelease.noise(9, 10_001 * TestRelease.PIECE));
    Manifest release = TestRelease.scan(large).manifest();
    int[] odd = new int[5000];
    for (int i = 0; i < odd.length; i++) odd[i] = 2 * i + 1;
    try (Journal journal = Journal.open(tree, "many", release, new Claims(release))) {
      journal.placed(odd);
    }
    Claims claims = new Claims(release);
    Journal.open(tree, "many", release, claims).close();
    assertEquals(5000, claims.placed.cardinality());
    assertEquals(9999, claims.placed.length() - 1);
  }
}
