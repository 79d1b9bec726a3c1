package io.freshet.engine.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Fingerprint;
import io.freshet.content.Hash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.ManifestWriter;
import io.freshet.content.PieceLength;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A swap of very many files asks for a bounded number of things at once.
final class LargeSwapTest {
  private static final int FILES = 50_000;
  private static final int EFFECTS_MAX = 10_000;
  private static final int WRITE_BYTES_MAX = 2 << 20;

  /// Any batch is due then.
  private static final long LATER = 3_000_000_000L;

  private final BitSet renamed = new BitSet();
  private int written;
  private boolean completed;

  private static Fingerprint print(int file) {
    return new Fingerprint(1, file, 2L * file, 3L * file);
  }

  private static ReleaseShape shape() throws InvalidManifestException {
    var writer = new ManifestWriter("many", PieceLength.AUTO_MIN);
    for (int file = 0; file < FILES; file++) {
      writer.file("file-%06d".formatted(file), 1, Hash.sha256(new byte[] {(byte) file}).bytes());
    }
    return ReleaseShape.of(writer.manifest());
  }

  private void run(Durability machine, DiskEvent event) {
    long now = event instanceof DiskEvent.Due ? LATER : 0;
    Deque<DiskEffect> todo = new ArrayDeque<>(machine.apply(event, now));
    while (!todo.isEmpty()) {
      assertTrue(todo.size() < EFFECTS_MAX, todo.size() + " effects wait");
      List<DiskEffect> more = carryOut(machine, todo.removeFirst());
      for (int i = more.size(); i-- > 0; ) todo.addFirst(more.get(i));
    }
  }

  private List<DiskEffect> carryOut(Durability machine, DiskEffect effect) {
    return switch (effect) {
      case DiskEffect.Sync(int[] partial, int[] complete, var _, var found) -> {
        assertEquals(0, partial.length);
        var prints = Arrays.stream(complete).mapToObj(LargeSwapTest::print).toList();
        yield machine.apply(new DiskEvent.Synced(prints, found), 0);
      }
      case DiskEffect.SyncFolders _ -> machine.apply(new DiskEvent.FoldersSynced(), 0);
      case DiskEffect.WriteJournal(long offset, var bytes) -> {
        assertTrue(bytes.remaining() < WRITE_BYTES_MAX, bytes.remaining() + " bytes at once");
        written += bytes.remaining();
        yield machine.apply(new DiskEvent.JournalWritten(offset, bytes.remaining()), 0);
      }
      case DiskEffect.SyncJournal() -> machine.apply(new DiskEvent.JournalSynced(), 0);
      case DiskEffect.Rename(int file) -> {
        assertEquals(renamed.length(), file, "in their order");
        renamed.set(file);
        yield machine.apply(new DiskEvent.Renamed(file, print(file), List.of("")), 0);
      }
      case DiskEffect.Conclude() -> machine.apply(new DiskEvent.Concluded(List.of()), 0);
      case DiskEffect.Completed() -> {
        completed = true;
        yield List.of();
      }
      case DiskEffect.Confirmed _,
          DiskEffect.Settled _,
          DiskEffect.RenameNest _,
          DiskEffect.SettledNest _,
          DiskEffect.DropStaging _,
          DiskEffect.Passed _ ->
          List.of();
    };
  }

  @Test
  void allAreRenamedAndToldOf() throws InvalidManifestException {
    ReleaseShape shape = shape();
    var names = new TwoFiles(1);
    var start =
        new Durability.Start(
            shape,
            names,
            new JournalTail(0),
            new BitSet(),
            FILES,
            new Nests(names, shape, file -> true),
            new TreeSet<>(List.of("notes")),
            new TreeMap<>());
    var machine = new Durability(start, Limits.STANDARD, Durability.Naming.TOGETHER);
    for (int file = 0; file < FILES; file++) {
      run(machine, new DiskEvent.Filled(file));
      if (file % 5_000 == 0) run(machine, new DiskEvent.Due());
    }
    while (!machine.isOver()) run(machine, new DiskEvent.Due());
    assertEquals(FILES, renamed.cardinality());
    assertTrue(completed);
    // A word of *finishing* and one of *standing* of each.
    assertTrue(written > 2 * FILES * (JournalFormat.RECORD_OVERHEAD + 36), written + " bytes");
  }
}
