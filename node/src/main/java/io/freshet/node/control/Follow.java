package io.freshet.node.control;

import io.freshet.node.catalog.ChannelName;

/// What a node wants to hear of a channel: answered by [SessionEvent.Released],
/// [SessionEvent.NoChannel] or [SessionEvent.NoRelease].
public sealed interface Follow {

  ChannelName channel();

  /// The newest release, once.
  record Newest(ChannelName channel) implements Follow {}

  /// The newest release now and each new one as soon as it is published, and what is retired.
  record EachNew(ChannelName channel) implements Follow {}

  /// This release, once.
  record Version(ChannelName channel, int version) implements Follow {
    public Version {
      if (version < 1) {
        throw new IllegalArgumentException("version " + version);
      }
    }
  }
}
