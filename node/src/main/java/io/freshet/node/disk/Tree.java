package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.scan.FileStatus;
import io.freshet.content.scan.Fingerprints;
import io.freshet.content.scan.Sayable;
import io.freshet.content.scan.SystemCalls;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A folder in which nothing is reached through a link: below the root, every component is opened
/// without following.
///
/// Paths are relative to the root, components joined by `/`, the root itself the empty string. The
/// root may be reached through links: its path was typed by a person. Every step starts in a folder
/// that is open ([OpenFolders]: `openat`, `renameat`), so that a component that turns into a link
/// between two steps leads nowhere. Three things Java offers by path only: making a folder (the new
/// one is then opened from its parent without following, which fails if it was made elsewhere),
/// making a link (done in a private folder, then moved) and making a hard link (whoever does so
/// looks whether it is one to the right file).
final class Tree implements AutoCloseable {
  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

  private static final int MODE_BITS = 07777;

  /// What Linux takes for a name.
  private static final int NAME_BYTES_MAX = 255;

  private final Path root;
  private final OpenFolders folders;
  private volatile @Nullable QuickFolders quick;

  Tree(Path root) {
    this.root = root.toAbsolutePath();
    this.folders = new OpenFolders(this.root);
  }

  /// Many files will be looked at: worth some CPU to get ready for that.
  synchronized void expectMany() {
    if (quick == null) {
      quick =
          SystemCalls.here().map(calls -> new QuickFolders(calls, root.toString())).orElse(null);
    }
  }

  /// For who has expected many; empty where this machine cannot.
  Optional<QuickFolders> quick() {
    return Optional.ofNullable(quick);
  }

