package io.freshet.app.arguments;

import io.freshet.app.values.ChannelAddress;
import io.freshet.app.values.Durations;
import io.freshet.app.values.ListenAddress;
import io.freshet.app.values.Rate;
import io.freshet.app.values.RateSchedule;
import io.freshet.app.values.ReleaseReference;
import io.freshet.app.values.Size;
import io.freshet.app.values.TrackerPath;
import io.freshet.engine.Priority;
import io.freshet.node.control.Address;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/// How one argument is read.
///
/// @param placeholder what stands for it in a usage line: `SIZE`
/// @param parser throws `IllegalArgumentException` with what is wrong and what would be right
public record Reading<T>(String placeholder, Function<String, T> parser) {
  public static final Reading<Size> SIZE = new Reading<>("SIZE", Size::parse);
  public static final Reading<Rate> RATE = new Reading<>("RATE", Rate::parse);
  public static final Reading<RateSchedule> SCHEDULE = new Reading<>("RATE", RateSchedule::parse);
  public static final Reading<Duration> DURATION = new Reading<>("DURATION", Durations::parse);
  public static final Reading<Address> ADDRESS = new Reading<>("ADDRESS", Address::parse);
  public static final Reading<ListenAddress> LISTEN =
      new Reading<>("ADDRESS", ListenAddress::parse);
  public static final Reading<ChannelAddress> CHANNEL =
      new Reading<>("ADDRESS/CHANNEL", ChannelAddress::parse);
  public static final Reading<TrackerPath> TRACKER_PATH =
      new Reading<>("ADDRESS[/CHANNEL]", TrackerPath::parse);
  public static final Reading<ReleaseReference> RELEASE =
      new Reading<>("RELEASE", ReleaseReference::parse);
  public static final Reading<Path> PATH = new Reading<>("PATH", Reading::path);

  /// Text, because a `/` at its end means something, which a path forgets.
  public static final Reading<String> DEST = new Reading<>("DEST", Reading::destination);

  public static final Reading<Integer> COUNT = new Reading<>("N", Reading::count);
  public static final Reading<Priority> PRIORITY = new Reading<>("LEVEL", Reading::priority);
  public static final Reading<String> TEXT = new Reading<>("TEXT", text -> text);

  static final Reading<Boolean> FLAG = new Reading<>("", Reading::flag);

  /// The same, called otherwise in help: `Reading.PATH.as("FILE.torrent")`.
  public Reading<T> as(String name) {
    return new Reading<>(name, parser);
  }

  private static Path path(String text) {
    if (text.isEmpty()) throw new IllegalArgumentException("an empty path names nothing");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "`" + text + "` cannot be a path here: " + e.getReason(), e);
    }
  }

  private static String destination(String text) {
    var _ = path(text);
    return text;
  }

  private static Integer count(String text) {
    if (!text.matches("[0-9]{1,9}"))
      throw new IllegalArgumentException("`" + text + "` is not a number from 0 to 999999999");
    return Integer.valueOf(text);
  }

  private static Priority priority(String text) {
    return switch (text) {
      case "high" -> Priority.HIGH;
      case "normal" -> Priority.NORMAL;
      case "low" -> Priority.LOW;
      default -> throw new IllegalArgumentException("`" + text + "`: write high, normal or low");
    };
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("`" + text + "` is neither true nor false");
    };
  }
}
