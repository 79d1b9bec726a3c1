package io.freshet.content.scan;

import io.freshet.content.Fingerprint;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The few system calls that many small files need, made directly: what Java makes of them costs
/// several times what the kernel does.
///
/// Only on Linux, and only where file names are UTF-8; elsewhere [#here] is empty. All go through
/// one C function, `syscall(2)`, for each further one would cost a start 15 ms of CPU. So numbers
/// and flags are the kernel's, which never change [1].
///
/// An answer below 0 is an error's number, negated. Whoever gets one can do the same by Java's own
/// means, which say what is wrong in words. Thread safe.
///
/// [1] `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h` of Linux;
/// openat(2), statx(2), renameat2(2).
public final class SystemCalls {
  /// So many files are looked at by Java's means before it is worth 20 to 40 ms of CPU to set this
  /// up.
  public static final int MANY_FILES = 1_000;

  /// Where a path begins that is not relative.
  public static final int ROOT = -100;

  /// Room for any path (`PATH_MAX`), and what `statx` answers behind it.
  private static final int PATH_BYTES_MAX = 4096;

  private static final int STATUS_BYTES = 256;

  static final int NO_ENTRY = 2;
  private static final int NAME_TOO_LONG = 36;

  private static final boolean IS_ARM = System.getProperty("os.arch", "").equals("aarch64");
  private static final long OPENAT = IS_ARM ? 56 : 257;
  private static final long CLOSE = IS_ARM ? 57 : 3;
  private static final long PREAD = IS_ARM ? 67 : 17;
  private static final long PWRITE = IS_ARM ? 68 : 18;
  private static final long UTIMENSAT = IS_ARM ? 88 : 280;
  private static final long FCHMOD = IS_ARM ? 52 : 91;
  private static final long MKDIRAT = IS_ARM ? 34 : 258;
  private static final long RENAMEAT2 = IS_ARM ? 276 : 316;
  private static final long STATX = IS_ARM ? 291 : 332;
  private static final long UNLINKAT = IS_ARM ? 35 : 263;
  private static final long SYNCFS = IS_ARM ? 267 : 306;

  private static final long READ_ONLY = 0;
  private static final long WRITE_ONLY = 1;
  private static final long NO_WAIT = 04000;
  private static final long CREATE = 0100;
  private static final long EXCLUSIVE = 0200;
  private static final long CLOSE_ON_EXEC = 02000000;
  private static final long IS_FOLDER = IS_ARM ? 040000 : 0200000;
  private static final long NO_FOLLOW = IS_ARM ? 0100000 : 0400000;
  private static final long LINK_ITSELF = 0x100;
  private static final long OPEN_FILE_ITSELF = 0x1000;
  private static final long ONLY_IF_FREE = 1;

  /// All that `stat` tells, and the time of birth.
  private static final long STATUS_MASK = 0xfff;

  private static final int BIRTH_KNOWN = 0x800;
  private static final long LEAVE_TIME = (1L << 30) - 2;
  private static final long NANOS = 1_000_000_000;

  private static final SystemCalls CALLS = new SystemCalls();

  private static final boolean FITS =
      System.getProperty("os.name", "").equals("Linux")
          && (IS_ARM || System.getProperty("os.arch", "").equals("amd64"))
          && System.getProperty("sun.jnu.encoding", "").equals("UTF-8");

  private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

  private SystemCalls() {}

  /// Memory for what a thread tells the kernel, and is told: freed with the thread.
  ///
  /// Buffers, not segments: each access to a segment goes through a chain of method handles, which
  /// is slow, and itself to be compiled, in a process that ends before the second compiler has come
  /// to it.
  private static final class Scratch {
    final MemorySegment error = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    final ByteBuffer name = ByteBuffer.allocateDirect(PATH_BYTES_MAX);
    final ByteBuffer status =
        ByteBuffer.allocateDirect(STATUS_BYTES).order(ByteOrder.nativeOrder());
    final long nameAddress = MemorySegment.ofBuffer(name).address();
    final long statusAddress = MemorySegment.ofBuffer(status).address();

