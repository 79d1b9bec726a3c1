package io.freshet.node.disk;

import io.freshet.content.scan.SystemCalls;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes everything that was written to a file system durable, in one call: `syncfs(2)`.
///
/// For thousands of small files that is far cheaper than a sync of each, which would be a
/// transaction of the file system's own journal. It also waits for what others have written there.
/// Since Linux 5.8 it tells of every write that failed after this was opened, so it is opened
/// before the first file is written; before 5.8 it told of none, and is not used.
final class WholeSync implements Closeable {
  private static final int MAJOR_MIN = 5;
  private static final int MINOR_MIN = 8;
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  /// From `errno.h`, the same on all machines.
  private static final int NO_SPACE = 28;

  private static final int QUOTA_EXCEEDED = 122;

  private final Path root;
  private final SystemCalls calls;
  private final int folder;

  private WholeSync(Path root, SystemCalls calls, int folder) {
    this.root = root;
    this.calls = calls;
    this.folder = folder;
  }

  /// Begins to watch for writes that fail; nothing where the system cannot do that.
  static Optional<WholeSync> open(Path root) {
    if (!isRecentLinux()) return Optional.empty();
    return SystemCalls.here().flatMap(calls -> open(root, calls));
  }

  private static Optional<WholeSync> open(Path root, SystemCalls calls) {
    int folder = calls.openFolder(SystemCalls.ROOT, root + "/.");
    return folder < 0 ? Optional.empty() : Optional.of(new WholeSync(root, calls, folder));
  }

  private static boolean isRecentLinux() {
    if (!System.getProperty("os.name", "").equals("Linux")) return false;
    Matcher version = VERSION.matcher(System.getProperty("os.version", ""));
    if (!version.matches()) return false;
    int major = Integer.parseInt(version.group(1));
    return major > MAJOR_MIN
        || (major == MAJOR_MIN && Integer.parseInt(version.group(2)) >= MINOR_MIN);
  }

  void sync() throws IOException {
    int error = -calls.syncFileSystem(folder);
    if (error == 0) return;
    String reason =
        switch (error) {
          case NO_SPACE -> "No space left on device";
          case QUOTA_EXCEEDED -> "Disk quota exceeded";
          default -> "what was written could not be made durable (error " + error + ")";
        };
    throw new FileSystemException(root.toString(), null, reason);
  }

  @Override
  public void close() {
    int result = calls.close(folder);
    assert result == 0 : "a folder was closed twice";
  }
}
