package io.freshet.node.catalog;

import java.util.List;

/// What the catalog made of a [Candidate].
public sealed interface Addition {

  /// It is a release now. The channel kept its newest few, `retired` are those that gave way.
  record Added(Release release, List<Release> retired) implements Addition {
    public Added {
      retired = List.copyOf(retired);
    }
  }

  /// The channel's newest release is the same content already: nothing changed.
  record Unchanged(Release release) implements Addition {}

  /// The channel's releases have other pieces, in bytes; nothing changed.
  record OtherPieceLength(int channelHas) implements Addition {}

  /// There are as many channels as a tracker keeps; nothing changed.
  record TooManyChannels(int max) implements Addition {}
}
