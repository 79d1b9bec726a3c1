package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.DiskEvent.Found;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a disk may claim of one release, and in which order: data, then names of what is new, then
/// the journal that says so, then final names.
///
/// Content is *placed* when its proven bytes were handed to the disk, *confirmed* when it survives
/// a power cut and the journal says so, *settled* when its file has its final name. Content is
/// confirmed by batches, one after the other: each is a step through the phases below, and what is
/// placed meanwhile waits for the next. So a claim never runs ahead of its data, a final name never
/// shows bytes that a power cut could take back, and syncs are counted in batches, not in pieces.
///
/// A disk that failed once is not asked again. What a failed sync should have made durable may be
/// lost although it can still be read, and the next sync would not mention it [1]: so nothing that
/// was not claimed before is claimed after. The next process checks it, and writes it again
/// ([Recheck]) before its own sync can say anything about it.
///
/// A file may also be written in place, under its final name. [Reopening] has made that intent
/// durable before this machine begins; from then on such a file is treated as a staged one that
/// needs no rename.
///
/// Whoever posts an event carries out its effects. Only [DiskEvent.Due], [DiskEvent.Closing] and
/// the answers ask for syncs: other events at most for a short write to the journal. Not thread
/// safe: its owner locks.
///
/// [1] Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020.
public final class Durability {

  /// When files get their final names.
  public enum Naming {
    /// Each when it is complete and durable.
    EACH,
    /// All in one step, when all are: a reader sees the old release or the new one, and a mixture
    /// only while the renames last. The step is journalled, and goes on after a crash.
    TOGETHER
  }

  private enum Phase {
    RESTING,
    /// The batch's data, and the names of new staged files.
    SYNCING,
    /// The journal.
    CLAIMING,
    /// The journal says that a swap begins.
    SWAPPING,
    RENAMING,
    /// The names in the folders that were renamed in.
    NAMING,
    /// Links, empty folders, attributes of folders.
    CONCLUDING,
    /// The last words in the journal.
    ENDING,
    OVER,
    STOPPED
  }

  /// Renames that are asked for at once: a million of them are no list of objects.
  private static final int RENAMES_MAX = 4_096;

  private final ReleaseShape shape;
  private final Limits limits;
  private final Naming naming;
  private final BitSet inPlace;
  private final Ledger ledger;
  private final JournalTail journal;
  private final Names names;

  private final TreeSet<String> unsyncedFolders = new TreeSet<>();
  // Complete and durable, and waiting for the others.
  private final BitSet waiting = new BitSet();
  // Renamed, and to be told to the journal when the names are durable: nobody looks at that again.
  private final PrintList standing = new PrintList();
  // To be renamed, and not asked for yet.
  private BitSet unrenamed = new BitSet();
  private final Nests nests;
  // How the files of nests look, from when they are confirmed.
  private final Prints nested;
  // The first files of nests that are confirmed as a whole, and not asked for yet.
  private final BitSet unrenamedNests = new BitSet();
  // The same of those that have their names; the journal hears of it when these are durable.
  private final BitSet standingNests = new BitSet();
  private final List<DiskEffect> effects = new ArrayList<>();

  private Phase phase = Phase.RESTING;
  private Ledger.Batch batch;
  private List<Fingerprint> prints = List.of();
  private List<Found> found = List.of();
  private int renamesLeft;
  private int unfilled;
  private long hintedBytes;
  private boolean closing;
  private boolean swapBegun;
  private boolean concluded;

  Durability(Start start, Limits limits, Naming naming) {
    this.shape = start.shape();
    this.names = start.names();
    this.inPlace = (BitSet) start.inPlace().clone();
    this.journal = start.journal();
    this.unfilled = start.unfilled();
    this.nests = start.nests();
    this.nested = new Prints(shape.fileCount());
    this.unsyncedFolders.addAll(start.unsyncedFolders());
    start.unseen().forEach((file, print) -> standing.add(file, print));
    this.limits = limits;
    this.naming = naming;
    this.ledger = new Ledger(limits);
    this.batch = ledger.cut();
  }

