package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.Membership;
import io.freshet.engine.Report;
import io.freshet.node.catalog.ChannelName;

/// A node's side of its session with a tracker, which may be across the network or in the same
/// process.
///
/// No call blocks, and none fails: what cannot be said because the tracker is away is dropped, and
/// said anew by joining when [SessionEvent.Attached] comes. Calls may come from any thread.
public interface TrackerLink extends AutoCloseable {

  /// Asks for a release; asked again in each new session until [#unfollow].
  void follow(Follow follow);

  void unfollow(ChannelName channel);

  /// Tells what this node holds and wants of a release; replaces what was told before.
  void join(InfoHash swarm, Membership membership);

  void leave(InfoHash swarm);

  /// Tells what happened in a swarm that was joined in this session.
  void report(InfoHash swarm, Report report);

  /// Tells that this node begins no new transfers, or does again; said anew in each session.
  void pausing(boolean paused);

  /// Leaves the tracker. Nothing more is heard once this has returned.
  @Override
  void close();
}
