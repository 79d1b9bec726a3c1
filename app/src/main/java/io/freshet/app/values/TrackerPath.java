package io.freshet.app.values;

import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Address;
import java.util.List;
import java.util.Optional;

/// `ADDRESS[/CHANNEL[@VERSION]]`: a tracker, or something that it has.
///
/// @param trackers alternatives: the first that answers will do
/// @param version [Version#NEWEST] when none was written
public record TrackerPath(List<Address> trackers, Optional<ChannelName> channel, Version version) {
  public TrackerPath {
    trackers = List.copyOf(trackers);
    if (trackers.isEmpty()) throw new IllegalArgumentException("no tracker");
    if (channel.isEmpty() && !version.equals(Version.NEWEST))
      throw new IllegalArgumentException("a version of no channel");
  }

  public static TrackerPath parse(String text) {
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      throw new IllegalArgumentException(
          "`" + text + "` is a URL: write " + text.substring(scheme + 3));
    }
    int slash = text.indexOf('/');
    if (slash < 0 || slash == text.length() - 1) {
      var trackers = Address.parseAlternatives(slash < 0 ? text : text.substring(0, slash));
      return new TrackerPath(trackers, Optional.empty(), Version.NEWEST);
    }
    var trackers = Address.parseAlternatives(text.substring(0, slash));
    String rest = text.substring(slash + 1);
    int at = rest.lastIndexOf('@');
    return new TrackerPath(
        trackers,
        Optional.of(channel(at < 0 ? rest : rest.substring(0, at))),
        at < 0 ? Version.NEWEST : Version.parse(rest.substring(at + 1)));
  }

  private static ChannelName channel(String text) {
    try {
      return new ChannelName(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("channel `" + text + "`: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    var text =
        new StringBuilder(String.join(",", trackers.stream().map(Address::toString).toList()));
    channel.ifPresent(name -> text.append('/').append(name));
    if (!version.equals(Version.NEWEST)) text.append('@').append(version);
    return text.toString();
  }
}
