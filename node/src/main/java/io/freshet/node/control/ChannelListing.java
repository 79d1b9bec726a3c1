package io.freshet.node.control;

import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import java.util.List;

/// A channel as a tracker shows it.
///
/// @param pieceLength bytes; what the next release must have
/// @param releaseCount how many there are
/// @param releases newest first; of several channels only the newest of each
public record ChannelListing(
    ChannelName name, int pieceLength, int releaseCount, List<Release> releases) {

  public ChannelListing {
    releases = List.copyOf(releases);
  }
}
