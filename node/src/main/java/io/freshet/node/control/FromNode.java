package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.Membership;
import io.freshet.node.catalog.ChannelName;

/// What a node says to its tracker.
sealed interface FromNode {

  record Hello(Introduction introduction) implements FromNode {}

  record Following(Follow follow) implements FromNode {}

  record Unfollowing(ChannelName channel) implements FromNode {}

  record Joining(InfoHash swarm, Membership membership) implements FromNode {}

  record Leaving(InfoHash swarm) implements FromNode {}

  record Telling(InfoHash swarm, io.freshet.engine.Report report) implements FromNode {}

  /// It begins no new transfers, or does again.
  record Pausing(boolean paused) implements FromNode {}

  /// Nothing but a sign of life.
  record Beating() implements FromNode {}
}