  /// What a machine begins with: [Reopening] knows it.
  ///
  /// @param inPlace files that are written under their final names
  /// @param unfilled how many wanted files are not settled
  /// @param nests the folders among them that get their names as a whole
  /// @param unsyncedFolders those whose names may not be durable
  /// @param unseen what the journal shall hear when they are
  record Start(
      ReleaseShape shape,
      Names names,
      JournalTail journal,
      BitSet inPlace,
      int unfilled,
      Nests nests,
      SortedSet<String> unsyncedFolders,
      SortedMap<Integer, Fingerprint> unseen) {}

  /// Takes one event and says what follows from it.
  public List<DiskEffect> apply(DiskEvent event, long nowNanos) {
    if (phase == Phase.STOPPED) return List.of();
    switch (event) {
      case DiskEvent.Begun(int file, long inode) -> {
        journal.append(new JournalRecord.Staged(file, inode));
        unsyncStaged(file);
        // Without this word, all of the file would have to be hashed, holes too.
        if (shape.fileLength(file) > limits.hintBytes()) effects.add(journal.latest());
      }
      case DiskEvent.Placed(int original, int[] places) -> placed(original, places, nowNanos);
      case DiskEvent.Filled(int file) -> {
        ledger.filled(file, nowNanos);
        filled(file);
      }
      case DiskEvent.Made(int file, Fingerprint print) -> {
        ledger.made(file, print, nowNanos);
        filled(file);
      }
      case Found file -> ledger.found(file, nowNanos);
      case DiskEvent.Inherited(int file, Fingerprint print) -> {
        journal.append(new JournalRecord.Finishing(file, print));
        known(file, print);
      }
      case DiskEvent.Known(int file, Fingerprint print) -> known(file, print);
      case DiskEvent.Due() -> rest(nowNanos);
      case DiskEvent.Closing() -> {
        closing = true;
        rest(nowNanos);
      }
      case DiskEvent.Synced(List<Fingerprint> complete, List<Found> stillFound) -> {
        prints = complete;
        found = stillFound;
        if (found.size() < batch.found().size()) passed(DiskLandmark.FOUND_FILE_CHANGED);
      }
      case DiskEvent.FoldersSynced() -> foldersSynced(nowNanos);
      case DiskEvent.JournalWritten(long offset, int bytes) -> journal.written(offset, bytes);
      case DiskEvent.JournalSynced() -> journalSynced(nowNanos);
      case DiskEvent.Renamed renamed -> renamed(renamed);
      case DiskEvent.NestRenamed(int first, List<String> folders) -> nestRenamed(first, folders);
      case DiskEvent.NestNotRenamed(int first) -> {
        passed(DiskLandmark.NEST_DISSOLVED);
        BitSet files = nests.dissolve(first);
        files.and(nested.known());
        unrenamed.or(files);
        oneRenamed();
      }
      case DiskEvent.Concluded(List<Found> redressed) -> concluded(redressed);
      case DiskEvent.Failed() -> {
        phase = Phase.STOPPED;
        passed(DiskLandmark.STOPPED);
      }
    }
    assert invariantsHold();
    List<DiskEffect> asked = List.copyOf(effects);
    effects.clear();
    return asked;
  }

  /// How long [DiskEvent.Due] would change nothing.
  public long nanosUntilDue(long nowNanos) {
    if (phase != Phase.RESTING) return Long.MAX_VALUE;
    if (closing || isFilled()) return 0;
    return ledger.nanosUntilDue(nowNanos);
  }

  /// Is nothing more to be expected?
  public boolean isOver() {
    return phase == Phase.OVER || phase == Phase.STOPPED;
  }

  private boolean isFilled() {
    return unfilled == 0 && !concluded;
  }

  private void passed(DiskLandmark landmark) {
    effects.add(new DiskEffect.Passed(landmark));
  }

  private void filled(int file) {
    unfilled--;
    if (!inPlace.get(file)) unsyncStaged(file);
  }

  /// The name of this file in staging may not be durable, and so those of the folders that it is
  /// in.
  private void unsyncStaged(int file) {
    String folder = Disk.parent(names.staged(file));
    while (unsyncedFolders.add(folder) && !folder.equals(names.staging())) {
      folder = Disk.parent(folder);
    }
  }

