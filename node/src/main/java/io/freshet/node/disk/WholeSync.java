package io.freshet.node.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
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

  /// `O_DIRECTORY` and `O_CLOEXEC` differ from machine to machine: a folder can be opened for
  /// reading without them, and this program starts no others.
  private static final int READ_ONLY = 0;

  /// From `errno.h`, the same on all machines.
  private static final int NO_SPACE = 28;

  private static final int QUOTA_EXCEEDED = 122;
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));

  private final Path root;
  private final int folder;
  private final MethodHandle syncfs;
  private final MethodHandle close;

  private WholeSync(Path root, int folder, MethodHandle syncfs, MethodHandle close) {
    this.root = root;
    this.folder = folder;
    this.syncfs = syncfs;
    this.close = close;
  }

  /// Begins to watch for writes that fail; nothing where the system cannot do that. Costs 0.1 s of
  /// CPU, as the first call of a C function does.
  @SuppressWarnings("restricted") // The launcher and the jar's manifest allow it.
  static Optional<WholeSync> open(Path root) {
    if (!isRecentLinux()) return Optional.empty();
    Linker linker = Linker.nativeLinker();
    var symbols = linker.defaultLookup();
    if (symbols.find("syncfs").isEmpty()) return Optional.empty();
    Linker.Option errno = Linker.Option.captureCallState("errno");
    var int1 = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    MethodHandle syncfs = linker.downcallHandle(symbols.findOrThrow("syncfs"), int1, errno);
    MethodHandle close = linker.downcallHandle(symbols.findOrThrow("close"), int1);
    MethodHandle open =
        linker.downcallHandle(
            symbols.findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    try (Arena arena = Arena.ofConfined()) {
      int folder = (int) open.invokeExact(arena.allocateFrom(root.toString()), READ_ONLY);
      if (folder < 0) return Optional.empty();
      return Optional.of(new WholeSync(root, folder, syncfs, close));
    } catch (Throwable e) {
      throw unexpected(e);
    }
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
    int errno;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      if ((int) syncfs.invokeExact(state, folder) == 0) return;
      errno = (int) ERRNO.get(state, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    String reason =
        switch (errno) {
          case NO_SPACE -> "No space left on device";
          case QUOTA_EXCEEDED -> "Disk quota exceeded";
          default -> "what was written could not be made durable (error " + errno + ")";
        };
    throw new FileSystemException(root.toString(), null, reason);
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) throw error;
    return e instanceof RuntimeException known
        ? known
        : new IllegalStateException("a C function threw", e);
  }

  @Override
  public void close() {
    try {
      int result = (int) close.invokeExact(folder);
      assert result == 0 : "a folder was closed twice";
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}
