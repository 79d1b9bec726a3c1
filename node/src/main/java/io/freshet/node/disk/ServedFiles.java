package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.node.disk.Holding.Reading;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/// Files under their final names, which anybody may change at any time: read, and compared before
/// and after.
final class ServedFiles implements Closeable {
  /// Files kept open for the next piece: a quarter of the 1,024 descriptors that a process usually
  /// has.
  static final int OPEN_MAX = 256;

  private final Tree tree;
  private final IntFunction<String> pathOf;
  private final IntFunction<Fingerprint> proven;
  private final IntConsumer changed;
  private final HandleCache<Integer, FileChannel> open;
  private volatile IntPredicate relinked = file -> false;

  /// @param pathOf a file's name in the tree
  /// @param proven how a file looked when its pieces agreed with their hashes
  /// @param changed is told of a file that looks different now; may be told again
  ServedFiles(
      Tree tree, IntFunction<String> pathOf, IntFunction<Fingerprint> proven, IntConsumer changed) {
    this.tree = tree;
    this.pathOf = pathOf;
    this.proven = proven;
    this.changed = changed;
    this.open =
        new HandleCache<>(OPEN_MAX, file -> tree.open(pathOf.apply(file), StandardOpenOption.READ));
  }

  /// From now on these get and lose names, which changes their ctime: that alone is no change.
  void forgive(IntPredicate files) {
    relinked = files;
  }

  /// Opens a part of a file; empty when it is no longer the file that was proven.
  Optional<Reading> read(int file, long offset, int length) throws IOException {
    Optional<QuickFolders> quick = tree.quick();
    if (quick.isPresent() && offset == 0 && length <= Arrivals.SMALL_BYTES) {
      Optional<QuickFolders.OpenFile> opened = quick.get().open(pathOf.apply(file));
      // It is compared afterwards, which says the same of what was read.
      if (opened.isPresent()) return Optional.of(new QuickReading(file, opened.get(), length));
    }
    if (!isIntact(file)) return Optional.empty();
    try {
      return Optional.of(
          new PartReading(open.borrow(file), offset, length) {
            @Override
            public boolean intact() {
              return isIntact(file);
            }
          });
    } catch (IOException e) {
      // It can't be opened any more: moved, forbidden, or reached through a link by now.
      changed.accept(file);
      return Optional.empty();
    }
  }

  private boolean isIntact(int file) {
    return isIntact(file, () -> tree.fingerprint(pathOf.apply(file)));
  }

  private interface Look {
    Fingerprint now() throws IOException;
  }

  private boolean isIntact(int file, Look look) {
    try {
      Fingerprint then = proven.apply(file);
      while (true) {
        Fingerprint now = look.now();
        if (now.equals(then) || (relinked.test(file) && now.isSameButForCtime(then))) return true;
        // We may just have given it other attributes ourselves.
        Fingerprint meanwhile = proven.apply(file);
        if (meanwhile.equals(then)) break;
        then = meanwhile;
      }
      open.forget(file);
    } catch (IOException e) {
      // Gone, or not to be seen: the same as changed.
    }
    changed.accept(file);
    return false;
  }

  @Override
  public void close() throws IOException {
    open.close();
  }

  /// The bytes of a small file, opened for them alone. It is compared once, when they were read:
  /// whoever changes it meanwhile changes its ctime.
  private final class QuickReading implements Reading {
    private final int file;
    private final QuickFolders.OpenFile opened;
    private final int length;
    private int offset;

    QuickReading(int file, QuickFolders.OpenFile opened, int length) {
      this.file = file;
      this.opened = opened;
      this.length = length;
    }

    @Override
    public int remaining() {
      return length - offset;
    }

    @Override
    public int fill(ByteBuffer target) throws IOException {
      int portion = Math.min(remaining(), target.remaining());
      if (portion == 0) return 0;
      int read = opened.read(target, portion, offset);
      if (read <= 0) throw new EOFException("the file ends " + remaining() + " bytes too early");
      offset += read;
      return read;
    }

    @Override
    public boolean intact() {
      return isIntact(file, opened::fingerprint);
    }

    @Override
    public void close() {
      opened.close();
    }
  }

  /// A run of bytes of an open file.
  abstract static class PartReading implements Reading {
    private final HandleCache<?, FileChannel>.Loan loan;
    private long offset;
    private int remaining;

    PartReading(HandleCache<?, FileChannel>.Loan loan, long offset, int length) {
      this.loan = loan;
      this.offset = offset;
      this.remaining = length;
    }

    @Override
    public int remaining() {
      return remaining;
    }

    @Override
    public int fill(ByteBuffer target) throws IOException {
      if (remaining == 0 || !target.hasRemaining()) return 0;
      int limit = target.limit();
      if (target.remaining() > remaining) target.limit(target.position() + remaining);
      int read;
      try {
        read = loan.handle().read(target, offset);
      } finally {
        target.limit(limit);
      }
      if (read <= 0) throw new EOFException("the file ends " + remaining + " bytes too early");
      offset += read;
      remaining -= read;
      return read;
    }

    @Override
    public void close() throws IOException {
      loan.close();
    }
  }

  /// A piece of zeros: nothing is read for it.
  static final class Zeros implements Reading {
    private int remaining;

    Zeros(int length) {
      this.remaining = length;
    }

    @Override
    public int remaining() {
      return remaining;
    }

    @Override
    public int fill(ByteBuffer target) {
      int filled = Math.min(remaining, target.remaining());
      for (int i = 0; i < filled; i++) target.put((byte) 0);
      remaining -= filled;
      return filled;
    }

    @Override
    public boolean intact() {
      return true;
    }

    @Override
    public void close() {}
  }
}