  /// Nothing is to be synced for it. A million of them don't wait in memory.
  private void known(int file, Fingerprint print) {
    stands(file, print);
  }

  private void stands(int file, Fingerprint print) {
    journal.append(new JournalRecord.Standing(file, print));
    if (journal.isLong()) effects.add(journal.latest());
  }

  private void placed(int original, int[] places, long nowNanos) {
    boolean isOfUse = false;
    for (int place : places) {
      int file = shape.fileOf(place);
      ledger.placed(place, file, shape.length(place), nowNanos);
      // A staged file of one piece that is not complete for the journal is checked in any case.
      isOfUse |= shape.pieceCount(file) > 1 || inPlace.get(file);
    }
    if (!isOfUse) return;
    journal.append(new JournalRecord.Verified(new int[] {original}));
    hintedBytes += shape.length(original);
    if (hintedBytes < limits.hintBytes()) return;
    hintedBytes = 0;
    effects.add(journal.latest());
  }

  /// Between two batches: what is next?
  private void rest(long nowNanos) {
    if (phase != Phase.RESTING) return;
    boolean due = closing || isFilled() || ledger.nanosUntilDue(nowNanos) <= 0;
    if (!due) return;
    if (!ledger.isEmpty()) {
      if (ledger.isLarge()) passed(DiskLandmark.BATCH_WAS_LARGE);
      batch = ledger.cut();
      phase = Phase.SYNCING;
      effects.add(
          new DiskEffect.Sync(batch.partial(), batch.complete(), batch.made(), batch.found()));
      syncFolders();
    } else if (isFilled() && naming == Naming.TOGETHER && !swapBegun) {
      // Also without a file to rename: something may have to go, or to look another way.
      swapBegun = true;
      phase = Phase.SWAPPING;
      journal.append(new JournalRecord.Swapping());
      writeJournal();
    } else if (isFilled() && !unsyncedFolders.isEmpty()) {
      // What an earlier process renamed last.
      phase = Phase.NAMING;
      syncFolders();
    } else if (isFilled()) {
      concluded = true;
      phase = Phase.CONCLUDING;
      effects.add(new DiskEffect.Conclude());
    } else if (closing) {
      end();
    }
  }

  private void syncFolders() {
    effects.add(new DiskEffect.SyncFolders(List.copyOf(unsyncedFolders)));
    unsyncedFolders.clear();
  }

  private void writeJournal() {
    if (journal.isBeingWritten()) passed(DiskLandmark.HINTS_WRITTEN_TWICE);
    hintedBytes = 0;
    effects.add(journal.all());
    effects.add(new DiskEffect.SyncJournal());
  }

  private void foldersSynced(long nowNanos) {
    standing.drain(this::stands);
    for (int first = standingNests.nextSetBit(0); first >= 0; ) {
      journal.append(new JournalRecord.StandingNest(first, nests.end(first) - first));
      first = standingNests.nextSetBit(first + 1);
    }
    standingNests.clear();
    switch (phase) {
      case SYNCING -> claim();
      case NAMING -> {
        phase = Phase.RESTING;
        rest(nowNanos);
      }
      default -> throw new IllegalStateException("folders synced while " + phase);
    }
  }

  private void claim() {
    phase = Phase.CLAIMING;
    journal.append(new JournalRecord.Placed(batch.places()));
    for (int i = 0; i < prints.size(); i++) {
      journal.append(new JournalRecord.Finishing(batch.complete()[i], prints.get(i)));
    }
    found.forEach(this::tell);
    writeJournal();
  }

  private void tell(Found file) {
    switch (file.whose()) {
      case OURS -> journal.append(new JournalRecord.Finishing(file.file(), file.print()));
      case THEIRS -> {}
    }
    journal.append(new JournalRecord.Standing(file.file(), file.print()));
  }

  private void journalSynced(long nowNanos) {
    switch (phase) {
      case CLAIMING -> claimed(nowNanos);
      case SWAPPING -> {
        passed(DiskLandmark.SWAPPED);
        BitSet all = (BitSet) waiting.clone();
        waiting.clear();
        rename(all, nowNanos);
      }
      case ENDING -> over();
      default -> throw new IllegalStateException("journal synced while " + phase);
    }
  }

