package io.freshet.app.values;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How much may pass at which time of day: one rate for always, or
/// `08:00-18:00=20MB/s,else=unlimited`.
///
/// A span holds from its beginning to before its end, over midnight if it ends earlier than it
/// begins; where two hold, the first that was written counts. Which time of day it is comes in as
/// an argument.
///
/// @param otherwise what counts when no span does
public record RateSchedule(List<Span> spans, Rate otherwise) {
  /// More than one for each hour of the day is a mistake.
  static final int SPANS_MAX = 24;

  private static final int MINUTES_OF_DAY = 24 * 60;

  private static final Pattern TIMES =
      Pattern.compile("([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})");

  public RateSchedule {
    spans = List.copyOf(spans);
  }

  /// A part of each day, in minutes since midnight.
  public record Span(int from, int until, Rate rate) {
    public Span {
      if (from < 0 || from >= MINUTES_OF_DAY || until < 1 || until > MINUTES_OF_DAY)
        throw new IllegalArgumentException("minutes " + from + " to " + until);
      if (from == until) throw new IllegalArgumentException("a span without length at " + from);
    }

    boolean holdsAt(int minute) {
      return from < until ? minute >= from && minute < until : minute >= from || minute < until;
    }

    @Override
    public String toString() {
      return clock(from) + "-" + clock(until) + "=" + rate;
    }

    private static String clock(int minute) {
      return (minute < 600 ? "0" : "")
          + minute / 60
          + (minute % 60 < 10 ? ":0" : ":")
          + minute % 60;
    }
  }

  public static RateSchedule always(Rate rate) {
    return new RateSchedule(List.of(), rate);
  }

  /// A [Rate], or spans of the day and what counts `else`: unlimited if that is left out.
  public static RateSchedule parse(String text) {
    if (text.indexOf('=') < 0) return always(Rate.parse(text));
    List<Span> spans = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      var part = new Part(text, start, text.substring(start, end));
      if (part.isElse()) {
        if (comma >= 0) throw part.wrong("`else` comes last");
        return new RateSchedule(spans, part.rate());
      }
      if (spans.size() == SPANS_MAX) throw part.wrong("more than " + SPANS_MAX + " times of day");
      spans.add(part.span());
      start = end + 1;
    }
    return new RateSchedule(spans, Rate.UNLIMITED);
  }

  /// One of the parts between the commas.
  ///
  /// @param start where it begins in the text
  private record Part(String whole, int start, String text) {
    boolean isElse() {
      return text.startsWith("else=");
    }

    Rate rate() {
      int equals = text.indexOf('=');
      try {
        return Rate.parse(text.substring(equals + 1));
      } catch (IllegalArgumentException e) {
        throw wrongAt(equals + 1, String.valueOf(e.getMessage()));
      }
    }

    Span span() {
      int equals = text.indexOf('=');
      if (equals < 0)
        throw wrong("`" + text + "` has no `=`: write 08:00-18:00=20MB/s, or else=unlimited");
      var times = TIMES.matcher(text.substring(0, equals));
      if (!times.matches())
        throw wrong("`" + text.substring(0, equals) + "` is not a time of day: write 08:00-18:00");
      int from = minute(times.group(1), times.group(2), times.start(1));
      int until = minute(times.group(3), times.group(4), times.start(3));
      if (from == MINUTES_OF_DAY) throw wrong("a day's last minute is 23:59: begin at 00:00");
      if (from == until || (until == 0 && from == 0))
        throw wrong("it ends when it begins: write 00:00-24:00 for all day");
      return new Span(from, until == 0 ? MINUTES_OF_DAY : until, rate());
    }

    private int minute(String hours, String minutes, int at) {
      int minute = Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
      if (Integer.parseInt(minutes) > 59 || minute > MINUTES_OF_DAY)
        throw wrongAt(at, "there is no " + hours + ":" + minutes + ": write 00:00 to 24:00");
      return minute;
    }

    IllegalArgumentException wrong(String what) {
      return wrongAt(0, what);
    }

    private IllegalArgumentException wrongAt(int offset, String what) {
      return new IllegalArgumentException(
          "`" + whole + "`, column " + (start + offset + 1) + ": " + what);
    }
  }

  public Rate at(LocalTime time) {
    int minute = time.getHour() * 60 + time.getMinute();
    for (Span span : spans) if (span.holdsAt(minute)) return span.rate;
    return otherwise;
  }

  /// Is it always the same?
  public boolean isConstant() {
    return spans.isEmpty();
  }

  /// Every rate that may come to count.
  public List<Rate> rates() {
    List<Rate> rates = new ArrayList<>();
    for (Span span : spans) rates.add(span.rate);
    rates.add(otherwise);
    return rates;
  }

  /// As it can be read back.
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Span span : spans) text.append(span).append(',');
    return spans.isEmpty() ? otherwise.toString() : text + "else=" + otherwise;
  }
}
