package io.freshet.engine.durability;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/// The end of a journal that is still growing: what was said and is not written yet.
///
/// Hints are written by the threads that bring content, claims by the one that syncs. Each write
/// has its offset, so their order on the way to the disk changes nothing; and a claim is never
/// written without all that was said before it, even if another thread is about to write that too:
/// else a power cut could leave a hole before a claim that was synced.
final class JournalTail {
  /// What may wait for the next write.
  private static final int WAITING_BYTES_MAX = 1 << 20;

  private final JournalFormat.Encoder said = new JournalFormat.Encoder();
  // In order of offset, without gaps: what is written stays until all before it is.
  private final Deque<Portion> unwritten = new ArrayDeque<>();
  private long end;

  JournalTail(long end) {
    this.end = end;
  }

  void header(ReleaseShape shape) {
    said.header(shape.infoHash());
  }

  void append(JournalRecord said) {
    this.said.append(said);
  }

  boolean isEmpty() {
    return said.size() == 0 && unwritten.isEmpty();
  }

  /// Is more waiting than should?
  boolean isLong() {
    return said.size() >= WAITING_BYTES_MAX;
  }

  /// Is a write under way that somebody has not answered?
  boolean isBeingWritten() {
    return !unwritten.isEmpty();
  }

  /// What was said since the last write.
  DiskEffect.WriteJournal latest() {
    ByteBuffer bytes = said.take().asReadOnlyBuffer();
    var write = new DiskEffect.WriteJournal(end, bytes);
    end += bytes.remaining();
    unwritten.add(new Portion(write));
    return new DiskEffect.WriteJournal(write.offset(), bytes.duplicate());
  }

  /// Everything that is not known to be written.
  DiskEffect.WriteJournal all() {
    if (!isBeingWritten()) return latest();
    if (said.size() > 0) latest();
    long from = unwritten.getFirst().offset();
    ByteBuffer bytes = ByteBuffer.allocate((int) (end - from));
    for (Portion portion : unwritten) bytes.put(portion.write.bytes().duplicate());
    return new DiskEffect.WriteJournal(from, bytes.flip().asReadOnlyBuffer());
  }

  void written(long offset, int bytes) {
    for (Portion portion : unwritten) {
      if (portion.offset() >= offset && portion.end() <= offset + bytes) portion.isWritten = true;
    }
    while (!unwritten.isEmpty() && unwritten.getFirst().isWritten) unwritten.removeFirst();
  }

  private static final class Portion {
    final DiskEffect.WriteJournal write;
    boolean isWritten;

    Portion(DiskEffect.WriteJournal write) {
      this.write = write;
    }

    long offset() {
      return write.offset();
    }

    long end() {
      return write.offset() + write.bytes().limit();
    }
  }
}