  private void claimed(long nowNanos) {
    effects.add(new DiskEffect.Confirmed(batch.places()));
    BitSet staged = new BitSet();
    for (int i = 0; i < prints.size(); i++) {
      int file = batch.complete()[i];
      if (inPlace.get(file)) effects.add(new DiskEffect.Settled(file, prints.get(i)));
      else if (nests.has(file)) nested(file, prints.get(i));
      else staged.set(file);
    }
    prints = List.of();
    switch (naming) {
      case EACH -> rename(staged, nowNanos);
      case TOGETHER -> {
        waiting.or(staged);
        phase = Phase.RESTING;
        rest(nowNanos);
      }
    }
  }

  private void nested(int file, Fingerprint print) {
    nested.put(file, print);
    if (nests.confirmed(file)) unrenamedNests.set(nests.first(file));
  }

  private void rename(BitSet files, long nowNanos) {
    unrenamed = files;
    askForRenames();
    if (renamesLeft > 0) {
      phase = Phase.RENAMING;
    } else {
      phase = Phase.RESTING;
      rest(nowNanos);
    }
  }

  private void askForRenames() {
    for (int first = unrenamedNests.nextSetBit(0); first >= 0 && renamesLeft < RENAMES_MAX; ) {
      effects.add(new DiskEffect.RenameNest(first));
      renamesLeft++;
      unrenamedNests.clear(first);
      first = unrenamedNests.nextSetBit(first + 1);
    }
    int file = unrenamed.nextSetBit(0);
    while (file >= 0 && renamesLeft < RENAMES_MAX) {
      effects.add(new DiskEffect.Rename(file));
      renamesLeft++;
      file = unrenamed.nextSetBit(file + 1);
    }
    unrenamed.clear(0, file < 0 ? unrenamed.length() : file);
  }

  private void renamed(DiskEvent.Renamed renamed) {
    standing.add(renamed.file(), renamed.now());
    unsyncedFolders.addAll(renamed.folders());
    effects.add(new DiskEffect.Settled(renamed.file(), renamed.now()));
    oneRenamed();
  }

  private void nestRenamed(int first, List<String> folders) {
    passed(DiskLandmark.NEST_RENAMED);
    standingNests.set(first);
    unsyncedFolders.addAll(folders);
    effects.add(new DiskEffect.SettledNest(first, nests.end(first), nested::of));
    oneRenamed();
  }

  private void oneRenamed() {
    if (--renamesLeft == 0) askForRenames();
    if (renamesLeft > 0) return;
    phase = Phase.NAMING;
    syncFolders();
  }

  private void concluded(List<Found> redressed) {
    for (Found file : redressed) {
      tell(file);
      effects.add(new DiskEffect.Settled(file.file(), file.print()));
    }
    if (swapBegun) journal.append(new JournalRecord.Swapped());
    end();
  }

  private void end() {
    if (journal.isEmpty()) {
      over();
      return;
    }
    phase = Phase.ENDING;
    writeJournal();
  }

  private void over() {
    phase = Phase.OVER;
    if (!concluded) return;
    effects.add(new DiskEffect.DropStaging());
    effects.add(new DiskEffect.Completed());
  }

  /// Files wait for their names only where all get them together; renames are under way in one
  /// phase only, and what is over has nothing left.
  private boolean invariantsHold() {
    assert waiting.isEmpty() || naming == Naming.TOGETHER : "waiting " + waiting;
    boolean renaming = phase == Phase.RENAMING || phase == Phase.STOPPED;
    assert renamesLeft == 0 || renaming : renamesLeft + " left while " + phase;
    assert unrenamed.isEmpty() || renamesLeft > 0 || phase == Phase.STOPPED : "nobody renames";
    assert unrenamedNests.isEmpty()
            || naming == Naming.TOGETHER
            || renamesLeft > 0
            || phase == Phase.STOPPED
        : "nobody renames nests";
    assert unfilled >= 0 : unfilled + " unfilled";
    assert phase != Phase.OVER || ledger.isEmpty() : "over with a batch";
    return true;
  }
}
