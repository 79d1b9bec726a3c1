package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Introduction.Listening;
import java.net.InetAddress;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One node with a session, as the tracker knows it. Only the tracker's thread touches what
/// changes.
final class Attendee {

  private final Introduction introduction;
  private final Seen seen;
  private final Outlet outlet;

  /// False before the tracker has taken the node in and after it has let it go: then it is not
  /// heard. Who dials it only asks whether it is still worth it.
  volatile boolean present;

  /// Its number among those who are here; free again when it goes.
  int seat;

  Reach reach = Reach.UNKNOWN;
  long attachedNanos;
  long dialledNanos;

  /// How often in a row it took its own place while that was still taken, each time after less than
  /// [TrackerDesk#COMEBACK_NANOS].
  int comebacks;

  /// Was another refused that says to be it? Then nobody takes its place before it is gone.
  boolean contested;

  /// It said that it begins no new transfers.
  boolean paused;

  /// Is it being dialled, or waiting to be?
  boolean dialling;

  /// The seats of the nodes whose address it was told.
  final BitSet told = new BitSet();

  final Set<ChannelName> following = new LinkedHashSet<>();

  /// Swarms that it joined and that are not there: it is told when they are.
  final Set<InfoHash> absent = new LinkedHashSet<>();

  final Map<InfoHash, Account> accounts = new LinkedHashMap<>();

  Attendee(Introduction introduction, Seen seen, Outlet outlet) {
    this.introduction = introduction;
    this.seen = seen;
    this.outlet = outlet;
  }

  /// Where a session comes from.
  sealed interface Seen {
    /// From this address, over the network.
    record From(InetAddress host, int port) implements Seen {}

    /// From this process.
    record Inside() implements Seen {}
  }

  NodeId id() {
    return introduction.node();
  }

  Introduction introduction() {
    return introduction;
  }

  Outlet outlet() {
    return outlet;
  }

  /// Do both come from one address elsewhere?
  boolean isNeighbourOf(Attendee other) {
    return seen instanceof Seen.From(InetAddress here, _)
        && other.seen instanceof Seen.From(InetAddress there, _)
        && !here.isLoopbackAddress()
        && here.equals(there);
  }

  /// What is known of its reach before it was dialled: one of this process needs no dialling.
  Reach firstReach() {
    if (address().isEmpty()) {
      return Reach.UNREACHABLE;
    }
    return seen instanceof Seen.Inside ? Reach.REACHABLE : Reach.UNKNOWN;
  }

  SessionEvent.Dialled dialledNews() {
    return new SessionEvent.Dialled(dialled().map(Address::toString).orElse(""), reach);
  }

  /// Where the session comes from, for people.
  String seenAs() {
    return switch (seen) {
      case Seen.From(InetAddress host, int port) -> Address.of(host, port).toString();
      case Seen.Inside _ -> "this process";
    };
  }

  /// Where others find it. One on the tracker's machine is wherever they find the tracker: its
  /// loopback address would lead them to themselves.
  Optional<Address> address() {
    return switch (introduction.listening()) {
      case Listening.Nowhere _ -> Optional.empty();
      case Listening.At(Address advertised) -> Optional.of(advertised);
      case Listening.OnPort(int port) ->
          switch (seen) {
            case Seen.From(InetAddress host, _) when !host.isLoopbackAddress() ->
                Optional.of(Address.of(host, port));
            case Seen.From _, Seen.Inside _ -> Optional.of(new Address("", port));
          };
    };
  }

  /// Where the tracker itself dials it.
  Optional<Address> dialled() {
    String loopback =
        seen instanceof Seen.From(InetAddress host, _)
            ? Address.literal(host)
            : Address.literal(InetAddress.getLoopbackAddress());
    return address().map(address -> address.orHost(loopback));
  }
}
