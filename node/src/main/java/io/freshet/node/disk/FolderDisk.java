package io.freshet.node.disk;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.Sighting;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The real files of one destination, kept open between one call and the next.
final class FolderDisk implements Disk<IOException>, Closeable {
  /// Files kept open between pieces and until their batch is synced, of each kind: an eighth of the
  /// usual 1,024 descriptors.
  static final int OPEN_MAX = 128;

  /// Syncs at once: they wait for the disk, which merges those that wait together.
  private static final int SYNC_LANES = 8;

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(OWNER_READ, OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

  /// Files that are synced together where that can be done: fewer are left to [FileChannel#force],
  /// which doesn't wait for what others have written.
  static final int SYNCED_WHOLE_MIN = 256;

  /// One after the other, each is a transaction of its own.
  private static final int FOLDERS_SYNCED_WHOLE_MIN = 8;

  private final Tree tree;
  private final OwnTouches touches;
  private Optional<WholeSync> whole = Optional.empty();
  // While many files are synced: that waits for all of them to be ready.
  private volatile boolean deferring;
  private volatile boolean unlocks;
  // Two caches by name: a record as a key would set up its own `hashCode` and `equals`, which costs
  // a start 10 ms (docs/adr/0002).
  private final HandleCache<String, FileChannel> readable;
  private final HandleCache<String, FileChannel> writable;

  FolderDisk(Tree tree, OwnTouches touches) {
    this.tree = tree;
    this.touches = touches;
    this.readable = new HandleCache<>(OPEN_MAX, path -> tree.open(path, StandardOpenOption.READ));
    this.writable =
        new HandleCache<>(
            OPEN_MAX, path -> tree.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /// From now on folders that their owner may not change are made so that he may: whoever asks for
  /// this gives them back what they shall look like.
  void unlockFolders() {
    unlocks = true;
  }

  /// A file is going to be changed by other means.
  void noteTouch() {
    touches.touch();
  }

  /// From now on it is noted when files are changed.
  void noteTouches() throws IOException {
    touches.begin();
  }

  /// The file, open until the loan is closed, even if it gets another name meanwhile. Our own files
  /// are opened for both, unless they have got a mode by which nobody may write.
  HandleCache<?, FileChannel>.Loan borrow(String path) throws IOException {
    if (!path.startsWith(Layout.NOTES)) return readable.borrow(path);
    try {
      return writable.borrow(path);
    } catch (AccessDeniedException e) {
      return readable.borrow(path);
    }
  }

  /// The same to write. Whoever writes to a file gives it its mode afterwards: one by which its
  /// owner may not write, from an earlier process, is void.
  private HandleCache<?, FileChannel>.Loan borrowToWrite(String path) throws IOException {
    try {
      return writable.borrow(path);
    } catch (AccessDeniedException e) {
      if (!allow(path)) throw e;
      return writable.borrow(path);
    }
  }

  /// @return false if its owner may do everything already
  private boolean allow(String path) throws IOException {
    Set<PosixFilePermission> before = tree.permissions(path);
    Set<PosixFilePermission> after = EnumSet.of(OWNER_READ, OWNER_WRITE);
    if (before.containsAll(after)) return false;
    after.addAll(before);
    touches.touch();
    tree.setPermissions(path, after);
    return true;
  }

  @Override
  public Sighting look(String path) throws IOException {
    return tree.look(path);
  }

  @Override
  public Fingerprint fingerprint(String path) throws IOException {
    return tree.fingerprint(path);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return changing(folder, () -> tree.listSayable(folder));
  }

  @Override
  public int read(String path, ByteBuffer target, long offset) throws IOException {
    try (var loan = borrow(path)) {
      return loan.handle().read(target, offset);
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  @Override
  public void create(String path) throws IOException {
    touches.touch();
    writable.keep(
        path,
        tree.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW));
  }

  @Override
  public void write(String path, ByteBuffer bytes, long offset) throws IOException {
    try (var loan = borrowToWrite(path)) {
      touches.touch();
      writeAll(loan.handle(), bytes, offset);
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  /// What happens to an open file doesn't say which.
  IOException named(String path, IOException e) {
    if (e instanceof FileSystemException
        || e instanceof ClosedChannelException
        || e instanceof InterruptedIOException) {
      return e;
    }
    var named = new FileSystemException(tree.path(path).toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }

  static void writeAll(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) at += channel.write(bytes, at);
  }

  @Override
  public void resize(String path, long length) throws IOException {
    // To look costs one call, to open it three.
    if (tree.fingerprint(path).size() == length) return;
    try (var loan = borrowToWrite(path)) {
      FileChannel channel = loan.handle();
      long before = channel.size();
      if (before == length) return;
      touches.touch();
      if (before > length) channel.truncate(length);
      else extend(channel, length);
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  /// `ftruncate` to a larger size, which leaves a hole: Java offers it only as what a mapping does
  /// before it maps.
  private static void extend(FileChannel channel, long length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      channel.map(MapMode.READ_WRITE, length - 1, 1, arena);
    }
  }

  /// Thousands of files will be written: to be called before the first one is.
  void expectMany() {
    if (whole.isEmpty()) whole = WholeSync.open(tree.path(""));
  }

  @Override
  public void sync(String path) throws IOException {
    if (deferring) return;
    try (var loan = borrow(path)) {
      loan.handle().force(true);
    } catch (AccessDeniedException e) {
      syncWhatMayNotBeRead(path, e);
    } catch (IOException e) {
      throw named(path, e);
    }
  }

  /// Who may not give itself the right to open it may not have it.
  private void syncWhatMayNotBeRead(String path, AccessDeniedException reason) throws IOException {
    Set<PosixFilePermission> before = tree.permissions(path);
    if (!allow(path)) throw reason;
    try (FileChannel file = tree.open(path, StandardOpenOption.READ)) {
      tree.setPermissions(path, before);
      file.force(true);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    touches.touch();
    Change<Boolean> move =
        () -> {
          tree.move(from, to);
          return true;
        };
    String folder = Tree.parent(to);
    try (var _ = Departing.at(tree, to, () -> changing(folder, () -> tree.look(to)))) {
      // Neither folder may be one that lets its owner change it.
      changing(folder, () -> changing(Tree.parent(from), move));
      forget(from);
      forget(to);
    }
  }

  @Override
  public boolean moveFolder(String from, String to) throws IOException {
    if (!(tree.look(from) instanceof Sighting.Folder)) {
      throw new NotDirectoryException(tree.path(from).toString());
    }
    if (!(tree.look(to) instanceof Sighting.Nothing)) {
      throw new FileAlreadyExistsException(tree.path(to).toString());
    }
    Change<Boolean> move =
        () -> {
          tree.moveFolder(from, to);
          return true;
        };
    try {
      changing(Tree.parent(to), () -> changing(Tree.parent(from), move));
      forgetMoved(from, to);
      return true;
    } catch (FileSystemException e) {
      // So says an overlay of a folder that is not in its topmost layer.
      if (e.getCause() instanceof AtomicMoveNotSupportedException) return false;
      throw e;
    }
  }

  @Override
  public void makeFolderLike(String path, String model) throws IOException {
    PosixFileAttributes like = tree.attributes(model);
    changing(Tree.parent(path), () -> tree.makeFolders(path));
    Set<PosixFilePermission> permissions = EnumSet.copyOf(OWNERS);
    permissions.addAll(like.permissions());
    tree.setPermissions(path, permissions);
  }

  @Override
  public Optional<Fingerprint> moveToFree(String from, String to) throws IOException {
    Optional<QuickFolders> quick = tree.quick();
    if (quick.isEmpty()) return Optional.empty();
    touches.touch();
    Optional<Fingerprint> moved = quick.get().moveToFree(from, to);
    if (moved.isPresent()) {
      forget(from);
      forget(to);
    }
    return moved;
  }

  @Override
  public boolean moveFolderToFree(String from, String to) throws IOException {
    if (!tree.moveFolderToFree(from, to)) return false;
    forgetMoved(from, to);
    return true;
  }

  /// Whoever asks for this name next opens what it leads to then.
  private void forget(String path) throws IOException {
    readable.forget(path);
    writable.forget(path);
  }

  /// Whatever was opened under a name in a folder that moved has another one now.
  private void forgetMoved(String from, String to) throws IOException {
    Predicate<String> moved = Tree.isWithin(from).or(Tree.isWithin(to));
    readable.forgetAll(moved);
    writable.forgetAll(moved);
  }

  /// Makes a small file with all its bytes, which are in a direct buffer, where nothing is. Empty:
  /// nothing was done.
  ///
  /// @return how it looks then
  Optional<Fingerprint> make(String path, ByteBuffer bytes, QuickFolders.Appearance wanted)
      throws IOException {
    Optional<QuickFolders> quick = tree.quick();
    if (quick.isEmpty()) return Optional.empty();
    touches.touch();
    return quick.get().make(path, bytes, wanted);
  }

  @Override
  public void link(String from, String to, Fingerprint print) throws IOException {
    if (!(tree.look(from) instanceof Sighting.RegularFile(Fingerprint now)) || !now.equals(print)) {
      throw changed(from);
    }
    if (from.equals(to)) return;
    touches.touch();
    boolean linked = tree.link(tree.path(from), to);
    // Whoever asks has tried that it can be done; this one file may be an exception.
    if (!linked) FileCopy.make(tree, from, tree, to);
    // Somebody may have written to it, or put another one there, just now.
    if (!tree.fingerprint(linked ? to : from).isSameButForCtime(print)) {
      tree.deleteFile(to);
      throw changed(from);
    }
  }

  private FileSystemException changed(String path) {
    return new FileSystemException(
        tree.path(path).toString(), null, "somebody changed it while it was to be renamed");
  }

  @Override
  public void makeLink(String path, String target) throws IOException {
    ExactLink.make(tree.path(path), target);
  }

  @Override
  public void delete(String path) throws IOException {
    forget(path);
    // One that has other names gets another ctime.
    touches.touch();
    String folder = Tree.parent(path);
    Sighting there = changing(folder, () -> tree.look(path));
    try (var _ = Departing.at(tree, path, () -> there)) {
      changing(
          folder,
          () -> {
            if (there instanceof Sighting.Folder) tree.deleteFolder(path);
            else tree.deleteFile(path);
            return true;
          });
    }
  }

  @Override
  public List<String> makeFolders(String path) throws IOException {
    String there = path;
    while (!there.isEmpty() && !(tree.look(there) instanceof Sighting.Folder)) {
      there = Tree.parent(there);
    }
    return changing(there, () -> tree.makeFolders(path));
  }

  private interface Change<T> {
    T run() throws IOException;
  }

  /// Changes the names in a folder, also in one that its owner may not change.
  private <T> T changing(String folder, Change<T> change) throws IOException {
    try {
      return change.run();
    } catch (AccessDeniedException e) {
      if (!unlocks || !unlock(folder)) throw e;
      return change.run();
    }
  }

  private boolean unlock(String folder) throws IOException {
    Set<PosixFilePermission> before = tree.permissions(folder);
    if (before.containsAll(OWNERS)) return false;
    Set<PosixFilePermission> after = EnumSet.copyOf(OWNERS);
    after.addAll(before);
    tree.setPermissions(folder, after);
    return true;
  }

  @Override
  public void syncFolder(String path) throws IOException {
    tree.forceFolder(path);
  }

  @Override
  public void syncFolders(List<String> paths) throws IOException {
    if (whole.isPresent() && paths.size() >= FOLDERS_SYNCED_WHOLE_MIN) whole.get().sync();
    else Disk.super.syncFolders(paths);
  }

  @Override
  public void each(int count, Step<IOException> step) throws IOException {
    boolean together = whole.isPresent() && count >= SYNCED_WHOLE_MIN;
    deferring = together;
    try {
      AllCores.each(count, SYNC_LANES, step::at);
      if (together) whole.get().sync();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      deferring = false;
    }
  }

  @Override
  public void close() throws IOException {
    whole.ifPresent(WholeSync::close);
    whole = Optional.empty();
    try (touches;
        readable;
        writable) {
      // Each is closed, whatever the others do.
    }
  }
}
