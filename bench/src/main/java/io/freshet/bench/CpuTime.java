package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// CPU time as the kernel counts it: user and system, of a process or of the children that this one
/// has waited for.
public final class CpuTime {
  /// `USER_HZ`, which is 100 on every Linux that Java runs on.
  private static final long MILLIS_A_TICK = 10;

  private static final int UTIME = 14;
  private static final int STIME = 15;
  private static final int CUTIME = 16;
  private static final int CSTIME = 17;

  private CpuTime() {}

  /// Of a process that runs.
  public static long millisOf(long pid) throws IOException {
    return millis(Long.toString(pid), UTIME, STIME);
  }

  /// Of a process that runs and of its children that it has waited for.
  public static long millisWithEndedChildrenOf(long pid) throws IOException {
    String process = Long.toString(pid);
    return millis(process, UTIME, STIME) + millis(process, CUTIME, CSTIME);
  }

  /// Of this process's children that have ended.
  public static long millisOfEndedChildren() throws IOException {
    return millis("self", CUTIME, CSTIME);
  }

  private static long millis(String process, int user, int system) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    // Fields are counted from 1, and the second one (the name in brackets) may have spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return MILLIS_A_TICK * (Long.parseLong(fields[user - 3]) + Long.parseLong(fields[system - 3]));
  }
}
