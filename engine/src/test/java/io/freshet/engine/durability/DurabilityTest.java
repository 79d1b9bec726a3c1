package io.freshet.engine.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Durability.Naming;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// In which order things are done: data, names, journal, final names.
final class DurabilityTest {
  private static final Fingerprint PRINT = new Fingerprint(5, 6, 7, 8);
  private static final long LATER = 3_000_000_000L;

  private final TwoFiles shape = new TwoFiles(1);
  private final StringBuilder said = new StringBuilder();

  private Durability machine(Naming naming, int... inPlace) {
    BitSet live = new BitSet();
    for (int file : inPlace) live.set(file);
    var start =
        new Durability.Start(
            shape,
            shape,
            new JournalTail(0),
            live,
            2,
            new Nests(shape, shape, file -> true),
            new TreeSet<>(List.of("notes")),
            new TreeMap<>());
    return new Durability(start, Limits.STANDARD, naming);
  }

  private static DiskEvent placed(int piece) {
    return new DiskEvent.Placed(piece, new int[] {piece});
  }

  /// Carries out everything, and writes down what that was.
  private String run(Durability machine, DiskEvent event) {
    said.setLength(0);
    Deque<DiskEffect> todo = new ArrayDeque<>(machine.apply(event, LATER));
    while (!todo.isEmpty()) {
      List<DiskEffect> more = carryOut(machine, todo.removeFirst());
      for (int i = more.size(); i-- > 0; ) todo.addFirst(more.get(i));
    }
    return said.toString().strip();
  }

  private List<DiskEffect> carryOut(Durability machine, DiskEffect effect) {
    return switch (effect) {
      case DiskEffect.Sync(int[] partial, int[] complete, var _, var found) -> {
        say("sync" + Arrays.toString(partial) + Arrays.toString(complete));
        yield machine.apply(
            new DiskEvent.Synced(Arrays.stream(complete).mapToObj(i -> PRINT).toList(), found), 0);
      }
      case DiskEffect.SyncFolders(List<String> folders) -> {
        say("folders" + folders);
        yield machine.apply(new DiskEvent.FoldersSynced(), 0);
      }
      case DiskEffect.WriteJournal(long offset, var bytes) -> {
        say("write@" + offset);
        yield machine.apply(new DiskEvent.JournalWritten(offset, bytes.remaining()), 0);
      }
      case DiskEffect.SyncJournal() -> {
        say("journal");
        yield machine.apply(new DiskEvent.JournalSynced(), 0);
      }
      case DiskEffect.Rename(int file) -> {
        say("rename" + file);
        yield machine.apply(new DiskEvent.Renamed(file, PRINT, List.of("")), 0);
      }
      case DiskEffect.RenameNest _, DiskEffect.SettledNest _ ->
          throw new IllegalStateException(effect + " of files that are staged alone");
      case DiskEffect.Conclude() -> {
        say("conclude");
        yield machine.apply(new DiskEvent.Concluded(List.of()), 0);
      }
      case DiskEffect.Confirmed(int[] pieces) -> say("confirmed" + Arrays.toString(pieces));
      case DiskEffect.Settled(int file, var print) -> say("settled" + file);
      case DiskEffect.DropStaging() -> say("drop");
      case DiskEffect.Completed() -> say("completed");
      case DiskEffect.Passed(var landmark) -> say(landmark.name());
    };
  }

  private List<DiskEffect> say(String words) {
    said.append(words).append(' ');
    return List.of();
  }

  @Test
  void dataThenNamesThenJournalThenTheClaim() {
    Durability machine = machine(Naming.EACH);
    machine.apply(new DiskEvent.Begun(0, 99), 0);
    machine.apply(placed(3), 0);
    assertEquals(
        "sync[0][] folders[notes, notes/staging] write@0 journal confirmed[3]",
        run(machine, new DiskEvent.Due()));
  }

  @Test
  void aFinalNameComesAfterTheJournalAndIsSyncedBeforeTheEnd() {
    Durability machine = machine(Naming.EACH);
    machine.apply(placed(20), 0);
    machine.apply(new DiskEvent.Filled(1), 0);
    assertEquals(
        "sync[][1] folders[notes, notes/staging] write@0 journal confirmed[20] rename1 settled1 folders[]",
        run(machine, new DiskEvent.Due()));
  }

  @Test
  void filesOfASwapWaitForEachOther() {
    Durability machine = machine(Naming.TOGETHER);
    machine.apply(placed(20), 0);
    machine.apply(new DiskEvent.Filled(1), 0);
    assertEquals(
        "sync[][1] folders[notes, notes/staging] write@0 journal confirmed[20]",
        run(machine, new DiskEvent.Due()));
    for (int piece = 0; piece < TwoFiles.PIECES; piece++) machine.apply(placed(piece), 0);
    machine.apply(new DiskEvent.Filled(0), 0);
    String all = run(machine, new DiskEvent.Due());
    assertTrue(
        all.endsWith(
            "journal SWAPPED rename0 settled0 rename1 settled1 folders[] conclude"
                + " write@"
                + all.substring(all.lastIndexOf('@') + 1, all.lastIndexOf(" journal"))
                + " journal drop completed"),
        all);
  }

