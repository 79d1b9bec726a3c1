package io.freshet.node.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second process from writing the same release into the same destination, or from
/// mirroring into the same folder. The kernel frees it when its process ends, however it ends; the
/// number inside is for the message.
final class NotesLock implements Closeable {
  private static final int PID_DIGITS_MAX = 20;

  private final FileChannel channel;

  private NotesLock(FileChannel channel) {
    this.channel = channel;
  }

  /// What to say to who comes second.
  @FunctionalInterface
  interface Refusal {
    /// @param holder who has it: ` (process 123)`, or nothing where that is not known
    String sentence(String holder);
  }

  /// For who fetches a release.
  static NotesLock take(Tree tree, String path, Path destination) throws IOException {
    return take(
        tree,
        path,
        holder ->
            destination
                + ": another process"
                + holder
                + " is fetching this release into this folder; wait for it, or choose another"
                + " folder");
  }

  static NotesLock take(Tree tree, String path, Refusal refusal) throws IOException {
    FileChannel channel =
        tree.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    FileLock lock = tryLock(channel, refusal);
    if (lock == null) {
      String holder = read(channel);
      channel.close();
      throw new DestinationRefusedException(
          refusal.sentence(holder.isEmpty() ? "" : " (process " + holder + ")"));
    }
    try {
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      // A full disk has no room for it. It is locked all the same.
    }
    return new NotesLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel, Refusal refusal)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This process has it. The channel stays open on purpose: POSIX drops a process's lock on a
      // file when *any*
      // descriptor of that file is closed, and the lock belongs to the other destination.
      throw new DestinationRefusedException(refusal.sentence(" (this process)"));
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PID_DIGITS_MAX);
    channel.read(bytes, 0);
    String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
    return text.chars().allMatch(Character::isDigit) ? text : "";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
