package io.freshet.node.control;

import io.freshet.engine.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The nodes that are here, and who was told whose address.
///
/// Each has a seat, so that "told" is one bit: 12.5 MB for 10,000 nodes that all know each other,
/// where sets of ids would be a gigabyte.
final class Roster {

  private final Map<NodeId, Attendee> attendees = new LinkedHashMap<>();
  private final BitSet taken = new BitSet();

  Optional<Attendee> find(NodeId id) {
    return Optional.ofNullable(attendees.get(id));
  }

  Collection<Attendee> all() {
    return attendees.values();
  }

  int size() {
    return attendees.size();
  }

  void add(Attendee attendee) {
    if (attendees.putIfAbsent(attendee.id(), attendee) != null) {
      throw new IllegalStateException("node " + attendee.id() + " is here already");
    }
    attendee.seat = taken.nextClearBit(0);
    taken.set(attendee.seat);
    attendee.present = true;
  }

  void remove(Attendee attendee) {
    attendees.remove(attendee.id());
    attendee.present = false;
    taken.clear(attendee.seat);
    for (Attendee other : attendees.values()) {
      other.told.clear(attendee.seat);
    }
  }

  /// The addresses of these nodes that this one was not told yet, and now is taken to be.
  List<NodeAddress> introduceTo(Attendee attendee, Collection<NodeId> nodes) {
    List<NodeAddress> unknown = new ArrayList<>();
    for (NodeId id : nodes) {
      @Nullable Attendee other = attendees.get(id);
      if (other != null && other.address().isPresent() && !attendee.told.get(other.seat)) {
        attendee.told.set(other.seat);
        unknown.add(new NodeAddress(id, other.address().get()));
      }
    }
    return unknown;
  }

  /// Those of these nodes that have an address.
  List<NodeId> findable(Collection<NodeId> nodes) {
    return nodes.stream().filter(id -> find(id).flatMap(Attendee::address).isPresent()).toList();
  }
}
