package io.freshet.node.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// Why a destination takes nothing more.
public sealed interface DiskFailure {

  /// The reason that we give where the system gives none.
  String ANOTHER_DISK = "the file system that it was on is not there any more";

  /// For a person: what failed, on what, and what to do next.
  String sentence();

  /// There is no room: it goes on as soon as there is.
  record Full(String sentence) implements DiskFailure {}

  /// It needs somebody's hand.
  record Broken(String sentence) implements DiskFailure {}

  /// The same for who puts nothing there but notes.
  static DiskFailure of(IOException failure, Path root) {
    return of(failure, root, new Need(0, 0));
  }

  /// What the operating system said, understood. Its words may be in any language: so the file
  /// system is asked, too.
  ///
  /// @param need what has still to be put there
  static DiskFailure of(IOException failure, Path root, Need need) {
    if (failure instanceof DestinationRefusedException refused) {
      return refused.isFull() ? new Full(refused.getMessage()) : new Broken(refused.getMessage());
    }
    String reason = reason(failure);
    boolean saysQuota = reason.toLowerCase(Locale.ROOT).contains("quota exceeded");
    boolean saysFull = reason.contains("No space left on device");
    if (saysQuota) {
      return new Full(
          root
              + ": your disk quota is used up, and "
              + Need.inUnits(need.bytes())
              + " more are needed");
    }
    boolean isNamed =
        failure instanceof FileSystemException
            && !failure.getClass().equals(FileSystemException.class);
    try {
      // What is called by a name of its own, as a missing file is, has nothing to do with room.
      Room room = isNamed ? Room.UNKNOWN : Room.of(root);
      if (saysFull || room.isUsedUp()) return new Full(need.lacking(root, room));
    } catch (IOException unknown) {
      if (saysFull) return new Full(root + ": no room for " + Need.inUnits(need.bytes()) + " more");
    }
    return new Broken(
        root + " cannot be used: " + reason + where(failure, root) + "; " + next(failure, reason));
  }

  private static String reason(IOException failure) {
    String said =
        switch (failure) {
          case AccessDeniedException _ -> "no permission";
          case NoSuchFileException _ -> "something in it was deleted meanwhile";
          case FileAlreadyExistsException _ -> "something is in the way";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> failure.getMessage();
        };
    return said == null ? failure.getClass().getSimpleName() : said;
  }

  private static String where(IOException failure, Path root) {
    return failure instanceof FileSystemException e
            && e.getFile() != null
            && !e.getFile().equals(root.toString())
        ? " (" + e.getFile() + ")"
        : "";
  }

  private static String next(IOException failure, String reason) {
    String hand =
        switch (reason) {
          case "no permission", "Operation not permitted", "Permission denied" ->
              "check its permissions";
          case "Read-only file system" -> "mount it writable";
          case ANOTHER_DISK -> "mount that again, or stop this and start it anew";
          case "Input/output error" -> "look into the system's log for what ails this disk";
          case "File too large" ->
              "its file system, or a limit of yours, holds no file of that size";
          default -> failure instanceof NoSuchFileException ? "leave it alone" : "mend that";
        };
    return hand + "; what has arrived is kept, and the same command goes on from there";
  }
}
