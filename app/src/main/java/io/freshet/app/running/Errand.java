package io.freshet.app.running;

import io.freshet.app.values.RateSchedule;
import java.util.Optional;

/// What somebody asks of a node that runs, as a few lines of text: `freshet 1 limit`, then `up
/// 20MB/s`.
public sealed interface Errand {
  /// Of what is said between processes; another version is not understood.
  String GREETING = "freshet 1 ";

  /// Only says what it does.
  record Describe() implements Errand {}

  /// Begins no new transfers from now on.
  record Pause() implements Errand {}

  record Resume() implements Errand {}

  /// Has other limits from now on; what is empty stays as it is.
  record Limit(Optional<RateSchedule> up, Optional<RateSchedule> down) implements Errand {}

  default String text() {
    return GREETING
        + switch (this) {
          case Describe() -> "describe\n";
          case Pause() -> "pause\n";
          case Resume() -> "resume\n";
          case Limit(var up, var down) ->
              "limit\n"
                  + up.map(rate -> "up " + rate + "\n").orElse("")
                  + down.map(rate -> "down " + rate + "\n").orElse("");
        };
  }

  /// @throws IllegalArgumentException with what is wrong, for who asked
  static Errand parse(String text) {
    if (!text.startsWith(GREETING))
      throw new IllegalArgumentException(
          "another version of freshet runs there: stop and start it");
    var lines = text.substring(GREETING.length()).lines().toList();
    return switch (lines.isEmpty() ? "" : lines.getFirst()) {
      case "describe" -> new Describe();
      case "pause" -> new Pause();
      case "resume" -> new Resume();
      case "limit" -> {
        Optional<RateSchedule> up = Optional.empty();
        Optional<RateSchedule> down = Optional.empty();
        for (String line : lines.subList(1, lines.size())) {
          if (line.startsWith("up ")) up = Optional.of(RateSchedule.parse(line.substring(3)));
          if (line.startsWith("down ")) down = Optional.of(RateSchedule.parse(line.substring(5)));
        }
        yield new Limit(up, down);
      }
      default -> throw new IllegalArgumentException("`" + lines + "` is nothing that can be asked");
    };
  }
}