  /// For messages, and for what can only be asked by path.
  Path path(String relative) {
    return relative.isEmpty() ? root : root.resolve(relative);
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// What stands under this name.
  Sighting look(String path) throws IOException {
    if (path.isEmpty()) return new Sighting.Folder();
    QuickFolders fast = quick;
    if (fast != null) {
      Optional<FileStatus> seen = fast.status(path);
      if (seen.isPresent()) {
        if (seen.get().isFile()) return new Sighting.RegularFile(seen.get().print());
        if (seen.get().isFolder()) return new Sighting.Folder();
        if (seen.get().isMissing()) return new Sighting.Nothing();
      }
    }
    try {
      return folders.within(parent(path), folder -> sight(folder, path));
    } catch (NoSuchFileException e) {
      return new Sighting.Nothing();
    } catch (OpenFolders.BlockedException e) {
      return new Sighting.Blocked(e.component);
    }
  }

  private Sighting sight(SecureDirectoryStream<Path> folder, String path) throws IOException {
    BasicFileAttributes seen = OpenFolders.view(folder, path).readAttributes();
    if (seen.isDirectory()) return new Sighting.Folder();
    if (seen.isSymbolicLink()) {
      return new Sighting.Link(Files.readSymbolicLink(path(path)).toString());
    }
    return seen.isRegularFile()
        ? new Sighting.RegularFile(Fingerprints.at(path(path)))
        : new Sighting.Special();
  }

  /// How a file looks; fails if there is none.
  Fingerprint fingerprint(String path) throws IOException {
    QuickFolders fast = quick;
    if (fast != null) {
      Optional<FileStatus> seen = fast.status(path);
      if (seen.isPresent() && seen.get().isKnown()) return seen.get().print();
    }
    return Fingerprints.at(path(path));
  }

  FileChannel open(String path, OpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(List.of(options));
    all.add(NOFOLLOW);
    return folders.within(parent(path), folder -> open(folder, path, all));
  }

  private FileChannel open(SecureDirectoryStream<Path> folder, String path, Set<OpenOption> options)
      throws IOException {
    try {
      return (FileChannel) folder.newByteChannel(Path.of(name(path)), options);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // What the JDK says of a link is no FileSystemException.
      if (!OpenFolders.view(folder, path).readAttributes().isSymbolicLink()) throw e;
      throw OpenFolders.blockedByLink(path(path), path);
    }
  }

  /// Makes this folder and those above it; says which ones are new, topmost first.
  List<String> makeFolders(String path) throws IOException {
    List<String> made = new ArrayList<>();
    makeFolders(path, made);
    return made;
  }

  private void makeFolders(String path, List<String> made) throws IOException {
    if (path.isEmpty()) return;
    QuickFolders fast = quick;
    if (fast != null && fast.makeFolder(path)) {
      made.add(path);
      return;
    }
    try {
      folders.within(path, folder -> true);
    } catch (NoSuchFileException e) {
      makeFolders(parent(path), made);
      try {
        Files.createDirectory(path(path));
        made.add(path);
      } catch (FileAlreadyExistsException ignored) {
        // Somebody else made it: the next line says whether it is a folder.
      }
      folders.within(path, folder -> true);
    }
  }

  /// Renames within the tree, replacing a file or link of that name.
  void move(String from, String to) throws IOException {
    try {
      folders.within(
          parent(from),
          source ->
              folders.within(
                  parent(to),
                  target -> {
                    source.move(Path.of(name(from)), target, Path.of(name(to)));
                    return true;
                  }));
    } catch (AtomicMoveNotSupportedException e) {
      var named =
          new FileSystemException(
              path(to).toString(), null, "it is on another file system than " + root);
      named.initCause(e);
      throw named;
    } catch (FileSystemException e) {
      if (e.getOtherFile() == null) throw e;
      throw OpenFolders.whole(path(e instanceof NoSuchFileException ? from : to).toString(), e);
    }
  }

  /// Gives a file of this file system another name, where nothing is.
  ///
  /// @return false where that cannot be done
  boolean link(Path existing, String path) throws IOException {
    try {
      Files.createLink(path(path), existing);
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (NoSuchFileException | FileAlreadyExistsException | AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      // It has as many names as a file can have, the file system knows no hard links, or the kernel
      // allows none to what is not one's own.
      return false;
    }
  }

  /// Gives a folder another name if nothing has that.
  ///
  /// @return false where that cannot be done
  boolean moveFolderToFree(String from, String to) throws IOException {
    QuickFolders fast = quick;
    if (fast == null || fast.moveToFree(from, to).isEmpty()) return false;
    forgetMoved(from, to);
    return true;
  }

  /// What was opened under these names. All else is still needed: a release may have a thousand
  /// folders that are moved one after the other.
  private void forgetMoved(String from, String to) throws IOException {
    Predicate<String> moved = isWithin(from).or(isWithin(to));
    folders.forgetAll(moved);
    QuickFolders fast = quick;
    if (fast != null) fast.forgetAll(moved);
  }

  /// Is a path this folder's, or that of something in it?
  static Predicate<String> isWithin(String folder) {
    return path ->
        path.startsWith(folder)
            && (path.length() == folder.length() || path.charAt(folder.length()) == '/');
  }

  /// Renames a folder, also one that its owner may not change: to get another parent it must be one
  /// that he may.
  void moveFolder(String from, String to) throws IOException {
    forgetMoved(from, to);
    try {
      move(from, to);
    } catch (AccessDeniedException e) {
      Set<PosixFilePermission> before = permissions(from);
      if (before.contains(PosixFilePermission.OWNER_WRITE)) throw e;
      Set<PosixFilePermission> after = EnumSet.copyOf(before);
      after.add(PosixFilePermission.OWNER_WRITE);
      setPermissions(from, after);
      move(from, to);
      setPermissions(to, before);
    }
  }

  void deleteFile(String path) throws IOException {
    folders.within(
        parent(path),
        folder -> {
          folder.deleteFile(Path.of(name(path)));
          return true;
        });
  }

  void deleteFolder(String path) throws IOException {
    folders.forget(path);
    QuickFolders fast = quick;
    if (fast != null) fast.forget(path);
    folders.within(
        parent(path),
        folder -> {
          folder.deleteDirectory(Path.of(name(path)));
          return true;
        });
  }

  /// The names in a folder.
  List<String> list(String path) throws IOException {
    return list(path, Integer.MAX_VALUE);
  }

  /// So many of the names in a folder at most.
  List<String> list(String path, int most) throws IOException {
    // A directory stream can be iterated once, so the kept handles are only starting points.
    List<String> names = new ArrayList<>();
    try (SecureDirectoryStream<Path> fresh = folders.openAnew(path)) {
      for (Path entry : fresh) {
        if (names.size() == most) break;
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /// The names in a folder, ascending, after what has one that is not UTF-8 got one that can be
  /// said: by its own nothing here could call it.
  List<String> listSayable(String path) throws IOException {
    // Who has got a name while this lists may come again.
    Set<String> names = new TreeSet<>();
    try (SecureDirectoryStream<Path> folder = folders.openAnew(path)) {
      for (Path entry : folder) {
        Path name = entry.getFileName();
        names.add(Sayable.is(name) ? name.toString() : giveName(folder, path, name));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return List.copyOf(names);
  }

  private String giveName(SecureDirectoryStream<Path> folder, String path, Path unsayable)
      throws IOException {
    String like = Sayable.like(unsayable);
    String free = like;
    for (int turn = 2; list(path).contains(free); turn++) free = ending(like, "~" + turn);
    folder.move(unsayable, folder, Path.of(free));
    return free;
  }

  /// A name with this at its end: in place of as much of it, if it is a long one.
  private static String ending(String name, String end) {
    if (name.getBytes(StandardCharsets.UTF_8).length + end.length() <= NAME_BYTES_MAX) {
      return name + end;
    }
    return name.substring(0, name.offsetByCodePoints(name.length(), -end.length())) + end;
  }

  /// How many names a file has.
  int links(String path) throws IOException {
    return (Integer) Files.getAttribute(path(path), "unix:nlink", NOFOLLOW);
  }

  void setModified(String path, FileTime time) throws IOException {
    if (setEarly(path, time)) return;
    at(path, view -> view.setTimes(time, null, null));
  }

  /// By path: nothing opens a link itself. To be done where nobody exchanges it for something else.
  void setLinkModified(String path, FileTime time) throws IOException {
    if (setEarly(path, time)) return;
    Files.getFileAttributeView(path(path), BasicFileAttributeView.class, NOFOLLOW)
        .setTimes(time, null, null);
  }

  /// Java can set no fraction of a second before 1970: it hands the kernel a negative one.
  private boolean setEarly(String path, FileTime time) throws IOException {
    if (time.toMillis() >= 0) return false;
    expectMany();
    QuickFolders fast = quick;
    return fast != null && fast.setModified(path, time.to(TimeUnit.NANOSECONDS));
  }

  FileTime modified(String path) throws IOException {
    return attributes(path).lastModifiedTime();
  }

  Set<PosixFilePermission> permissions(String path) throws IOException {
    return attributes(path).permissions();
  }

  PosixFileAttributes attributes(String path) throws IOException {
    return folders.within(
        parent(path),
        folder ->
            (path.isEmpty() ? OpenFolders.self(folder) : OpenFolders.view(folder, path))
                .readAttributes());
  }

  void setOwners(String path, UserPrincipal user, GroupPrincipal group) throws IOException {
    at(path, view -> setOwners(view, user, group));
  }

  /// By path, as with [#setLinkModified].
  void setLinkOwners(String path, UserPrincipal user, GroupPrincipal group) throws IOException {
    setOwners(
        Files.getFileAttributeView(path(path), PosixFileAttributeView.class, NOFOLLOW),
        user,
        group);
  }

  private static void setOwners(
      PosixFileAttributeView view, UserPrincipal user, GroupPrincipal group) throws IOException {
    view.setGroup(group);
    view.setOwner(user);
  }

  void setPermissions(String path, Set<PosixFilePermission> permissions) throws IOException {
    at(
        path,
        view -> {
          // To ask costs one call, to set three: most have them already.
          if (view.readAttributes().permissions().equals(permissions)) return;
          view.setPermissions(permissions);
        });
  }

  /// Gives a folder the bits of a mode that Java does not know, where this machine can.
  ///
  /// @param mode all of its bits
  void setFolderBits(String path, int mode) throws IOException {
    if (mode(path) == mode) return;
    expectMany();
    QuickFolders fast = quick;
    if (fast != null) fast.setFolderMode(path, mode);
  }

  /// All bits of a mode. By path, as with [#links].
  int mode(String path) throws IOException {
    return (Integer) Files.getAttribute(path(path), "unix:mode", NOFOLLOW) & MODE_BITS;
  }

  /// All of how a folder or link looks that can be given to it. By path, as with [#links].
  Map<String, Object> attire(String path) throws IOException {
    return Files.readAttributes(path(path), "unix:lastModifiedTime,mode,owner,group", NOFOLLOW);
  }

  /// Makes a folder's entries durable.
  void forceFolder(String path) throws IOException {
    folders.within(
        path,
        folder -> {
          try (var self =
              (FileChannel) folder.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ))) {
            self.force(true);
          }
          return true;
        });
  }

  @Override
  public void close() throws IOException {
    QuickFolders fast = quick;
    if (fast != null) fast.close();
    folders.close();
  }

  private interface AttributeStep {
    void on(PosixFileAttributeView view) throws IOException;
  }

  private void at(String path, AttributeStep step) throws IOException {
    folders.within(
        parent(path),
        folder -> {
          step.on(path.isEmpty() ? OpenFolders.self(folder) : OpenFolders.view(folder, path));
          return true;
        });
  }
}
