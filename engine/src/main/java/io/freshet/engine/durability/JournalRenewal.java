package io.freshet.engine.durability;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Writes the journal of a release that is in place anew, before its files get or lose other names
/// (hard links), which changes their ctime.
///
/// It says *finishing* of each file and not *standing*: so a file is believed by size, mtime and
/// inode as long as its ctime is not after the last touch of this program. Whoever is killed in the
/// midst of the links leaves a journal that is right about those that were made and those that were
/// not.
public final class JournalRenewal {
  /// What is written at once.
  private static final int PORTION_BYTES = 1 << 20;

  private JournalRenewal() {}

  /// What is known of each file.
  @FunctionalInterface
  public interface Knowledge<X extends Exception> {
    /// How this file stands under its final name, complete and durable; nothing if it does not.
    Optional<DiskEvent.Found> of(int file) throws X;
  }

  /// Durable when this returns. The folder of the notes must be there.
  public static <X extends Exception> void write(
      Disk<X> disk, Names names, ReleaseShape shape, Knowledge<X> knowledge) throws X {
    String draft = names.journal() + ".new";
    if (!(disk.look(draft) instanceof Sighting.Nothing)) disk.delete(draft);
    disk.create(draft);
    JournalFormat.Encoder encoder = new JournalFormat.Encoder();
    encoder.header(shape.infoHash());
    long end = 0;
    for (int file = 0; file < shape.fileCount(); file++) {
      Optional<DiskEvent.Found> known = knowledge.of(file);
      if (known.isPresent()) encoder.append(said(known.get()));
      if (encoder.size() >= PORTION_BYTES) end += write(disk, draft, encoder.take(), end);
    }
    encoder.append(new JournalRecord.Swapped());
    write(disk, draft, encoder.take(), end);
    disk.sync(draft);
    disk.rename(draft, names.journal());
    disk.syncFolder(names.notes());
  }

  /// What was somebody's before stays theirs: of that only *standing* can be said, and a link to it
  /// costs hashing it.
  private static JournalRecord said(DiskEvent.Found known) {
    return switch (known.whose()) {
      case OURS -> new JournalRecord.Finishing(known.file(), known.print());
      case THEIRS -> new JournalRecord.Standing(known.file(), known.print());
    };
  }

  private static <X extends Exception> int write(
      Disk<X> disk, String path, ByteBuffer bytes, long offset) throws X {
    int length = bytes.remaining();
    disk.write(path, bytes, offset);
    return length;
  }
}
