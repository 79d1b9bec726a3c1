package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.util.List;

/// What happens to a release on a disk.
public sealed interface DiskEvent {

  /// A staged file was made for its pieces. Of a file of one piece nothing is told: it is complete
  /// as soon as it has any.
  record Begun(int file, long inode) implements DiskEvent {}

  /// The proven bytes of a content were handed to the disk in all its places.
  record Placed(int original, int[] places) implements DiskEvent {}

  /// The last piece of a file was placed, or it has none.
  record Filled(int file) implements DiskEvent {}

  /// A staged file was made with all its bytes, its length and its attributes, and looked like
  /// this.
  record Made(int file, Fingerprint print) implements DiskEvent {}

  /// A file stands under its final name, looked like this, and was proven to be right since.
  record Found(int file, Fingerprint print, Whose whose) implements DiskEvent {}

  /// A file stands under its final name, durably and as it was: so says the journal of another
  /// release, which put it there.
  record Inherited(int file, Fingerprint print) implements DiskEvent {}

  /// The same of a file that somebody else put there.
  record Known(int file, Fingerprint print) implements DiskEvent {}

  /// Time has passed.
  record Due() implements DiskEvent {}

  /// Nothing more will come: what was placed shall be claimed, and then this ends.
  record Closing() implements DiskEvent {}

  /// Answers [DiskEffect.Sync].
  ///
  /// @param complete how the complete files look now, in the order of the effect
  /// @param found those of the found files that still look as they did
  record Synced(List<Fingerprint> complete, List<Found> found) implements DiskEvent {}

  /// Answers [DiskEffect.SyncFolders].
  record FoldersSynced() implements DiskEvent {}

  /// Answers [DiskEffect.WriteJournal].
  record JournalWritten(long offset, int bytes) implements DiskEvent {}

  /// Answers [DiskEffect.SyncJournal].
  record JournalSynced() implements DiskEvent {}

  /// Answers [DiskEffect.Rename].
  ///
  /// @param folders those whose names have changed
  record Renamed(int file, Fingerprint now, List<String> folders) implements DiskEvent {}

  /// Answers [DiskEffect.RenameNest].
  ///
  /// @param folders those whose names have changed
  record NestRenamed(int first, List<String> folders) implements DiskEvent {}

  /// Answers it, too: something of that name is there, or it cannot be done; nothing was.
  record NestNotRenamed(int first) implements DiskEvent {}

  /// Answers [DiskEffect.Conclude].
  ///
  /// @param redressed files that had the right bytes and were given other attributes, durably
  record Concluded(List<Found> redressed) implements DiskEvent {}

  /// An effect could not be carried out, and those after it were dropped.
  record Failed() implements DiskEvent {}
}
