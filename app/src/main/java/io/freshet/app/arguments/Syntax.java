package io.freshet.app.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a command takes, and what a person is told about it.
///
/// @param purpose one line, for the list of commands
/// @param example a whole command line that works
public record Syntax(
    String command,
    String purpose,
    String example,
    List<Operand<?>> operands,
    List<Option<?>> options) {
  public static final Option<Boolean> HELP = Option.flag("help", "show this").shortened("h");

  public static final Option<Path> CONFIG =
      new Option<>(
          "config", Reading.PATH.as("FILE"), "read options from FILE, one `name = value` a line");

  public static final Option<LogLevel> LOG_LEVEL =
      new Option<>(
          "log-level",
          new Reading<>("LEVEL", LogLevel::parse),
          "error, warning (as it is), info or debug");

  /// What every command takes.
  static final List<Option<?>> COMMON = List.of(CONFIG, LOG_LEVEL, HELP);

  public Syntax {
    operands = List.copyOf(operands);
    options = List.copyOf(options);
    for (int i = 1; i < operands.size(); i++) {
      boolean misplaced =
          operands.get(i).need() == Operand.Need.REQUIRED
              && operands.get(i - 1).need() == Operand.Need.OPTIONAL;
      if (misplaced)
        throw new IllegalArgumentException(command + ": a required operand after an optional one");
    }
  }

  List<Option<?>> allOptions() {
    var all = new ArrayList<Option<?>>(options);
    all.addAll(COMMON);
    return all;
  }

  Optional<Option<?>> option(String name) {
    for (var option : allOptions()) if (option.name().equals(name)) return Optional.of(option);
    return Optional.empty();
  }

  Optional<Option<?>> optionOfLetter(String letter) {
    for (var option : allOptions())
      if (!letter.isEmpty() && option.letter().equals(letter)) return Optional.of(option);
    return Optional.empty();
  }
}
