package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// What is to be done to a disk, or told about it. The effects of one event are carried out in
/// their order; each is answered by the event that names it before the next one begins.
public sealed interface DiskEffect {

  /// Make files durable.
  ///
  /// @param partial files with pieces of this batch that lack others
  /// @param complete files that get their length and attributes before, unless they have them
  /// @param made how those of them looked that were made with length and attributes
  /// @param found files under their final names that are not ours
  record Sync(
      int[] partial, int[] complete, Map<Integer, Fingerprint> made, List<DiskEvent.Found> found)
      implements DiskEffect {}

  /// Make the names in these folders durable.
  record SyncFolders(List<String> folders) implements DiskEffect {}

  /// Write these bytes to the journal, there. May be asked for twice: then they are the same.
  record WriteJournal(long offset, ByteBuffer bytes) implements DiskEffect {}

  record SyncJournal() implements DiskEffect {}

  /// Give a complete file its final name.
  record Rename(int file) implements DiskEffect {}

  /// Give a folder of complete files its final name, as a whole.
  ///
  /// @param first the first of them
  record RenameNest(int first) implements DiskEffect {}

  /// Make what a release has besides files, and make it durable.
  record Conclude() implements DiskEffect {}

  /// Delete what is staged: all files have their names.
  record DropStaging() implements DiskEffect {}

  /// These pieces survive a power cut from now on.
  record Confirmed(int[] pieces) implements DiskEffect {}

  /// This file is complete and under its final name.
  record Settled(int file, Fingerprint print) implements DiskEffect {}

  /// These files are complete and under their final names, all at once; links are among them.
  ///
  /// @param end behind the last one
  /// @param prints how each file looks
  record SettledNest(int first, int end, IntFunction<Optional<Fingerprint>> prints)
      implements DiskEffect {}

  /// Everything wanted is in place and durable.
  record Completed() implements DiskEffect {}

  /// A rare branch was taken.
  record Passed(DiskLandmark landmark) implements DiskEffect {}
}
