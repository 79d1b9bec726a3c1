package io.freshet.node.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder given with `--data`, which belongs to one process at a time.
///
/// The lock is the kernel's, on the file `lock`: it ends with the process, however that ends. The
/// file names the process only so that the refusal can.
public final class DataFolder implements AutoCloseable {

  private static final int PID_DIGITS_MAX = 20;

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Makes the folder where it is missing and locks it.
  public static DataFolder open(Path path) throws CatalogException {
    Path file = path.resolve("lock");
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String holder = holder(channel);
        channel.close();
        throw new CatalogException(
            path
                + " is in use by another freshet"
                + holder
                + ": stop it, or choose another --data folder");
      }
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new CatalogException(
          path + " cannot be used as --data folder (" + why(e) + "): choose another", e);
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "it is a file";
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case NoSuchFileException _ -> "it cannot be made there";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(PID_DIGITS_MAX);
    channel.read(pid, 0);
    String digits = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    return digits.isEmpty() ? "" : " (process " + digits + ")";
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot unlock " + path, e);
    }
  }
}
