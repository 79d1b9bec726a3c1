package io.freshet.node.catalog;

import java.util.List;

/// A mutable name whose releases are `v1`, `v2`, …
///
/// @param pieceLength bytes; what each of its releases has
/// @param releases that are not retired, newest first; never empty
public record Channel(ChannelName name, int pieceLength, List<Release> releases) {

  public Channel {
    releases = List.copyOf(releases);
    if (releases.isEmpty()) {
      throw new IllegalArgumentException("channel " + name + " without a release");
    }
  }

  public Release newest() {
    return releases.getFirst();
  }
}
