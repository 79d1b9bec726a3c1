package io.freshet.engine.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Durability.Naming;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Folders that get their names as a whole: when, and what is done when they cannot. A release is a
/// picture: paths of small files, those of links with an `@`.
final class NestsTest {
  private static final long LATER = Limits.STANDARD.batchNanos();

  private final StringBuilder said = new StringBuilder();
  // The first files of nests that cannot be renamed.
  private final BitSet refused = new BitSet();

  private static Durability machine(NestedFiles release, Naming naming) {
    var start =
        new Durability.Start(
            release,
            release,
            new JournalTail(0),
            new BitSet(),
            release.regularFiles(),
            new Nests(release, release, file -> true),
            new TreeSet<>(),
            new TreeMap<>());
    return new Durability(start, Limits.STANDARD, naming);
  }

  private static Fingerprint print(int file) {
    return new Fingerprint(5, 1, 2, 100 + file);
  }

  private String fill(Durability machine, int... files) {
    for (int file : files) {
      machine.apply(new DiskEvent.Placed(file, new int[] {file}), 0);
      machine.apply(new DiskEvent.Made(file, print(file)), 0);
    }
    return due(machine);
  }

  /// Names what concerns final names, in its order.
  private String due(Durability machine) {
    said.setLength(0);
    Deque<DiskEffect> todo = new ArrayDeque<>(machine.apply(new DiskEvent.Due(), LATER));
    while (!todo.isEmpty()) {
      List<DiskEffect> more = carryOut(machine, todo.removeFirst());
      for (int i = more.size(); i-- > 0; ) todo.addFirst(more.get(i));
    }
    return said.toString().strip();
  }

  private List<DiskEffect> carryOut(Durability machine, DiskEffect effect) {
    return switch (effect) {
      case DiskEffect.Sync(var _, int[] complete, var made, var found) ->
          machine.apply(
              new DiskEvent.Synced(Arrays.stream(complete).mapToObj(made::get).toList(), found), 0);
      case DiskEffect.SyncFolders(List<String> folders) -> {
        say("folders" + folders);
        yield machine.apply(new DiskEvent.FoldersSynced(), 0);
      }
      case DiskEffect.WriteJournal(long offset, var bytes) ->
          machine.apply(new DiskEvent.JournalWritten(offset, bytes.remaining()), 0);
      case DiskEffect.SyncJournal() -> {
        say("journal");
        yield machine.apply(new DiskEvent.JournalSynced(), 0);
      }
      case DiskEffect.Rename(int file) -> {
        say("rename" + file);
        yield machine.apply(new DiskEvent.Renamed(file, print(file), List.of("x")), 0);
      }
      case DiskEffect.RenameNest(int first) -> {
        say("nest" + first);
        yield machine.apply(
            refused.get(first)
                ? new DiskEvent.NestNotRenamed(first)
                : new DiskEvent.NestRenamed(first, List.of("")),
            0);
      }
      case DiskEffect.SettledNest nest -> {
        List<Integer> files = new ArrayList<>();
        for (int file = nest.first(); file < nest.end(); file++) {
          if (nest.prints().apply(file).isEmpty()) continue;
          assertEquals(print(file), nest.prints().apply(file).orElseThrow());
          files.add(file);
        }
        yield say("settled" + files);
      }
      case DiskEffect.Settled(int file, var _) -> say("settled" + file);
      case DiskEffect.Conclude() -> machine.apply(new DiskEvent.Concluded(List.of()), 0);
      case DiskEffect.Completed() -> say("completed");
      case DiskEffect.Confirmed _, DiskEffect.DropStaging _, DiskEffect.Passed _ -> List.of();
    };
  }

  private List<DiskEffect> say(String words) {
    said.append(words).append(' ');
    return List.of();
  }

  @Test
  void aFolderGetsItsNameWhenAllOfItIsDurable() {
    var machine = machine(new NestedFiles("a/0 a/1 b/2 c"), Naming.EACH);
    assertEquals(
        "folders[staging, staging/tree, staging/tree/a, staging/tree/b] journal nest2 settled[2]"
            + " folders[]",
        fill(machine, 0, 2));
    String rest = fill(machine, 1);
    assertEquals(
        "folders[staging, staging/tree, staging/tree/a] journal nest0 settled[0, 1] folders[]",
        rest);
  }

  @Test
  void aFileInNoFolderIsNamedByItself() {
    var machine = machine(new NestedFiles("a/0 c"), Naming.EACH);
    assertEquals("folders[staging] journal rename1 settled1 folders[x]", fill(machine, 1));
  }

  @Test
  void aFolderWithALinkWaitsForItsFilesOnly() {
    var machine = machine(new NestedFiles("a/0 a/1@ a/2"), Naming.EACH);
    String all = fill(machine, 0, 2);
    assertTrue(all.contains("nest0 settled[0, 2]"), all);
    assertTrue(all.endsWith("completed"), all);
  }

  @Test
  void inASwapFoldersGetTheirNamesAfterItsWord() {
    var machine = machine(new NestedFiles("a/0 b/1 c"), Naming.TOGETHER);
    assertFalse(fill(machine, 0, 2).contains("settled"));
    String all = fill(machine, 1);
    assertTrue(
        all.contains("journal journal nest0 settled[0] nest1 settled[1] rename2 settled2"), all);
  }

  @Test
  void whatCannotBeRenamedAsAWholeIsFileByFile() {
    refused.set(0);
    var machine = machine(new NestedFiles("a/0 a/1@ a/2 b/3"), Naming.EACH);
    String all = fill(machine, 0, 2, 3);
    assertTrue(
        all.contains("nest0 nest3 settled[3] rename0 settled0 rename2 settled2 folders[, x]"), all);
    assertTrue(all.endsWith("completed"), all);
  }

  @Test
  void aFolderWithAFileThatIsNotOursToCompleteIsNone() {
    var release = new NestedFiles("a/0 a/1 b/2@ b/3 c/4@");
    var nests = new Nests(release, release, file -> file != 1);
    assertFalse(nests.has(0));
    assertFalse(nests.has(1));
    assertTrue(nests.has(3));
    assertEquals(2, nests.first(3));
    assertEquals(4, nests.end(2));
    assertTrue(nests.confirmed(3));
    assertEquals("{2, 3}", nests.dissolve(2).toString());
    assertFalse(nests.has(3));
  }
}
