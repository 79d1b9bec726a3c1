package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Slots that slow readers lend to others.
final class UploadSlotsTest {
  private final UploadSlots slots = new UploadSlots(1);
  private final List<Integer> cut = new ArrayList<>();

  private UploadSlots.Slot taken() throws InterruptedException {
    return slots.take().orElseThrow();
  }

  @Test
  void aSlotIsLentOnceAndNotGivenBackTwice() throws Exception {
    UploadSlots.Slot slow = taken();
    slow.lend(() -> cut.add(1));
    slow.lend(() -> cut.add(1));
    UploadSlots.Slot other = taken();
    slow.close();
    assertTrue(slots.take().isEmpty(), "there is one slot, and it is taken");
    other.close();
    taken().close();
    other.lend(() -> cut.add(2));
    UploadSlots.Slot last = taken();
    assertTrue(slots.take().isEmpty(), "what is closed lends nothing");
    last.close();
    assertEquals(List.of(), cut);
  }

  @Test
  void theSlowestGivesWayToTheNextOne() throws Exception {
    List<UploadSlots.Slot> slow = new ArrayList<>();
    for (int i = 0; i < UploadSlots.LENT_MAX + 2; i++) {
      int number = i;
      slow.add(taken());
      slow.getLast().lend(() -> cut.add(number));
    }
    assertEquals(List.of(0, 1), cut);
    slow.forEach(UploadSlots.Slot::close);
    for (int i = 0; i < UploadSlots.LENT_MAX; i++) taken().lend(() -> cut.add(-1));
    assertEquals(List.of(0, 1), cut, "those that are closed count no more");
  }
}