    /// @return the name's address; 0 if it is too long
    long name(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= PATH_BYTES_MAX) return 0;
      name(bytes);
      return nameAddress;
    }

    /// Keeps these bytes and a zero behind them.
    void name(byte[] bytes) {
      name.put(0, bytes).put(bytes.length, (byte) 0);
    }
  }

  /// The calls, where this machine has them as they are written here.
  public static Optional<SystemCalls> here() {
    return FITS ? Optional.of(CALLS) : Optional.empty();
  }

  /// Set up with the first call: that is what costs.
  private static final class Kernel {
    static final MethodHandle SYSCALL = link();
    static final VarHandle ERROR =
        Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

    @SuppressWarnings("restricted") // The launcher and the jar's manifest allow it.
    private static MethodHandle link() {
      Linker linker = Linker.nativeLinker();
      ValueLayout word = ValueLayout.JAVA_LONG;
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(word, word, word, word, word, word, word),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));
    }
  }

  private static long call(Scratch scratch, long number, long a, long b, long c, long d, long e) {
    try {
      long answer = (long) Kernel.SYSCALL.invokeExact(scratch.error, number, a, b, c, d, e);
      return answer == -1 ? -(int) Kernel.ERROR.get(scratch.error, 0L) : answer;
    } catch (RuntimeException | Error bug) {
      throw bug;
    } catch (Throwable bug) {
      throw new IllegalStateException("a system call threw", bug);
    }
  }

  private static long call(Scratch scratch, long number, long a, long b, long c, long d) {
    return call(scratch, number, a, b, c, d, 0);
  }

  /// Opens a folder as the start of other calls, not through a link.
  public int openFolder(int folder, String name) {
    return open(folder, name, READ_ONLY | IS_FOLDER | NO_FOLLOW, 0);
  }

  /// Opens a file for reading, not through a link; does not wait for who writes into a pipe.
  public int openFile(int folder, String name) {
    return open(folder, name, READ_ONLY | NO_FOLLOW | NO_WAIT, 0);
  }

  /// Makes a file where nothing is and opens it for writing.
  ///
  /// @param mode as far as the process' umask leaves it
  public int createFile(int folder, String name, int mode) {
    return open(folder, name, WRITE_ONLY | CREATE | EXCLUSIVE | NO_FOLLOW, mode);
  }

  /// Makes a folder where nothing is, with what the process' umask leaves of all rights.
  public int makeFolder(int folder, String name) {
    Scratch scratch = scratches.get();
    long address = scratch.name(name);
    return address == 0 ? -NAME_TOO_LONG : (int) call(scratch, MKDIRAT, folder, address, 0777, 0);
  }

  private int open(int folder, String name, long flags, int mode) {
    Scratch scratch = scratches.get();
    long address = scratch.name(name);
    if (address == 0) return -NAME_TOO_LONG;
    return (int) call(scratch, OPENAT, folder, address, flags | CLOSE_ON_EXEC, mode);
  }

  public int close(int file) {
    return (int) call(scratches.get(), CLOSE, file, 0, 0, 0);
  }

  /// Reads into a direct buffer's free space; does not move its position.
  public int read(int file, ByteBuffer target, long offset) {
    long address = MemorySegment.ofBuffer(target).address();
    try {
      return (int) call(scratches.get(), PREAD, file, address, target.remaining(), offset);
    } finally {
      Reference.reachabilityFence(target);
    }
  }

  /// Writes what a direct buffer has; does not move its position.
  public int write(int file, ByteBuffer bytes, long offset) {
    long address = MemorySegment.ofBuffer(bytes).address();
    try {
      return (int) call(scratches.get(), PWRITE, file, address, bytes.remaining(), offset);
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  /// Gives an open file a time of its last change, in ns since 1970; the other times stay.
  public int setModified(int file, long mtimeNanos) {
    return setModified(scratches.get(), file, 0, mtimeNanos, 0);
  }

  /// The same for what has a name, a link itself.
  public int setModified(int folder, String name, long mtimeNanos) {
    Scratch scratch = scratches.get();
    long address = scratch.name(name);
    if (address == 0) return -NAME_TOO_LONG;
    return setModified(scratch, folder, address, mtimeNanos, LINK_ITSELF);
  }

  private static int setModified(
      Scratch scratch, int folder, long name, long mtimeNanos, long flags) {
    scratch
        .status
        .putLong(0, 0)
        .putLong(8, LEAVE_TIME)
        .putLong(16, Math.floorDiv(mtimeNanos, NANOS))
        .putLong(24, Math.floorMod(mtimeNanos, NANOS));
    return (int) call(scratch, UTIMENSAT, folder, name, scratch.statusAddress, flags);
  }

  public int setPermissions(int file, int mode) {
    return (int) call(scratches.get(), FCHMOD, file, mode, 0, 0);
  }

  /// Gives a file another name if nothing has that; not every file system can.
  public int moveToFree(int fromFolder, String from, int toFolder, String to) {
    Scratch scratch = scratches.get();
    byte[] both = (from + '\0' + to).getBytes(StandardCharsets.UTF_8);
    int second = 0;
    while (both[second] != 0) second++;
    if (both.length >= PATH_BYTES_MAX) return -NAME_TOO_LONG;
    scratch.name(both);
    long names = scratch.nameAddress;
    return (int)
        call(scratch, RENAMEAT2, fromFolder, names, toFolder, names + second + 1, ONLY_IF_FREE);
  }

  public int deleteFile(int folder, String name) {
    Scratch scratch = scratches.get();
    long address = scratch.name(name);
    return address == 0 ? -NAME_TOO_LONG : (int) call(scratch, UNLINKAT, folder, address, 0, 0);
  }

  /// Makes everything durable that was written to the file system of this open folder.
  public int syncFileSystem(int folder) {
    return (int) call(scratches.get(), SYNCFS, folder, 0, 0, 0);
  }

  /// How something looks, a link itself and not its target.
  public FileStatus status(int folder, String name) {
    Scratch scratch = scratches.get();
    long address = scratch.name(name);
    if (address == 0) return FileStatus.failed(NAME_TOO_LONG);
    return status(scratch, folder, address, LINK_ITSELF);
  }

  public FileStatus status(int file) {
    Scratch scratch = scratches.get();
    return status(scratch, file, scratch.name(""), OPEN_FILE_ITSELF);
  }

  /// As `struct statx` has it.
  private static FileStatus status(Scratch scratch, int folder, long name, long flags) {
    ByteBuffer told = scratch.status;
    long answer = call(scratch, STATX, folder, name, flags, STATUS_MASK, scratch.statusAddress);
    if (answer < 0) return FileStatus.failed((int) -answer);
    long mtime = nanos(told, 112);
    boolean isBirthKnown = (told.getInt(0) & BIRTH_KNOWN) != 0;
    return new FileStatus(
        0,
        Short.toUnsignedInt(told.getShort(28)),
        new Fingerprint(told.getLong(40), mtime, nanos(told, 96), told.getLong(32)),
        device(told.getInt(136), told.getInt(140)),
        isBirthKnown ? nanos(told, 80) : mtime,
        told.getInt(20),
        told.getInt(24));
  }

  private static long nanos(ByteBuffer told, int offset) {
    return told.getLong(offset) * NANOS + told.getInt(offset + 8);
  }

  /// As makedev(3) joins them, and so as Java tells it.
  private static long device(int major, int minor) {
    long high = Integer.toUnsignedLong(major);
    long low = Integer.toUnsignedLong(minor);
    return ((high & 0xfffff000L) << 32)
        | ((high & 0xfff) << 8)
        | ((low & 0xffffff00L) << 12)
        | (low & 0xff);
  }
}
