package io.freshet.node.control;

import io.freshet.content.InfoHash;

/// What the tracker's thread has others do, because it blocks. Each comes back through the mailbox.
interface Errands {

  /// Dials a node back, then [TrackerDesk#dialled].
  void dial(Attendee attendee, Address address);

  /// Reads a manifest, then [TrackerDesk#opened] or [TrackerDesk#unreadable].
  void read(InfoHash infoHash);
}
