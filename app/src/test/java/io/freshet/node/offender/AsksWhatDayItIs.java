package io.freshet.node.offender;

/// A node that decides by the wall clock, which may jump.
public final class AsksWhatDayItIs {
  private AsksWhatDayItIs() {}

  /// Whether a time to wait for is over: or the clock was set.
  public static boolean isOver(long untilMillis) {
    return System.currentTimeMillis() >= untilMillis;
  }
}
