package io.freshet.node.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The folders of a [Tree], kept open: each is reached from the one above it, and never through a
/// link.
final class OpenFolders implements AutoCloseable {
  /// Two descriptors each: 128 of the 1,024 that a process usually has.
  static final int OPEN_MAX = 64;

  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

  private final Path root;
  private final HandleCache<String, OpenFolder> open =
      new HandleCache<>(OPEN_MAX, path -> new OpenFolder(openAnew(path)));

  OpenFolders(Path root) {
    this.root = root;
  }

  /// What is done in a folder.
  interface Step<T> {
    T in(SecureDirectoryStream<Path> folder) throws IOException;
  }

  /// Carries out a step in a folder; once more when the folder that was kept open is no longer the
  /// one of that name. A folder that cannot be opened is not asked for again: each one above it
  /// would be, too, and a path of 90 folders that are not there would cost 3^90 tries.
  <T> T within(String folder, Step<T> step) throws IOException {
    try {
      return withinUnnamed(folder, step);
    } catch (FileSystemException e) {
      throw named(path(folder), e);
    }
  }

  /// A step knows only the last component of a path: a person needs all of it.
  private static FileSystemException named(Path folder, FileSystemException e) {
    String file = e.getFile();
    if (file == null || file.startsWith("/") || e.getOtherFile() != null) return e;
    return whole(folder.resolve(file).normalize().toString(), e);
  }

  static FileSystemException whole(String path, FileSystemException e) {
    FileSystemException named =
        switch (e) {
          case NoSuchFileException _ -> new NoSuchFileException(path, null, e.getReason());
          case FileAlreadyExistsException _ ->
              new FileAlreadyExistsException(path, null, e.getReason());
          case AccessDeniedException _ -> new AccessDeniedException(path, null, e.getReason());
          case NotDirectoryException _ -> new NotDirectoryException(path);
          case FileSystemException other when other.getClass().equals(FileSystemException.class) ->
              new FileSystemException(path, null, e.getReason());
          // Of the others, each is caught by its kind.
          default -> e;
        };
    if (!named.equals(e)) named.initCause(e);
    return named;
  }

  private <T> T withinUnnamed(String folder, Step<T> step) throws IOException {
    try (var loan = open.borrow(folder)) {
      try {
        return step.in(loan.handle().stream);
      } catch (NoSuchFileException e) {
        if (!isStale(folder)) throw e;
      }
    }
    open.forget(folder);
    try (var loan = open.borrow(folder)) {
      return step.in(loan.handle().stream);
    }
  }

  /// Is the folder of this name another one than the one that is kept open? Without this question,
  /// each file that is not there would cost opening its folder again.
  private boolean isStale(String folder) throws IOException {
    if (folder.isEmpty()) return false;
    try (var loan = open.borrow(folder)) {
      return !loan.handle()
          .key()
          .equals(
              Files.readAttributes(path(folder), BasicFileAttributes.class, NOFOLLOW).fileKey());
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /// A stream of its own, for who goes through it: that can be done once.
  SecureDirectoryStream<Path> openAnew(String path) throws IOException {
    if (path.isEmpty()) return openRoot();
    return within(
        Tree.parent(path),
        above -> {
          // Java opens a file first and then finds that it is no folder, and leaves it open.
          BasicFileAttributes found = view(above, path).readAttributes();
          if (found.isSymbolicLink()) throw blockedByLink(path(path), path);
          if (!found.isDirectory()) {
            throw new BlockedException(path(path), path, "it is not a folder");
          }
          return above.newDirectoryStream(Path.of(Tree.name(path)), NOFOLLOW);
        });
  }

  @SuppressWarnings("StreamResourceLeak") // The caller owns it.
  private SecureDirectoryStream<Path> openRoot() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (stream instanceof SecureDirectoryStream<Path> secure) return secure;
    stream.close();
    throw new FileSystemException(
        root.toString(), null, "this platform's Java cannot open files without following links");
  }

  private Path path(String relative) {
    return relative.isEmpty() ? root : root.resolve(relative);
  }

  static PosixFileAttributeView view(SecureDirectoryStream<Path> folder, String path) {
    return folder.getFileAttributeView(
        Path.of(Tree.name(path)), PosixFileAttributeView.class, NOFOLLOW);
  }

  static PosixFileAttributeView self(SecureDirectoryStream<Path> folder) {
    return folder.getFileAttributeView(PosixFileAttributeView.class);
  }

  /// Whoever asks for this folder next opens it anew.
  void forget(String path) throws IOException {
    open.forget(path);
  }

  void forgetAll(Predicate<String> which) throws IOException {
    open.forgetAll(which);
  }

  @Override
  public void close() throws IOException {
    open.close();
  }

  static BlockedException blockedByLink(Path path, String component) {
    return new BlockedException(
        path, component, "it is a link, and nothing is read or written through one");
  }

  /// A folder that is kept open, and which one it is, once somebody has asked.
  private static final class OpenFolder implements Closeable {
    private final SecureDirectoryStream<Path> stream;
    private volatile @Nullable Object key;

    OpenFolder(SecureDirectoryStream<Path> stream) {
      this.stream = stream;
    }

    Object key() throws IOException {
      Object known = key;
      if (known != null) return known;
      Object asked = self(stream).readAttributes().fileKey();
      key = asked;
      return asked;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /// A component of a path is a link or a file where a folder should be.
  static final class BlockedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    final String component;

    BlockedException(Path path, String component, String reason) {
      super(path.toString(), null, reason);
      this.component = component;
    }
  }
}
