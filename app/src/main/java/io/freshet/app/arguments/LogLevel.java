package io.freshet.app.arguments;

/// How much a running command says about what it does.
public enum LogLevel {
  ERROR,
  WARNING,
  INFO,
  /// Also stack traces.
  DEBUG;

  /// Is what is told at that level told at this one?
  public boolean tells(LogLevel level) {
    return compareTo(level) >= 0;
  }

  static LogLevel parse(String text) {
    return switch (text) {
      case "error" -> ERROR;
      case "warning" -> WARNING;
      case "info" -> INFO;
      case "debug" -> DEBUG;
      default ->
          throw new IllegalArgumentException(
              "`" + text + "` is not a level: write error, warning, info or debug");
    };
  }
}
