package io.freshet.node.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;

/// What a file system has left for whoever asks.
///
/// @param files how many more files it can hold, where it has such a limit and says so
record Room(long bytes, OptionalLong files) {
  /// Less than this is as good as nothing: one extent, with what a file system keeps for itself.
  private static final long BYTES_MIN = 1 << 20;

  /// `struct statvfs` of Linux on 64-bit machines, glibc and musl alike: longs up to here.
  private static final long FILES_OFFSET = 40;

  private static final long FILES_FREE_OFFSET = 56;

  /// 112 bytes, and room for what a later one may have.
  private static final int STRUCT_BYTES = 512;

  private static final Set<String> BLOCK_SHARING = Set.of("xfs", "btrfs", "bcachefs");

  /// Nobody has asked.
  static final Room UNKNOWN = new Room(Long.MAX_VALUE, OptionalLong.empty());

  /// Bytes alone. Java has no word for the rest.
  static Room inBytes(Path path) throws IOException {
    return new Room(Files.getFileStore(existing(path)).getUsableSpace(), OptionalLong.empty());
  }

  /// Bytes and files. To ask for the latter costs 0.1 s of CPU the first time (2026-11-21, 2 cores:
  /// the JDK makes its first call of a C function).
  static Room of(Path path) throws IOException {
    return new Room(inBytes(path).bytes, filesLeft(existing(path)));
  }

  /// Does a copy take no room where this is, because both share their blocks? (XFS can be made
  /// without that; then the disk says that it is full.)
  static boolean sharesBlocks(Path path) throws IOException {
    return BLOCK_SHARING.contains(Files.getFileStore(existing(path)).type());
  }

  /// What of it may be used when so much shall be left.
  Room without(long bytesKept) {
    return new Room(Math.max(0, bytes - bytesKept), files);
  }

  private static Path existing(Path path) {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
    return there;
  }

  boolean isUsedUp() {
    return bytes < BYTES_MIN || hasNoFiles();
  }

  boolean hasNoFiles() {
    return files.isPresent() && files.getAsLong() == 0;
  }

  /// Is there room for this?
  boolean holds(Need need) {
    return bytes >= need.bytes() && (files.isEmpty() || files.getAsLong() >= need.files());
  }

  @SuppressWarnings("restricted") // The launcher and the jar's manifest allow it.
  private static OptionalLong filesLeft(Path path) {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux") || ValueLayout.ADDRESS.byteSize() != 8) return OptionalLong.empty();
    Linker linker = Linker.nativeLinker();
    var function = linker.defaultLookup().find("statvfs");
    if (function.isEmpty()) return OptionalLong.empty();
    MethodHandle statvfs =
        linker.downcallHandle(
            function.get(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(STRUCT_BYTES, Long.BYTES);
      int result = (int) statvfs.invokeExact(arena.allocateFrom(path.toString()), found);
      // A file system without such a limit says that it has 0 in all.
      boolean limited = result == 0 && found.get(ValueLayout.JAVA_LONG, FILES_OFFSET) != 0;
      return limited
          ? OptionalLong.of(found.get(ValueLayout.JAVA_LONG, FILES_FREE_OFFSET))
          : OptionalLong.empty();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function threw", e);
    }
  }
}
