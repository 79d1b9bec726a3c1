package io.freshet.app.arguments;

import java.util.Locale;

/// An option of a command: `--name VALUE`, also a key of a config file and a `FRESHET_…` variable.
///
/// @param letter its short form, without the dash; empty when it has none
/// @param bare the value that is meant when none is written; empty when one must be
public record Option<T>(
    String name, Reading<T> reading, String help, String letter, Times times, String bare) {

  /// How often it stands on one command line.
  public enum Times {
    AT_MOST_ONCE,
    ONCE,
    ANY
  }

  public Option {
    if (!name.matches("[a-z]+(-[a-z]+)*"))
      throw new IllegalArgumentException("option name " + name);
    if (letter.length() > 1)
      throw new IllegalArgumentException("short form " + letter + " of --" + name);
  }

  public Option(String name, Reading<T> reading, String help) {
    this(name, reading, help, "", Times.AT_MOST_ONCE, "");
  }

  /// An option that is there or not.
  public static Option<Boolean> flag(String name, String help) {
    return new Option<>(name, Reading.FLAG, help);
  }

  // Options are constants. A record's own `equals` is made when it is first called, which costs
  // every command 15 ms of its start.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// May be written without its value, a number: `--name`, `--name 3` or `--name=3`.
  public static Option<Integer> number(String name, String placeholder, int bare, String help) {
    return new Option<>(
        name, Reading.COUNT.as(placeholder), help, "", Times.AT_MOST_ONCE, Integer.toString(bare));
  }

  public Option<T> shortened(String newLetter) {
    return new Option<>(name, reading, help, newLetter, times, bare);
  }

  public Option<T> repeated() {
    return new Option<>(name, reading, help, letter, Times.ANY, bare);
  }

  public Option<T> required() {
    return new Option<>(name, reading, help, letter, Times.ONCE, bare);
  }

  boolean isFlag() {
    return reading.placeholder().isEmpty();
  }

  /// `FRESHET_LIMIT_UP` for `limit-up`.
  String variable() {
    return "FRESHET_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /// `--limit-up RATE`, for messages and help.
  String usage() {
    if (isFlag()) return "--" + name;
    return "--"
        + name
        + (bare.isEmpty() ? " " + reading.placeholder() : " [" + reading.placeholder() + "]");
  }

  /// `-o FILE`, or the long form when there is no short one.
  String shortUsage() {
    return letter.isEmpty() ? usage() : "-" + letter + usage().substring(name.length() + 2);
  }
}