  @Test
  void aFileInPlaceIsSettledWithoutARename() {
    Durability machine = machine(Naming.EACH, 1);
    machine.apply(placed(20), 0);
    machine.apply(new DiskEvent.Filled(1), 0);
    assertEquals(
        "sync[][1] folders[notes] write@0 journal confirmed[20] settled1",
        run(machine, new DiskEvent.Due()));
  }

  @Test
  void nothingIsAskedOrClaimedAfterAFailure() {
    Durability machine = machine(Naming.EACH);
    machine.apply(placed(3), 0);
    machine.apply(new DiskEvent.Due(), LATER);
    assertEquals("STOPPED", run(machine, new DiskEvent.Failed()));
    machine.apply(placed(4), LATER);
    assertEquals("", run(machine, new DiskEvent.Synced(List.of(), List.of())));
    assertEquals("", run(machine, new DiskEvent.Closing()));
    assertTrue(machine.isOver());
  }

  /// Nothing is here yet.
  private Durability begun(Limits limits) {
    var start =
        new Durability.Start(
            shape,
            shape,
            new JournalTail(0),
            new BitSet(),
            2,
            new Nests(shape, shape, file -> true),
            new TreeSet<>(),
            new TreeMap<>());
    return new Durability(start, limits, Naming.EACH);
  }

  @Test
  void hintsAreWrittenBetweenBatchesAndClaimsNeverWithoutThem() {
    Limits often = new Limits(1 << 20, 100, 2_000_000_000L, 250);
    Durability machine = begun(often);
    assertEquals(List.of(), machine.apply(placed(0), 0));
    assertEquals(List.of(), machine.apply(placed(1), 0));
    // Some thread has this to write, and doesn't get round to it.
    assertEquals(1, machine.apply(placed(2), 0).size());
    assertEquals(
        "sync[0][] folders[] HINTS_WRITTEN_TWICE write@0 journal confirmed[0, 1, 2]",
        run(machine, new DiskEvent.Due()));
  }

  /// Else a power cut could leave the word and take the name.
  @Test
  void theJournalHearsOfANameWhenThatIsDurable() {
    Limits atOnce = new Limits(1 << 20, 100, 2_000_000_000L, 1);
    Durability machine = begun(atOnce);
    machine.apply(placed(20), 0);
    machine.apply(new DiskEvent.Filled(1), 0);
    machine.apply(new DiskEvent.Due(), LATER);
    machine.apply(new DiskEvent.Synced(List.of(PRINT), List.of()), LATER);
    machine.apply(new DiskEvent.FoldersSynced(), LATER);
    machine.apply(new DiskEvent.JournalWritten(0, 1_000), LATER);
    machine.apply(new DiskEvent.JournalSynced(), LATER);
    machine.apply(new DiskEvent.Renamed(1, PRINT, List.of("")), LATER);
    assertEquals(17, hintOf(machine, 0), "the hint alone");
    machine.apply(new DiskEvent.FoldersSynced(), LATER);
    assertEquals(17 + 45, hintOf(machine, 1), "the hint, and how the file stands there");
  }

  private static int hintOf(Durability machine, int piece) {
    return machine.apply(placed(piece), LATER).stream()
        .filter(DiskEffect.WriteJournal.class::isInstance)
        .mapToInt(effect -> ((DiskEffect.WriteJournal) effect).bytes().remaining())
        .sum();
  }

  @Test
  void whatIsPlacedWhileABatchIsSyncedIsTheNextBatch() {
    Durability machine = machine(Naming.EACH);
    machine.apply(placed(0), 0);
    List<DiskEffect> first = machine.apply(new DiskEvent.Due(), LATER);
    machine.apply(placed(1), LATER);
    assertEquals(List.of(), machine.apply(new DiskEvent.Due(), 2 * LATER), "one at a time");
    said.setLength(0);
    Deque<DiskEffect> todo = new ArrayDeque<>(first);
    while (!todo.isEmpty()) {
      List<DiskEffect> more = carryOut(machine, todo.removeFirst());
      for (int i = more.size(); i-- > 0; ) todo.addFirst(more.get(i));
    }
    assertTrue(said.toString().strip().endsWith("confirmed[0]"), said.toString());
    assertTrue(
        run(machine, new DiskEvent.Closing()).contains("confirmed[1]"), "closing syncs the rest");
    assertTrue(machine.isOver());
  }
}
