package io.freshet.app;

import io.freshet.app.arguments.Option;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;

/// Lets everybody else on this machine go first, at the processors and at the disk: what `nice` and
/// `ionice` do.
///
/// On Linux both belong to a thread, and what it starts inherits them: so the command's thread
/// asks, before it has started any.
final class Niceness {
  static final Option<Boolean> NICE =
      Option.flag("nice", "let other programs go first, at the processors and the disk");

  /// What `nice` takes if nobody says more.
  private static final int PRIORITY = 10;

  /// The lowest of the best-effort class. Idle would be nicer, and would let a node stall on a busy
  /// disk until others take it for dead.
  private static final int IO_PRIORITY = 2 << 13 | 7;

  /// `PRIO_PROCESS`, and 0 for who asks; `IOPRIO_WHO_PROCESS` likewise.
  private static final int OF_PROCESS = 0;

  private static final long IO_OF_PROCESS = 1;
  private static final int SELF = 0;

  /// `ioprio_set` has no function in C's library.
  private static final Map<String, Long> IOPRIO_SET = Map.of("amd64", 251L, "aarch64", 30L);

  private Niceness() {}

  /// From now on, for this thread and all that it starts.
  ///
  /// @return what of it this system cannot do, in a line
  @SuppressWarnings("restricted") // The launcher and the jar's manifest allow it.
  static Optional<String> begin() {
    Linker linker = Linker.nativeLinker();
    var symbols = linker.defaultLookup();
    Long number = IOPRIO_SET.get(System.getProperty("os.arch", ""));
    boolean linux = System.getProperty("os.name", "").equals("Linux");
    if (!linux || number == null) {
      return Optional.of("--nice: this system cannot be asked: start freshet with nice instead");
    }
    MethodHandle setPriority =
        linker.downcallHandle(
            symbols.findOrThrow("setpriority"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    MethodHandle call =
        linker.downcallHandle(
            symbols.findOrThrow("syscall"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    try {
      int processors = (int) setPriority.invokeExact(OF_PROCESS, SELF, PRIORITY);
      long disk =
          (long)
              call.invokeExact(number.longValue(), IO_OF_PROCESS, (long) SELF, (long) IO_PRIORITY);
      return processors == 0 && disk == 0
          ? Optional.empty()
          : Optional.of("--nice: the system refused some of it");
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function threw", e);
    }
  }
}
