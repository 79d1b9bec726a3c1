package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.scan.Fingerprints;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/// The files that are on their way: each made when its first piece comes, sparse, under its number.
final class StagedFiles implements Closeable {
  /// Files kept open between pieces and until their batch is synced: a quarter of the usual 1,024
  /// descriptors.
  static final int OPEN_MAX = 256;

  private final Tree tree;
  private final Layout layout;
  private final Manifest manifest;
  private final Journal journal;
  private final HandleCache<Integer, FileChannel> open = new HandleCache<>(OPEN_MAX, this::open);
  // Guarded by itself: the files whose staged file the journal knows.
  private final BitSet known = new BitSet();
  private final Claims claims;

  StagedFiles(Ground ground) {
    this.tree = ground.tree();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.journal = ground.journal();
    this.claims = ground.claims();
  }

  HandleCache<Integer, FileChannel>.Loan borrow(int file) throws IOException {
    return open.borrow(file);
  }

  private FileChannel open(Integer file) throws IOException {
    String path = layout.stagedFile(file);
    boolean begun;
    synchronized (known) {
      begun = known.get(file);
    }
    // Never made a second time: a file that is gone has got its final name, or was taken away.
    if (begun) return tree.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean made = true;
    FileChannel channel;
    try {
      channel =
          tree.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      // From an earlier run, or just made by another thread.
      made = false;
      channel = tree.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    introduce(file, path, made);
    return channel;
  }

  /// Tells the journal of a staged file that it doesn't know: a new one has a new story even if the
  /// kernel gave it the inode of one that was deleted.
  private void introduce(int file, String path, boolean made) throws IOException {
    synchronized (known) {
      // Whoever made it says so, also when another thread has opened it meanwhile and took it for
      // an old one.
      if (known.get(file) && !made) return;
      known.set(file);
    }
    long inode = Fingerprints.at(tree.path(path)).inode();
    if (made || !claims.isStaged(file, inode)) journal.staged(file, inode);
  }

  void write(int file, ByteBuffer bytes, long offset) throws IOException {
    try (var loan = open.borrow(file)) {
      write(loan.handle(), bytes, offset);
    }
  }

  static void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) at += channel.write(bytes, at);
  }

  /// The last change to a file before it is durable.
  interface LastTouch {
    void apply() throws IOException;
  }

  /// Gives a file its length where its last bytes are zeros that were never written, applies the
  /// last touch to it (attributes: after the last write, which changes them) and makes it durable.
  void seal(int file, LastTouch touch) throws IOException {
    try (var loan = open.borrow(file)) {
      FileChannel channel = loan.handle();
      long length = manifest.length(file);
      if (channel.size() < length) extend(channel, length);
      if (channel.size() > length) channel.truncate(length);
      touch.apply();
      channel.force(true);
    }
  }

  /// Makes what was written durable.
  void force(int file) throws IOException {
    try (var loan = open.borrow(file)) {
      loan.handle().force(false);
    }
  }

  /// `ftruncate` to a larger size, which leaves a hole: Java offers it only as what a mapping does
  /// before it maps.
  private static void extend(FileChannel channel, long length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      channel.map(MapMode.READ_WRITE, length - 1, 1, arena);
    }
  }

  void forget(int file) throws IOException {
    open.forget(file);
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
