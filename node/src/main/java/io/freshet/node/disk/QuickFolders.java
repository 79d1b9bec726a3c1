package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.scan.FileStatus;
import io.freshet.content.scan.SystemCalls;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/// What many small files need of a [Tree], by system calls that begin in folders kept open: a third
/// of the CPU that Java's own means cost.
///
/// Nothing is followed here, either. Whatever does not work is left as it was, and said by an empty
/// answer: then the tree does it by Java's means, which know how to go on, or what to say.
final class QuickFolders implements AutoCloseable {
  /// Folders kept open, a descriptor each.
  static final int FOLDERS_OPEN_MAX = 64;

  private final SystemCalls calls;
  private final String root;
  private final HandleCache<String, OpenFolder> folders =
      new HandleCache<>(FOLDERS_OPEN_MAX, this::openFolder);

  /// How a file shall look that is made.
  ///
  /// @param mode its permission bits; those that are not [#exact] only as far as the process' umask
  ///   leaves them
  /// @param mtimeNanos only if it is exact
  record Appearance(boolean exact, int mode, long mtimeNanos) {}

  /// @param root absolute; may be reached through links
  QuickFolders(SystemCalls calls, String root) {
    this.calls = calls;
    this.root = root;
  }

  private record OpenFolder(SystemCalls calls, int number, Fingerprint print) implements Closeable {
    @Override
    public void close() {
      calls.close(number);
    }
  }

  /// Says to whom it matters that Java shall do it.
  private static final class NotQuickException extends IOException {
    private static final long serialVersionUID = 1L;

