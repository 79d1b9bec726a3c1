package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;

/// One thing that a journal says. Pieces are ascending.
sealed interface JournalRecord {

  /// Writes this down. A method of each, not a switch over all: the first of them is written on the
  /// way of every start (docs/adr/0002).
  void encode(JournalFormat.Encoder out);

  /// The file's pieces are in the staged file with this inode, which has none yet.
  record Staged(int file, long inode) implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.inode(JournalFormat.STAGED, file, inode);
    }
  }

  /// A hint: these contents (originals) agreed with their hashes and were written; whether they
  /// reached the disk is not known.
  record Verified(int[] pieces) implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.runs(JournalFormat.VERIFIED, pieces);
    }
  }

  /// These pieces are durable in the files that hold them.
  record Placed(int[] pieces) implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.runs(JournalFormat.PLACED, pieces);
    }
  }

  /// The file is complete and durable; if it is staged, it gets its final name next.
  record Finishing(int file, Fingerprint print) implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.print(JournalFormat.FINISHING, file, print);
    }
  }

  /// The file stands under its final name, complete and durable, and looks like this.
  record Standing(int file, Fingerprint print) implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.print(JournalFormat.STANDING, file, print);
    }
  }

  /// The files of this run that are *finishing* stand under their final names, and look as it says
  /// there: they got them with their folder.
  record StandingNest(int first, int count) implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.run(JournalFormat.STANDING_NEST, first, count);
    }
  }

  /// From now on the file with this inode is written under its final name: of what it has, only
  /// what is placed after this counts.
  record InPlace(int file, long inode) implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.inode(JournalFormat.IN_PLACE, file, inode);
    }
  }

  /// All files that are *finishing* get their names now, one after the other: whoever reads this
  /// goes on with it.
  record Swapping() implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.bare(JournalFormat.SWAPPING);
    }
  }

  /// The swap is done: what stands there is this release and nothing else, durably.
  record Swapped() implements JournalRecord {
    @Override
    public void encode(JournalFormat.Encoder out) {
      out.bare(JournalFormat.SWAPPED);
    }
  }
}
