package io.freshet.app.running;

import io.freshet.app.values.RateSchedule;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a node of this machine does at the moment, as it says itself.
///
/// @param node its id
public record Standing(
    Work work, String node, long pid, boolean paused, RateSchedule up, RateSchedule down) {

  /// What it was started for.
  ///
  /// @param command `mirror`
  /// @param on the path that it works on, absolute; `-` for standard output
  public record Work(String command, String on) {
    @Override
    public String toString() {
      return command + " of " + on;
    }
  }

  /// Enough digits of a node's id to name it: as many as `status` shows.
  private static final int NODE_DIGITS_MIN = 8;

  /// Is this its path, or the beginning of its node's id?
  public boolean isCalled(String name) {
    return work.on.equals(name) || (name.length() >= NODE_DIGITS_MIN && node.startsWith(name));
  }

  String text() {
    return "command "
        + work.command
        + "\non "
        + work.on.replace("\\", "\\\\").replace("\n", "\\n")
        + "\nnode "
        + node
        + "\npid "
        + pid
        + "\npaused "
        + paused
        + "\nup "
        + up
        + "\ndown "
        + down
        + "\n";
  }

  /// Empty for what no node of this version says. Keys that it doesn't know may come.
  static Optional<Standing> parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              if (space > 0) values.put(line.substring(0, space), line.substring(space + 1));
            });
    try {
      return Optional.of(
          new Standing(
              new Work(value(values, "command"), unescaped(value(values, "on"))),
              value(values, "node"),
              Long.parseLong(value(values, "pid")),
              Boolean.parseBoolean(value(values, "paused")),
              RateSchedule.parse(value(values, "up")),
              RateSchedule.parse(value(values, "down"))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) throw new IllegalArgumentException("it has no " + key);
    return value;
  }

  private static String unescaped(String text) {
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        plain.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
