package io.freshet.node.control;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.NodeId;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A release that nodes ask about: its extents, once its manifest was read, and who can hand the
/// manifest out.
final class TrackedSwarm {

  /// What a tracker hands out of one manifest before it names others first: 1,000 copies of a small
  /// one, 2 of one of a million files.
  static final long MANIFEST_BYTES_HANDED_OUT = 64 << 20;

  /// Nodes named beside the tracker: the first may have gone, and the second.
  static final int MANIFEST_NODES_MAX = 3;

  /// What waits until the manifest is read: a node of the largest swarm each.
  static final int WAITING_MAX = 16_384;

  final List<Waiting> waiting = new ArrayList<>();
  final List<Attendee> members = new ArrayList<>();

  private @Nullable ExtentSizes sizes;
  private long manifestBytes = 1;
  private long handedOut;
  private int next;

  boolean isOpen() {
    return sizes != null;
  }

  void open(Contents contents) {
    sizes = contents.sizes();
    manifestBytes = Math.max(1, contents.manifestBytes());
  }

  ExtentSizes sizes() {
    ExtentSizes known = sizes;
    if (known == null) {
      throw new IllegalStateException("a swarm whose manifest was not read");
    }
    return known;
  }

  /// What a node said before the manifest was read.
  record Waiting(Attendee attendee, Runnable action) {}

  /// What a manifest says that planning needs.
  record Contents(ExtentSizes sizes, long manifestBytes) {}

  /// Whom a node shall ask for the manifest: the tracker first for the first few, members in turn
  /// for the rest.
  List<NodeId> manifestSources(NodeId tracker, Attendee asking) {
    List<NodeId> nodes = new ArrayList<>();
    for (int i = 0; i < members.size() && nodes.size() < MANIFEST_NODES_MAX; i++) {
      Attendee member = members.get((next + i) % members.size());
      if (member != asking && member.reach == Reach.REACHABLE) {
        nodes.add(member.id());
      }
    }
    next = members.isEmpty() ? 0 : (next + 1) % members.size();
    boolean trackerFirst = handedOut + manifestBytes <= MANIFEST_BYTES_HANDED_OUT;
    if (trackerFirst) {
      handedOut += manifestBytes;
    }
    nodes.add(trackerFirst ? 0 : nodes.size(), tracker);
    return nodes;
  }
}
