package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalTime;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateScheduleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "20MB/s | 00:00 | 20MB/s",
        "unlimited | 12:00 | unlimited",
        "08:00-18:00=20MB/s,else=unlimited | 07:59:59.999 | unlimited",
        "08:00-18:00=20MB/s,else=unlimited | 08:00 | 20MB/s",
        "08:00-18:00=20MB/s,else=unlimited | 17:59:59.999 | 20MB/s",
        "08:00-18:00=20MB/s,else=unlimited | 18:00 | unlimited",
        "8:00-18:00=20MB/s | 18:00 | unlimited",
        // Over midnight.
        "22:00-06:00=unlimited,else=1MB/s | 21:59 | 1MB/s",
        "22:00-06:00=unlimited,else=1MB/s | 22:00 | unlimited",
        "22:00-06:00=unlimited,else=1MB/s | 23:59:59 | unlimited",
        "22:00-06:00=unlimited,else=1MB/s | 00:00 | unlimited",
        "22:00-06:00=unlimited,else=1MB/s | 05:59 | unlimited",
        "22:00-06:00=unlimited,else=1MB/s | 06:00 | 1MB/s",
        // To the end of the day.
        "18:00-24:00=1MB/s,else=2MB/s | 23:59 | 1MB/s",
        "18:00-24:00=1MB/s,else=2MB/s | 00:00 | 2MB/s",
        "18:00-00:00=1MB/s,else=2MB/s | 23:59 | 1MB/s",
        "18:00-00:00=1MB/s,else=2MB/s | 00:00 | 2MB/s",
        "00:00-24:00=1MB/s | 12:34 | 1MB/s",
        // The first that holds counts.
        "12:00-13:00=3MB/s,08:00-18:00=1MB/s,else=9MB/s | 12:30 | 3MB/s",
        "12:00-13:00=3MB/s,08:00-18:00=1MB/s,else=9MB/s | 13:00 | 1MB/s",
        "12:00-13:00=3MB/s,08:00-18:00=1MB/s,else=9MB/s | 19:00 | 9MB/s",
      })
  void saysWhatCountsAtATime(String text, LocalTime time, String rate) {
    assertEquals(Rate.parse(rate), RateSchedule.parse(text).at(time));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8-18=1MB/s | column 1: `8-18` is not a time of day",
        "08:00-18:00=1MB/s,25:00-26:00=2MB/s | column 19: there is no 25:00",
        "08:00-24:01=1MB/s | column 7: there is no 24:01",
        "08:60-09:00=1MB/s | column 1: there is no 08:60",
        "24:00-09:00=1MB/s | column 1: a day's last minute is 23:59",
        "08:00-08:00=1MB/s | column 1: it ends when it begins",
        "08:00-18:00=20MB | column 13: `20MB` is not a rate",
        "08:00-18:00=1MB/s,else=fast | column 24: `fast` is not a rate",
        "else=1MB/s,08:00-18:00=1MB/s | column 1: `else` comes last",
        "08:00-18:00=1MB/s,20MB/s | column 19: `20MB/s` has no `=`",
        "08:00-18:00=1MB/s, | column 19: `` has no `=`",
        "08:00-18:00=1MB/s, else=1MB/s | column 19: ` else` is not a time of day",
      })
  void namesTheColumnOfWhatIsWrong(String text, String why) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> RateSchedule.parse(text));
    assertTrue(String.valueOf(wrong.getMessage()).contains(why), wrong.getMessage());
    assertTrue(String.valueOf(wrong.getMessage()).startsWith("`" + text + "`"), wrong.getMessage());
  }

  @Test
  void takesNoMoreTimesThanADayHasHours() {
    String span = "08:00-09:00=1MB/s";
    var most = String.join(",", Collections.nCopies(RateSchedule.SPANS_MAX, span));
    assertEquals(RateSchedule.SPANS_MAX, RateSchedule.parse(most).spans().size());
    assertThrows(IllegalArgumentException.class, () -> RateSchedule.parse(most + "," + span));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"unlimited", "20MB/s", "22:05-06:00=1MB/s,12:00-13:00=unlimited,else=3MB/s"})
  void canBeReadBack(String text) {
    var schedule = RateSchedule.parse(text);
    assertEquals(schedule, RateSchedule.parse(schedule.toString()));
  }

  @Test
  void knowsWhetherTheTimeMatters() {
    assertTrue(RateSchedule.parse("20MB/s").isConstant());
    assertFalse(RateSchedule.parse("08:00-18:00=20MB/s").isConstant());
  }
}
