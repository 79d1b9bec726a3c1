package io.freshet.app.values;

import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Address;
import java.util.List;
import java.util.Optional;

/// `ADDRESS/CHANNEL`: a channel and where its tracker is.
///
/// @param trackers alternatives: the first that answers will do
public record ChannelAddress(List<Address> trackers, ChannelName channel) {
  public ChannelAddress {
    trackers = List.copyOf(trackers);
    if (trackers.isEmpty()) throw new IllegalArgumentException("no tracker for channel " + channel);
  }

  public static ChannelAddress parse(String text) {
    var path = TrackerPath.parse(text);
    if (path.channel().isEmpty()) {
      throw new IllegalArgumentException(
          "`" + text + "` names no channel: write " + text + "/CHANNEL");
    }
    if (!path.version().equals(Version.NEWEST)) {
      throw new IllegalArgumentException(
          "`"
              + text
              + "` names one version where a whole channel is meant: leave @"
              + path.version()
              + " out");
    }
    return new ChannelAddress(path.trackers(), path.channel().get());
  }

  @Override
  public String toString() {
    return new TrackerPath(trackers, Optional.of(channel), Version.NEWEST).toString();
  }
}
