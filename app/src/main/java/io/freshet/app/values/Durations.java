package io.freshet.app.values;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A span of time as people write it: `90s`, `10m`, `2h`, `7d`, `1h30m`, `5ms`, `200us`.
public final class Durations {
  /// 9 digits of days are past any use, and far from overflowing.
  private static final Pattern FORM =
      Pattern.compile(
          "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?(?:([0-9]{1,9})us)?");

  private Durations() {}

  public static Duration parse(String text) {
    var form = FORM.matcher(text);
    if (text.isEmpty() || !form.matches()) {
      throw new IllegalArgumentException(
          "`" + text + "` is not a duration: write 90s, 10m, 2h, 7d, 1h30m or 5ms");
    }
    return Duration.ofDays(number(form.group(1)))
        .plusHours(number(form.group(2)))
        .plusMinutes(number(form.group(3)))
        .plusSeconds(number(form.group(4)))
        .plusMillis(number(form.group(5)))
        .plus(number(form.group(6)), ChronoUnit.MICROS);
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
