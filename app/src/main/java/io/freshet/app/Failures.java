package io.freshet.app;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/// What the operating system says, in one line: what failed, on what, and what to do next.
final class Failures {
  private Failures() {}

  static String line(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e ->
          "there is no file or folder " + e.getFile() + ": check the path";
      case AccessDeniedException e ->
          "no permission for " + e.getFile() + ": change its permissions, or run as its owner";
      case NotDirectoryException e -> e.getFile() + " is not a folder: name one";
      case FileSystemException e when isFull(e) ->
          "the disk of " + e.getFile() + " is full: make room, then run the same command again";
      case FileSystemException e when says(e, "Read-only") ->
          e.getFile() + " is on a read-only file system: mount it writable, or name another place";
      case FileSystemException e ->
          e.getFile()
              + ": "
              + lowered(e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
      case UnknownHostException e -> "no host is called " + e.getMessage() + ": check the address";
      case ConnectException e ->
          "nobody answers: "
              + lowered(e.getMessage())
              + ": check the address, and whether it is running";
      default -> lowered(failure.getMessage());
    };
  }

  /// Does this only say that the thread was interrupted while it waited for a file or a socket?
  static boolean isInterruption(IOException failure) {
    return failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException;
  }

  private static boolean isFull(FileSystemException failure) {
    return says(failure, "No space left") || says(failure, "quota exceeded");
  }

  private static boolean says(FileSystemException failure, String text) {
    String reason = failure.getReason();
    return reason != null && reason.contains(text);
  }

  private static String lowered(@Nullable String text) {
    if (text == null || text.isEmpty()) return "the operating system gave no reason";
    boolean word =
        text.length() > 1
            && Character.isUpperCase(text.charAt(0))
            && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
