package io.freshet.node.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a mirror took away of somebody's: `DEST/.freshet/trash/<time>/path`, kept for some time.
public final class TrashBin {
  private static final String FOLDER = Layout.NOTES + "/trash";

  /// No colons: other systems may have to read such a name.
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'");

  private static final int NAME_CHARACTERS = "2026-11-21T13-40-05Z".length();

  private TrashBin() {}

  /// Where what is taken away now goes, relative to the destination's folder.
  static String folder(Instant now) {
    return FOLDER + "/" + NAME.format(now.atOffset(ZoneOffset.UTC));
  }

  /// Deletes what was taken away so long ago. What cannot be deleted stays, with the folders that
  /// it is in; it fails after it has deleted all the rest.
  ///
  /// @param root the folder that the notes are in
  public static void expire(Path root, Instant now, Duration kept) throws IOException {
    Path all = root.resolve(FOLDER);
    if (!Files.isDirectory(all)) return;
    List<Path> old = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(all)) {
      for (Path entry : entries) {
        Optional<Instant> since = since(entry.getFileName().toString());
        if (since.isPresent() && !since.get().plus(kept).isAfter(now)) old.add(entry);
      }
    }
    var deleting = new DeletingMost();
    for (Path entry : old) Files.walkFileTree(entry, deleting);
    if (deleting.failure != null) throw deleting.failure;
  }

  private static Optional<Instant> since(String name) {
    if (name.length() < NAME_CHARACTERS) return Optional.empty();
    try {
      return Optional.of(
          LocalDateTime.parse(name.substring(0, NAME_CHARACTERS), NAME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      // Somebody else's.
      return Optional.empty();
    }
  }

  /// Deletes all that is in a folder, and the folder. Follows no link.
  static class Deleting extends SimpleFileVisitor<Path> {
    private static final Set<PosixFilePermission> OWNERS =
        PosixFilePermissions.fromString("rwx------");

    private final Runnable before;

    Deleting() {
      this(() -> {});
    }

    /// @param before is run before each file goes
    Deleting(Runnable before) {
      this.before = before;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      unlock(folder);
      return FileVisitResult.CONTINUE;
    }

    /// Is asked before a folder is seen that nobody may look into.
    @Override
    public FileVisitResult visitFileFailed(Path folder, IOException failure) throws IOException {
      if (!(failure instanceof AccessDeniedException) || !unlock(folder)) throw failure;
      Files.walkFileTree(folder, this);
      return FileVisitResult.CONTINUE;
    }

    /// Somebody's folder can be one that its owner may not change.
    ///
    /// @return false if he may already
    private static boolean unlock(Path folder) throws IOException {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      if (!permissions.addAll(OWNERS)) return false;
      Files.setPosixFilePermissions(folder, permissions);
      return true;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      before.run();
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) throw failure;
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  /// Goes on where something cannot be deleted.
  private static final class DeletingMost extends Deleting {
    /// The first one: that a folder is not empty follows from it.
    private @Nullable IOException failure;

    private interface Deletion {
      FileVisitResult run() throws IOException;
    }

    private FileVisitResult most(Deletion deletion, FileVisitResult otherwise) {
      try {
        return deletion.run();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        return otherwise;
      }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return most(() -> super.preVisitDirectory(folder, attributes), FileVisitResult.SKIP_SUBTREE);
    }

    @Override
    public FileVisitResult visitFileFailed(Path folder, IOException reason) {
      return most(() -> super.visitFileFailed(folder, reason), FileVisitResult.CONTINUE);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return most(() -> super.visitFile(file, attributes), FileVisitResult.CONTINUE);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException reason) {
      return most(() -> super.postVisitDirectory(folder, reason), FileVisitResult.CONTINUE);
    }
  }
}
