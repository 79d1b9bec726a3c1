package io.freshet.app.console;

import java.time.Duration;

/// Numbers in the words of people: `1.5 GiB`, `112 MiB/s`, `2 min 5 s`, `12,345 files`.
public final class Human {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int UNIT = 1024;

  private Human() {}

  /// Three digits are as many as a person reads: `1.25 GiB`, `12.5 GiB`, `125 GiB`.
  public static String size(long bytes) {
    if (bytes < UNIT) return count(bytes, "byte");
    double value = bytes;
    int unit = -1;
    // What would be shown as 1000 or more becomes the next unit: 0.98 GiB, not 1,003 MiB.
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= UNIT;
      unit++;
    }
    return threeDigits(value) + " " + UNITS[unit];
  }

  public static String rate(double bytesPerSecond) {
    return size(Math.round(bytesPerSecond)) + "/s";
  }

  /// The two largest units that say something: `850 ms`, `12 s`, `2 min 5 s`, `3 d 4 h`.
  public static String duration(Duration duration) {
    if (duration.isNegative()) return "0 ms";
    if (duration.toMillis() < 1000) return duration.toMillis() + " ms";
    if (duration.toSeconds() < 10) return oneDecimal(duration.toMillis() / 1000.0) + " s";
    if (duration.toMinutes() < 1) return duration.toSeconds() + " s";
    if (duration.toHours() < 1)
      return pair(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
    if (duration.toDays() < 1)
      return pair(duration.toHours(), "h", duration.toMinutesPart(), "min");
    return pair(duration.toDays(), "d", duration.toHoursPart(), "h");
  }

  /// `1 file`, `12,345 files`.
  public static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /// `12,345`.
  public static String number(long number) {
    var digits = new StringBuilder(Long.toString(number));
    int first = number < 0 ? 1 : 0;
    for (int i = digits.length() - 3; i > first; i -= 3) digits.insert(i, ',');
    return digits.toString();
  }

  /// Rounded down: 100 % is said of nothing that is not complete.
  public static String percent(long part, long whole) {
    if (whole <= 0 || part >= whole) return "100 %";
    return (int) (100.0 * part / whole) + " %";
  }

  /// Names come from strangers: what would move the cursor or hide in a line is shown as an escape.
  public static String printable(String name) {
    int plain = 0;
    while (plain < name.length() && isPlain(name.charAt(plain))) plain++;
    if (plain == name.length()) return name;
    var text = new StringBuilder().append(name, 0, plain);
    for (int i = plain; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isPlain(c)) {
        text.append(c);
      } else {
        text.append("\\u")
            .repeat('0', 4 - Integer.toHexString(c).length())
            .append(Integer.toHexString(c));
      }
    }
    return text.toString();
  }

  static boolean isPlain(int c) {
    // U+202A–U+202E and U+2066–U+2069 turn the direction of what follows.
    boolean turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return !Character.isISOControl(c) && !turns && c != 0x2028 && c != 0x2029;
  }

  private static String pair(long many, String unit, long rest, String smallerUnit) {
    return many + " " + unit + (rest == 0 ? "" : " " + rest + " " + smallerUnit);
  }

  private static String threeDigits(double value) {
    if (value >= 99.95) return Long.toString(Math.round(value));
    if (value >= 9.995) return oneDecimal(value);
    return decimals(Math.round(value * 100), 2);
  }

  private static String oneDecimal(double value) {
    return decimals(Math.round(value * 10), 1);
  }

  /// A scaled number with that many decimals, without zeros at its end: 150 and 2 give `1.5`.
  private static String decimals(long scaled, int decimals) {
    long power = decimals == 2 ? 100 : 10;
    String fraction = Long.toString(power + scaled % power).substring(1);
    while (fraction.endsWith("0")) fraction = fraction.substring(0, fraction.length() - 1);
    return scaled / power + (fraction.isEmpty() ? "" : "." + fraction);
  }
}
