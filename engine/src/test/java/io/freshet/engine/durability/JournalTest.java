package io.freshet.engine.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Fingerprint;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a journal says after it was torn, damaged or exchanged: never more than was written.
final class JournalTest {
  private static final Fingerprint PRINT = new Fingerprint(5, 6, 7, 8);
  private static final long OWN_TOUCH_MAX = 900;

  private final TwoFiles shape = new TwoFiles(1);

  private static byte[] encoded(TwoFiles shape, JournalRecord... said) {
    var encoder = new JournalFormat.Encoder();
    encoder.header(shape.infoHash());
    for (JournalRecord one : said) encoder.append(one);
    return encoder.take().array();
  }

  private Claims replay(byte[] journal) {
    Claims claims = new Claims(shape, OWN_TOUCH_MAX);
    new JournalReader<>(new JournalOnly(journal), "journal", shape, claims).replay();
    return claims;
  }

  private byte[] written() {
    return encoded(
        shape,
        new JournalRecord.Staged(0, 99),
        new JournalRecord.Verified(new int[] {3}),
        new JournalRecord.Placed(new int[] {0, 1, 2, 7, 9, 10}),
        new JournalRecord.Finishing(1, PRINT));
  }

  @Test
  void whatWasSaidIsReadBack() {
    Claims claims = replay(written());
    assertEquals(BitSet.valueOf(new long[] {0b110_1000_0111}), claims.placed);
    assertEquals(BitSet.valueOf(new long[] {0b1000}), claims.verified);
    assertTrue(claims.isStaged(0, new Fingerprint(1, 1, 1, 99)));
    assertFalse(claims.isStaged(0, new Fingerprint(1, 1, 1, 98)), "another file");
    assertTrue(claims.isFinished(1, PRINT));
  }

  @Test
  void whoeverTouchesAFileAfterUsIsSeen() {
    Claims claims = replay(written());
    assertTrue(claims.isStaged(0, new Fingerprint(1, 1, OWN_TOUCH_MAX, 99)));
    assertFalse(claims.isStaged(0, new Fingerprint(1, 1, OWN_TOUCH_MAX + 1, 99)));
    assertTrue(claims.isStanding(1, new Fingerprint(5, 6, 800, 8)), "a rename changes ctime");
    assertFalse(claims.isStanding(1, new Fingerprint(5, 6, OWN_TOUCH_MAX + 1, 8)));
    assertFalse(claims.isStanding(1, new Fingerprint(5, 800, 7, 8)), "another mtime");
  }

  @Test
  void onceSeenUnderItsNameAFileMustLookTheSame() {
    Fingerprint renamed = new Fingerprint(5, 6, 20, 8);
    Claims claims =
        replay(
            encoded(
                shape,
                new JournalRecord.Finishing(1, PRINT),
                new JournalRecord.Standing(1, renamed)));
    assertTrue(claims.isStanding(1, renamed));
    assertTrue(claims.isStanding(1, PRINT), "a power cut takes the stamp of the rename back");
    assertFalse(claims.isStanding(1, new Fingerprint(5, 6, 19, 8)));
  }

  /// The format of docs/disk.md.
  @Test
  void theBytesAreAsDocumented() {
    byte[] journal =
        encoded(shape, new JournalRecord.Placed(new int[] {2, 3, 4}), new JournalRecord.Swapping());
    String hex = HexFormat.of().formatHex(journal);
    assertTrue(hex.startsWith("4652455348455431" + "00000002" + shape.infoHash().hex()), hex);
    assertEquals("00000008" + "03" + "00000002" + "00000003", hex.substring(96, 96 + 26));
    assertEquals("00000000" + "07", hex.substring(96 + 34, 96 + 44));
    assertEquals(
        JournalFormat.HEADER_BYTES + 8 + 2 * JournalFormat.RECORD_OVERHEAD, journal.length);
  }

  @Test
  void aStagedFileThatIsNewHasNothing() {
    // The kernel gave the new file the inode of the old one.
    byte[] journal =
        encoded(
            shape,
            new JournalRecord.Staged(0, 99),
            new JournalRecord.Placed(new int[] {0, 1}),
            new JournalRecord.Staged(0, 99),
            new JournalRecord.Placed(new int[] {4}));
    assertEquals(BitSet.valueOf(new long[] {0b1_0000}), replay(journal).placed);
  }

  @Test
  void aFileThatIsOpenedInPlaceIsNoLongerWhole() {
    byte[] journal =
        encoded(shape, new JournalRecord.Standing(1, PRINT), new JournalRecord.InPlace(1, 8));
    assertFalse(replay(journal).isStanding(1, PRINT));
    assertTrue(replay(journal).isInPlace(1, PRINT));
    assertFalse(replay(journal).isStaged(1, PRINT));
  }

  @Test
  void cutAnywhereItSaysAPrefixOfWhatWasSaid() {
    byte[] whole = written();
    BitSet all = replay(whole).placed;
    for (int length = 0; length < whole.length; length++) {
      Claims claims = replay(Arrays.copyOf(whole, length));
      claims.placed.andNot(all);
      assertTrue(claims.placed.isEmpty(), "cut at " + length);
      assertFalse(claims.isFinished(1, PRINT), "cut at " + length);
    }
  }

  @Test
  void damagedAnywhereItNeverSaysMore() {
    byte[] whole = written();
    BitSet all = replay(whole).placed;
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Claims claims = replay(damaged);
      claims.placed.andNot(all);
      assertTrue(claims.placed.isEmpty(), "byte " + at);
      assertFalse(claims.isFinished(1, PRINT), "byte " + at);
    }
  }

  @Test
  void noiseIsNoJournal() {
    for (long seed = 0; seed < 2_000; seed++) {
      byte[] noise = new byte[new Random(seed).nextInt(500)];
      new Random(~seed).nextBytes(noise);
      assertTrue(replay(noise).placed.isEmpty(), "seed " + seed);
    }
  }

  @Test
  void theJournalOfAnotherReleaseOrVersionSaysNothing() {
    byte[] other = encoded(new TwoFiles(2), new JournalRecord.Placed(new int[] {1}));
    assertTrue(replay(other).placed.isEmpty());
    byte[] older = written();
    older[11] = 1;
    assertTrue(replay(older).placed.isEmpty());
  }

  @Test
  void piecesThatTheReleaseDoesNotHaveEndTheReplay() {
    byte[] journal =
        encoded(
            shape,
            new JournalRecord.Placed(new int[] {1}),
            new JournalRecord.Placed(new int[] {20, 21}),
            new JournalRecord.Placed(new int[] {2}));
    assertEquals(BitSet.valueOf(new long[] {0b10}), replay(journal).placed);
  }

  @Test
  void manyRunsTakeSeveralRecords() {
    int[] odd = IntStream.range(0, 10_000).map(i -> 2 * i + 1).toArray();
    var encoder = new JournalFormat.Encoder();
    encoder.append(new JournalRecord.Placed(odd));
    assertEquals(8 * odd.length + 3 * JournalFormat.RECORD_OVERHEAD, encoder.take().remaining());
  }
}