    NotQuickException() {
      super("not to be done quickly");
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  private OpenFolder openFolder(String path) throws IOException {
    if (path.isEmpty()) return opened(calls.openFolder(SystemCalls.ROOT, root + "/."));
    try (var above = folders.borrow(Tree.parent(path))) {
      return opened(calls.openFolder(above.handle().number, Tree.name(path)));
    }
  }

  private OpenFolder opened(int number) throws IOException {
    if (number < 0) throw new NotQuickException();
    FileStatus status = calls.status(number);
    if (status.isKnown()) return new OpenFolder(calls, number, status.print());
    calls.close(number);
    throw new NotQuickException();
  }

  /// How something looks, a link itself; if it is missing, its folder is there all the same.
  Optional<FileStatus> status(String path) throws IOException {
    String parent = Tree.parent(path);
    FileStatus seen;
    try (var folder = folders.borrow(parent)) {
      seen = calls.status(folder.handle().number, Tree.name(path));
      if (seen.isKnown()) return Optional.of(seen);
      if (seen.isMissing() && isCurrent(parent, folder.handle())) return Optional.of(seen);
    } catch (NotQuickException e) {
      return Optional.empty();
    }
    folders.forget(parent);
    return Optional.empty();
  }

  /// Does this folder still have its name?
  private boolean isCurrent(String path, OpenFolder folder) {
    if (path.isEmpty()) return true;
    FileStatus now = calls.status(SystemCalls.ROOT, root + "/" + path);
    return now.isKnown() && now.isFolder() && now.print().inode() == folder.print.inode();
  }

  /// Makes a folder where nothing is, in one that is there; says whether it did.
  boolean makeFolder(String path) throws IOException {
    String parent = Tree.parent(path);
    try (var folder = folders.borrow(parent)) {
      int number = folder.handle().number;
      if (!calls.status(number, Tree.name(path)).isMissing()) return false;
      boolean made =
          isCurrent(parent, folder.handle()) && calls.makeFolder(number, Tree.name(path)) == 0;
      if (made) return true;
    } catch (NotQuickException e) {
      return false;
    }
    folders.forget(parent);
    return false;
  }

  /// Makes a file with all its bytes where nothing is.
  ///
  /// @param bytes in a direct buffer
  /// @return how it looks then
  Optional<Fingerprint> make(String path, ByteBuffer bytes, Appearance wanted) throws IOException {
    String parent = Tree.parent(path);
    try (var folder = folders.borrow(parent)) {
      int number = folder.handle().number;
      int file = calls.createFile(number, Tree.name(path), wanted.mode);
      if (file >= 0) {
        Optional<Fingerprint> made = fill(file, bytes, wanted);
        calls.close(file);
        if (made.isPresent()) return made;
        calls.deleteFile(number, Tree.name(path));
      }
    } catch (NotQuickException e) {
      return Optional.empty();
    }
    folders.forget(parent);
    return Optional.empty();
  }

  private Optional<Fingerprint> fill(int file, ByteBuffer bytes, Appearance wanted) {
    boolean done =
        calls.write(file, bytes, 0) == bytes.remaining()
            && (!wanted.exact || calls.setModified(file, wanted.mtimeNanos) == 0);
    if (!done) return Optional.empty();
    FileStatus now = calls.status(file);
    if (wanted.exact && now.isKnown() && now.permissions() != wanted.mode) {
      if (calls.setPermissions(file, wanted.mode) != 0) return Optional.empty();
      now = calls.status(file);
    }
    return now.isKnown() ? Optional.of(now.print()) : Optional.empty();
  }

  /// Gives a file or folder another name, which nothing has.
  ///
  /// @return how it looks then
  Optional<Fingerprint> moveToFree(String from, String to) throws IOException {
    String parentBefore = Tree.parent(from);
    String parent = Tree.parent(to);
    try (var source = folders.borrow(parentBefore);
        var target = folders.borrow(parent)) {
      int folder = target.handle().number;
      // Somebody may have moved one away, and it is his now.
      if (isCurrent(parentBefore, source.handle())
          && isCurrent(parent, target.handle())
          && calls.moveToFree(source.handle().number, Tree.name(from), folder, Tree.name(to))
              == 0) {
        FileStatus now = calls.status(folder, Tree.name(to));
        return now.isKnown() ? Optional.of(now.print()) : Optional.empty();
      }
    } catch (NotQuickException e) {
      return Optional.empty();
    }
    folders.forget(parentBefore);
    folders.forget(parent);
    return Optional.empty();
  }

  /// Gives a folder these bits if it can be opened.
  void setFolderMode(String path, int mode) throws IOException {
    try (var folder = folders.borrow(path)) {
      calls.setPermissions(folder.handle().number, mode);
    } catch (NotQuickException e) {
      // It keeps those that it has.
    }
  }

  /// Sets when something was changed last, of a link itself.
  boolean setModified(String path, long mtimeNanos) throws IOException {
    try (var folder = folders.borrow(Tree.parent(path))) {
      int number = folder.handle().number;
      if (path.isEmpty()) return calls.setModified(number, mtimeNanos) == 0;
      return calls.setModified(number, Tree.name(path), mtimeNanos) == 0;
    } catch (NotQuickException e) {
      return false;
    }
  }

  /// Opens a file for reading.
  Optional<OpenFile> open(String path) throws IOException {
    String parent = Tree.parent(path);
    try (var folder = folders.borrow(parent)) {
      int file = calls.openFile(folder.handle().number, Tree.name(path));
      if (file >= 0) return Optional.of(new OpenFile(file));
    } catch (NotQuickException e) {
      return Optional.empty();
    }
    folders.forget(parent);
    return Optional.empty();
  }

  /// A file that is open for one reader.
  final class OpenFile implements Closeable {
    private final int number;

    private OpenFile(int number) {
      this.number = number;
    }

    /// Reads so many bytes at most; none at the file's end.
    int read(ByteBuffer target, int bytesMax, long offset) throws IOException {
      int position = target.position();
      ByteBuffer portion =
          target.isDirect()
              ? target.slice(position, bytesMax)
              : ByteBuffer.allocateDirect(bytesMax);
      int read = calls.read(number, portion, offset);
      if (read < 0) throw new IOException("it cannot be read (error " + -read + ")");
      if (!target.isDirect()) target.put(position, portion, 0, read);
      target.position(position + read);
      return read;
    }

    Fingerprint fingerprint() throws IOException {
      FileStatus now = calls.status(number);
      if (!now.isKnown()) throw new IOException("it cannot be looked at");
      return now.print();
    }

    @Override
    public void close() {
      calls.close(number);
    }
  }

  /// A folder of this name goes.
  void forget(String path) throws IOException {
    folders.forget(path);
  }

  /// These folders go, or get other names.
  void forgetAll(Predicate<String> which) throws IOException {
    folders.forgetAll(which);
  }

  @Override
  public void close() throws IOException {
    folders.close();
  }
}
