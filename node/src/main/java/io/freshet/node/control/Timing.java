package io.freshet.node.control;

import java.time.Duration;

/// How long the two ends of the control plane wait for what.
///
/// @param heartbeat something is sent at least this often
/// @param silence a peer that has said nothing for so long, or read nothing, is given up
/// @param connect for opening a connection to one address, or dialling a node back
/// @param retryMin before the second try of a lost tracker; the first comes at once
/// @param retryMax what the time between tries grows to, by doubling; each is then drawn from its
///   half to its whole
public record Timing(
    Duration heartbeat, Duration silence, Duration connect, Duration retryMin, Duration retryMax) {

  /// Three heartbeats may be lost. 10 s between tries is how late a node may be back when a tracker
  /// was away for long.
  public static final Timing STANDARD =
      new Timing(
          Duration.ofSeconds(2),
          Duration.ofSeconds(6),
          Duration.ofSeconds(5),
          Duration.ofMillis(250),
          Duration.ofSeconds(10));

  public Timing {
    if (heartbeat.compareTo(silence) >= 0) {
      throw new IllegalArgumentException(
          "a heartbeat every " + heartbeat + " cannot break a silence of " + silence);
    }
  }
}
