package io.freshet.node.swarm;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.node.control.Address;
import io.freshet.node.control.NodeAddress;
import io.freshet.node.control.SessionEvent;
import io.freshet.node.control.TrackerLink;
import io.freshet.node.transfer.PauseSwitch;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The swarms of one node that a tracker plans, and the node's session with it.
///
/// What the session says of a swarm goes to that swarm; the rest goes to whoever opened it.
public final class TrackedSwarms implements AutoCloseable {

  private final AddressBook addresses;
  private final PauseSwitch pauseSwitch;
  private final PauseSwitch.Listener pausing = this::pausing;
  private final Consumer<SessionEvent> listener;

  // Guarded by this.
  private final Map<InfoHash, Swarm> swarms = new LinkedHashMap<>();
  private boolean attached;
  private Optional<TrackerLink> link = Optional.empty();

  private TrackedSwarms(
      AddressBook addresses, PauseSwitch pauseSwitch, Consumer<SessionEvent> listener) {
    this.addresses = addresses;
    this.pauseSwitch = pauseSwitch;
    this.listener = listener;
  }

  /// Opens the session.
  ///
  /// @param session begins it, with where its events go
  /// @param listener hears what is not of one swarm, on the session's thread; may block
  public static TrackedSwarms open(
      AddressBook addresses,
      PauseSwitch pauseSwitch,
      Function<Consumer<SessionEvent>, TrackerLink> session,
      Consumer<SessionEvent> listener) {
    TrackedSwarms swarms = new TrackedSwarms(addresses, pauseSwitch, listener);
    synchronized (swarms) {
      swarms.link = Optional.of(session.apply(swarms::hear));
    }
    pauseSwitch.add(swarms.pausing);
    return swarms;
  }

  /// The session, to follow channels on.
  public synchronized TrackerLink link() {
    return link.orElseThrow();
  }

  /// Has the tracker plan for this swarm, in this session and in all that follow.
  public synchronized void add(Swarm swarm) {
    swarms.put(swarm.infoHash(), swarm);
    if (attached) {
      swarm.attach(link());
    }
  }

  /// Closes a swarm and leaves it.
  public void remove(InfoHash infoHash) {
    Optional<Swarm> removed;
    synchronized (this) {
      removed = Optional.ofNullable(swarms.remove(infoHash));
    }
    removed.ifPresent(Swarm::close);
  }

  private void hear(SessionEvent event) {
    switch (event) {
      case SessionEvent.Attached _ -> {
        attachAll();
        listener.accept(event);
      }
      case SessionEvent.Detached _ -> {
        detachAll();
        listener.accept(event);
      }
      case SessionEvent.NoSwarm(var swarm) -> find(swarm).ifPresent(Swarm::detach);
      case SessionEvent.SwarmKnown(var swarm) -> attach(swarm);
      case SessionEvent.Located(var nodes) -> locate(nodes);
      case SessionEvent.Assigned(var swarm, var assignments) ->
          post(swarm, new NodeEvent.Assigned(assignments));
      case SessionEvent.Revoked(var swarm, var source) ->
          post(swarm, new NodeEvent.SourceRevoked(source));
      case SessionEvent.Introduced(var swarm, var neighbours) -> {
        for (NodeId neighbour : neighbours) {
          post(swarm, new NodeEvent.PeerMet(neighbour));
        }
      }
      case SessionEvent.Retired(_, _, var infoHash) -> {
        // Nothing more is planned for it: who is still fetching goes on by itself.
        find(infoHash).ifPresent(Swarm::detach);
        listener.accept(event);
      }
      default -> listener.accept(event);
    }
  }

  /// Before it is attached, the link drops this: [#attachAll] says it anew.
  private void pausing(boolean paused) {
    link().pausing(paused);
  }

  private synchronized void attachAll() {
    attached = true;
    if (pauseSwitch.isPaused()) {
      link().pausing(true);
    }
    swarms.values().forEach(swarm -> swarm.attach(link()));
  }

  /// The tracker did not know this release before.
  private synchronized void attach(InfoHash infoHash) {
    Swarm swarm = swarms.get(infoHash);
    if (attached && swarm != null) {
      swarm.attach(link());
    }
  }

  private synchronized void detachAll() {
    attached = false;
    swarms.values().forEach(Swarm::detach);
  }

  private void locate(List<NodeAddress> nodes) {
    for (NodeAddress node : nodes) {
      Address address = node.address();
      // Looked up by who connects: here a slow answer would keep the session from everything else.
      addresses.put(
          node.node(), InetSocketAddress.createUnresolved(address.host(), address.port()));
    }
  }

  private void post(InfoHash swarm, NodeEvent event) {
    find(swarm).ifPresent(one -> one.post(event));
  }

  private synchronized Optional<Swarm> find(InfoHash infoHash) {
    return Optional.ofNullable(swarms.get(infoHash));
  }

  /// Leaves all swarms, then the tracker.
  @Override
  public void close() {
    pauseSwitch.remove(pausing);
    List<Swarm> all;
    synchronized (this) {
      all = List.copyOf(swarms.values());
      swarms.clear();
    }
    all.forEach(Swarm::close);
    link().close();
  }
}
