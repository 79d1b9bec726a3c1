package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The files that are on their way: each made when its first piece comes, sparse, under its number;
/// or *live*, that is written under its final name.
///
/// Into a live file only proven bytes are written: what arrives for it waits in a sparse file of
/// the same shape.
final class StagedFiles {
  /// Files that are made at once.
  private static final int LOCKS = 16;

  private final FolderDisk disk;
  private final Layout layout;
  private final Reopening<IOException> reopened;
  private final KeptAttributes attributes;
  private final Story story;
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
  // Until they are told of.
  private final ConcurrentHashMap<Integer, Fingerprint> made = new ConcurrentHashMap<>();
  // Guarded by itself: files that are there, and files where arriving bytes wait.
  private final BitSet begun = new BitSet();
  private final BitSet scratch = new BitSet();
  // The same, by the numbers of folders of the manifest, its own with 0: those that are there.
  private final BitSet folders = new BitSet();
  private final ReentrantLock folderLock = new ReentrantLock();

  /// Is told what the journal must know.
  @FunctionalInterface
  interface Story {
    void tell(DiskEvent.Begun begun) throws IOException;
  }

  StagedFiles(
      Ground ground, Reopening<IOException> reopened, KeptAttributes attributes, Story story) {
    this.disk = ground.disk();
    this.layout = ground.layout();
    this.reopened = reopened;
    this.attributes = attributes;
    this.story = story;
    for (int i = 0; i < LOCKS; i++) locks[i] = new ReentrantLock();
  }

  /// Is this file written under its final name?
  boolean isLive(int file) {
    return reopened.isInPlace(file);
  }

  /// Is there something already that holds pieces of this file?
  boolean isBegun(int file) {
    return isIn(begun, file) || reopened.isBegun(file);
  }

  /// Under which other name this file stands, complete; nothing if it does not.
  Optional<Reopening.Move> move(int file) {
    return reopened.move(file);
  }

  /// Where the pieces of this file are while it is not complete.
  String path(int file) {
    return reopened.path(file);
  }

  HandleCache<?, FileChannel>.Loan borrow(int file) throws IOException {
    return disk.borrow(reopened.path(file));
  }

  /// Makes the staged file if there is none; the journal hears of it before its first piece.
  void begin(int file) throws IOException {
    if (isIn(begun, file)) return;
    ReentrantLock lock = locks[file % LOCKS];
    lock.lock();
    try {
      if (isIn(begun, file)) return;
      if (!reopened.isBegun(file)) {
        String path = layout.staged(file);
        makeFolder(file, path);
        disk.create(path);
        if (layout.manifest().length(file) > layout.manifest().pieceLength()) {
          story.tell(new DiskEvent.Begun(file, disk.fingerprint(path).inode()));
        }
      }
      add(begun, file);
    } finally {
      lock.unlock();
    }
  }

  /// Makes a small file with all its proven bytes, looking as it shall; false if that has to be
  /// done step by step.
  ///
  /// @param bytes in a direct buffer
  boolean make(int file, ByteBuffer bytes) throws IOException {
    if (isIn(begun, file) || reopened.isBegun(file)) return false;
    Optional<QuickFolders.Appearance> wanted = attributes.fromTheBeginning(file);
    if (wanted.isEmpty()) return false;
    String path = layout.staged(file);
    makeFolder(file, path);
    Optional<Fingerprint> print = disk.make(path, bytes, wanted.get());
    if (print.isEmpty()) return false;
    made.put(file, print.get());
    attributes.isDressed(file);
    add(begun, file);
    return true;
  }

  /// How this file looked when it was made with all its bytes, or looks under its other name; told
  /// once, and empty for others.
  Optional<Fingerprint> made(int file) {
    return reopened
        .move(file)
        .map(Reopening.Move::print)
        .or(() -> Optional.ofNullable(made.remove(file)));
  }

  /// What is staged in folders needs them.
  private void makeFolder(int file, String path) throws IOException {
    if (layout.staged() == Layout.Staging.BY_NUMBER) return;
    int folder = layout.manifest().folderOf(file) + 1;
    if (isIn(folders, folder)) return;
    folderLock.lock();
    try {
      if (isIn(folders, folder)) return;
      disk.makeFolders(Tree.parent(path));
      add(folders, folder);
    } finally {
      folderLock.unlock();
    }
  }

  private static boolean isIn(BitSet files, int file) {
    synchronized (files) {
      return files.get(file);
    }
  }

  private static void add(BitSet files, int file) {
    synchronized (files) {
      files.set(file);
    }
  }

  /// Writes proven bytes to their place.
  void write(int file, ByteBuffer bytes, long offset) throws IOException {
    begin(file);
    if (reopened.move(file).isPresent()) {
      throw new IllegalStateException("file " + file + " stands under another name, too");
    }
    disk.write(reopened.path(file), bytes, offset);
  }

  /// Makes ready for bytes of this file that are not proven yet.
  ///
  /// @return where they may be written by [#writeArriving]
  String beginArriving(int file) throws IOException {
    if (isLive(file)) beginScratch(file);
    else begin(file);
    return layout.staged(file);
  }

  void writeArriving(String path, ByteBuffer bytes, long offset) throws IOException {
    disk.write(path, bytes, offset);
  }

  private void beginScratch(int file) throws IOException {
    if (isIn(scratch, file)) return;
    ReentrantLock lock = locks[file % LOCKS];
    lock.lock();
    try {
      if (isIn(scratch, file)) return;
      if (disk.look(layout.staged(file)) instanceof Sighting.Nothing) {
        makeFolder(file, layout.staged(file));
        disk.create(layout.staged(file));
      }
      add(scratch, file);
    } finally {
      lock.unlock();
    }
  }

  /// What arrived is proven: brings it to its place, if it isn't there.
  void prove(int file, ByteBuffer buffer, long offset, int length) throws IOException {
    if (!isLive(file)) return;
    for (int done = 0; done < length; done += buffer.limit()) {
      buffer.clear().limit(Math.min(buffer.capacity(), length - done));
      while (buffer.hasRemaining()) {
        long at = offset + done + buffer.position();
        if (disk.read(layout.staged(file), buffer, at) < 0) {
          throw new IOException(layout.staged(file) + " lost its end while it was copied");
        }
      }
      write(file, buffer.flip(), offset + done);
    }
  }
}
