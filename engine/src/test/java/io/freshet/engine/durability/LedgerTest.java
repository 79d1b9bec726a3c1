package io.freshet.engine.durability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// When a batch is due, and what it consists of.
final class LedgerTest {
  private static final int MIB = 1 << 20;

  private final Ledger ledger = new Ledger(Limits.STANDARD);

  @Test
  void nothingIsNeverDue() {
    assertEquals(Long.MAX_VALUE, ledger.nanosUntilDue(0));
    assertTrue(ledger.isEmpty());
  }

  @Test
  void aBatchIsDueTwoSecondsAfterItsFirstPiece() {
    ledger.placed(1, 0, MIB, 1_000);
    ledger.placed(2, 0, MIB, 900_000_000);
    assertEquals(2_000_000_000L - 500_000_000L, ledger.nanosUntilDue(500_001_000));
    assertTrue(ledger.nanosUntilDue(2_000_001_000L) <= 0);
  }

  @Test
  void aBatchIsDueAt256MiB() {
    for (int piece = 0; piece < 15; piece++) ledger.placed(piece, 0, 16 * MIB, 0);
    assertTrue(ledger.nanosUntilDue(0) > 0);
    ledger.placed(15, 0, 16 * MIB, 0);
    assertEquals(0, ledger.nanosUntilDue(0));
  }

  @Test
  void aBatchOfTinyPiecesIsDueByTheirNumber() {
    for (int piece = 0; piece < Limits.STANDARD.batchPieces(); piece++) {
      ledger.placed(piece, piece, 1, 0);
    }
    assertEquals(0, ledger.nanosUntilDue(0));
  }

  @Test
  void aBatchNamesPiecesFilesAndWhatIsComplete() {
    ledger.placed(7, 3, MIB, 0);
    ledger.placed(2, 1, MIB, 0);
    ledger.placed(3, 1, MIB, 0);
    ledger.filled(1, 0);
    Ledger.Batch batch = ledger.cut();
    assertArrayEquals(new int[] {2, 3, 7}, batch.places());
    assertArrayEquals(new int[] {3}, batch.partial());
    assertArrayEquals(new int[] {1}, batch.complete());
    assertTrue(ledger.isEmpty());
    assertEquals(Long.MAX_VALUE, ledger.nanosUntilDue(5));
  }

  @Test
  void anEmptyFileMakesABatchToo() {
    ledger.filled(4, 10);
    assertEquals(2_000_000_000L, ledger.nanosUntilDue(10));
    assertArrayEquals(new int[] {4}, ledger.cut().complete());
  }
}
