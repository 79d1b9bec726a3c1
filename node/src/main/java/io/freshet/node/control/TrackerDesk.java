package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Planner;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// All that a tracker's one thread owns: who is here, what is published, and the engine that plans.
/// Each method is something that happened.
///
/// It translates: what nodes say becomes the engine's events, the engine's effects become what
/// nodes are told. An address is told before an id is first used, and nothing is heard from a node
/// that is not here.
final class TrackerDesk {

  /// Nodes with a session: 10,000 and room; at some 60 KiB each, a gigabyte.
  static final int NODES_MAX = 16_384;

  /// Of them from one address, so that nobody takes all seats by opening connections: the 10,000 of
  /// a site behind one address translation, which leaves 6,144 to others. The tracker's own machine
  /// may have all.
  static final int NODES_PER_ADDRESS_MAX = 10_240;

  /// How often a node that could not be dialled is dialled again: its firewall may have been
  /// opened.
  private static final long DIAL_AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

  /// A node that comes back so often while it is still here, each time sooner than
  /// [#COMEBACK_NANOS], is two: a virtual machine was copied while it ran, and both believe to be
  /// the one node. Without a limit they would take turns for ever.
  static final int COMEBACKS_MAX = 3;

  static final long COMEBACK_NANOS = Duration.ofMinutes(1).toNanos();

  private final NodeId tracker;
  private final String program;
  private final TrackerEngine engine;
  private final Register register;
  private final Errands errands;
  private final LongSupplier nanoTime;

  private final Roster roster = new Roster();
  private final Map<InfoHash, TrackedSwarm> swarms = new LinkedHashMap<>();
  private final Teller teller = new Teller(roster);
  private final Set<CopyWatch> watches = new LinkedHashSet<>();
  private final StatusBoard board;

  TrackerDesk(
      NodeId tracker,
      String program,
      TrackerEngine engine,
      Register register,
      Errands errands,
      LongSupplier nanoTime) {
    this.tracker = tracker;
    this.program = program;
    this.engine = engine;
    this.register = register;
    this.errands = errands;
    this.nanoTime = nanoTime;
    board = new StatusBoard(tracker, program, register, roster, swarms, engine);
  }

  Register register() {
    return register;
  }

  // ---- nodes come, go and say

  void attach(Attendee newcomer) {
    Optional<Attendee> known = roster.find(newcomer.id());
    if (known.isPresent()) {
      if (known.get().introduction().incarnation() != newcomer.introduction().incarnation()) {
        newcomer
            .outlet()
            .end(
                "node "
                    + newcomer.id()
                    + " is attached already, from "
                    + known.get().seenAs()
                    + ": only one process may use a folder's identity. If a mirror's folder was"
                    + " copied, delete .freshet/node in the copy and start again");
        return;
      }
      boolean soon = nanoTime.getAsLong() - known.get().attachedNanos < COMEBACK_NANOS;
      newcomer.comebacks = soon ? known.get().comebacks + 1 : 0;
      if (newcomer.comebacks > COMEBACKS_MAX || known.get().contested) {
        known.get().contested = true;
        newcomer
            .outlet()
            .end(
                "node "
                    + newcomer.id()
                    + " is attached already, from "
                    + known.get().seenAs()
                    + ", and both came back again and again: was this machine copied while it ran?"
                    + " Start freshet anew on one of them");
        return;
      }
      known.get().outlet().end("the same node came back on another connection");
      depart(known.get());
    }
    if (newcomer.id().equals(tracker)) {
      newcomer.outlet().end("node " + newcomer.id() + " has the tracker's own id");
      return;
    }
    if (roster.size() >= NODES_MAX) {
      newcomer.outlet().end("this tracker takes no more than " + NODES_MAX + " nodes");
      return;
    }
    if (isCrowded(newcomer)) {
      newcomer
          .outlet()
          .end(
              "this tracker takes no more than " + NODES_PER_ADDRESS_MAX + " nodes of one address");
      return;
    }
    roster.add(newcomer);
    newcomer.attachedNanos = nanoTime.getAsLong();
    newcomer.reach = newcomer.firstReach();
    teller.tell(newcomer, new SessionEvent.Attached(tracker, newcomer.seenAs(), program));
    apply(new TrackerEvent.Arrived(newcomer.id(), newcomer.introduction().zone(), newcomer.reach));
    if (newcomer.reach == Reach.UNKNOWN) {
      dial(newcomer);
    } else {
      teller.tell(newcomer, newcomer.dialledNews());
    }
  }

  private boolean isCrowded(Attendee newcomer) {
    return roster.size() >= NODES_PER_ADDRESS_MAX
        && roster.all().stream().filter(newcomer::isNeighbourOf).count() >= NODES_PER_ADDRESS_MAX;
  }

  private void dial(Attendee attendee) {
    attendee.dialledNanos = nanoTime.getAsLong();
    attendee
        .dialled()
        .ifPresent(
            address -> {
              attendee.dialling = true;
              errands.dial(attendee, address);
            });
  }

  void dialled(Attendee attendee, Reach reach, long tookNanos) {
    attendee.dialling = false;
    if (attendee.present && attendee.reach != reach) {
      attendee.reach = reach;
      teller.tell(attendee, attendee.dialledNews());
      apply(new TrackerEvent.Dialled(attendee.id(), reach, tookNanos));
    }
  }

  void depart(Attendee attendee) {
    if (attendee.present) {
      roster.remove(attendee);
      for (InfoHash infoHash : attendee.accounts.keySet()) {
        swarm(infoHash).members.remove(attendee);
      }
      apply(new TrackerEvent.Departed(attendee.id()));
    }
  }

  void heard(Attendee attendee, FromNode said) {
    if (!attendee.present) {
      return;
    }
    switch (said) {
      case FromNode.Hello _ -> dismiss(attendee, "it said Hello twice");
      case FromNode.Following(Follow follow) -> follow(attendee, follow);
      case FromNode.Unfollowing(var channel) -> attendee.following.remove(channel);
      case FromNode.Joining(InfoHash swarm, Membership membership) -> {
        if (register.has(swarm)) {
          whenOpen(attendee, swarm, () -> join(attendee, swarm, membership));
        } else {
          miss(attendee, swarm);
          teller.tell(attendee, new SessionEvent.NoSwarm(swarm));
        }
      }
      case FromNode.Leaving(InfoHash swarm) -> {
        attendee.absent.remove(swarm);
        whenOpen(attendee, swarm, () -> leave(attendee, swarm));
      }
      case FromNode.Telling(InfoHash swarm, Report report) ->
          whenOpen(attendee, swarm, () -> report(attendee, swarm, report));
      case FromNode.Pausing(boolean paused) -> {
        attendee.paused = paused;
        apply(new TrackerEvent.Pausing(attendee.id(), paused));
      }
      case FromNode.Beating _ -> {}
    }
  }

  /// Remembers that this node waits for a swarm that is not there.
  private static void miss(Attendee attendee, InfoHash swarm) {
    if (attendee.absent.size() < Protocol.SWARMS_MAX) {
      attendee.absent.add(swarm);
    }
  }

  private void follow(Attendee attendee, Follow follow) {
    if (follow instanceof Follow.EachNew(var channel)) {
      attendee.following.add(channel);
      if (attendee.following.size() > Protocol.SWARMS_MAX) {
        dismiss(attendee, "it follows more than " + Protocol.SWARMS_MAX + " channels");
        return;
      }
    }
    teller.tell(attendee, register.answer(follow, release -> news(release, attendee)));
  }

  /// Does it now, or when the manifest was read: after a restart, that is when the first node asks
  /// for it.
  private void whenOpen(Attendee attendee, InfoHash infoHash, Runnable action) {
    if (!register.has(infoHash)) {
      return;
    }
    TrackedSwarm swarm = swarm(infoHash);
    if (swarm.isOpen()) {
      action.run();
      return;
    }
    if (swarm.waiting.isEmpty()) {
      errands.read(infoHash);
    }
    if (swarm.waiting.size() < TrackedSwarm.WAITING_MAX) {
      swarm.waiting.add(new TrackedSwarm.Waiting(attendee, action));
    } else {
      dismiss(attendee, "too many wait for the manifest of " + infoHash);
    }
  }

  private void join(Attendee attendee, InfoHash infoHash, Membership membership) {
    TrackedSwarm swarm = swarm(infoHash);
    if (!attendee.present) {
      return;
    }
    if (membership.held().capacity() != swarm.sizes().count()) {
      dismiss(
          attendee,
          infoHash
              + " has "
              + swarm.sizes().count()
              + " extents, not "
              + membership.held().capacity());
      return;
    }
    if (attendee.accounts.put(infoHash, new Account(swarm.sizes(), membership)) == null) {
      swarm.members.add(attendee);
    }
    if (attendee.accounts.size() > Protocol.SWARMS_MAX) {
      dismiss(attendee, "it is in more than " + Protocol.SWARMS_MAX + " swarms");
      return;
    }
    apply(new TrackerEvent.Joined(attendee.id(), infoHash, membership));
  }

  private void leave(Attendee attendee, InfoHash infoHash) {
    if (attendee.present && attendee.accounts.remove(infoHash) != null) {
      swarm(infoHash).members.remove(attendee);
      apply(new TrackerEvent.Left(attendee.id(), infoHash));
    }
  }

  private void report(Attendee attendee, InfoHash infoHash, Report report) {
    @Nullable Account account = attendee.accounts.get(infoHash);
    if (attendee.present && account != null) {
      account.report(report, nanoTime.getAsLong());
      apply(new TrackerEvent.Reported(attendee.id(), infoHash, report));
    }
  }

  // ---- releases come and go

  void opened(InfoHash infoHash, TrackedSwarm.Contents contents) {
    if (register.has(infoHash)) {
      TrackedSwarm swarm = swarm(infoHash);
      if (!swarm.isOpen()) {
        swarm.open(contents);
        Priority priority = register.anyOf(infoHash).map(Release::priority).orElse(Priority.NORMAL);
        apply(new TrackerEvent.Opened(infoHash, contents.sizes(), priority));
      }
      List<TrackedSwarm.Waiting> waiting = List.copyOf(swarm.waiting);
      swarm.waiting.clear();
      waiting.forEach(one -> one.action().run());
    }
  }

  /// The manifest is lost: its releases are as good as retired, until somebody publishes them
  /// again.
  void unreadable(InfoHash infoHash) {
    for (Optional<Release> release = register.anyOf(infoHash);
        release.isPresent();
        release = register.anyOf(infoHash)) {
      retired(List.of(release.get()));
    }
  }

  /// How many followers were told; 0 when it is not new.
  int published(Release release, int pieceLength, TrackedSwarm.Contents contents) {
    boolean isNew =
        register
            .channel(release.channel())
            .map(channel -> channel.newest().version() < release.version())
            .orElse(true);
    register.put(release, pieceLength);
    opened(release.infoHash(), contents);
    for (Attendee attendee : roster.all()) {
      if (attendee.absent.remove(release.infoHash())) {
        teller.tell(attendee, new SessionEvent.SwarmKnown(release.infoHash()));
      }
    }
    int told = 0;
    if (isNew) {
      for (Attendee attendee : List.copyOf(roster.all())) {
        if (attendee.following.contains(release.channel())) {
          teller.tell(attendee, news(release, attendee));
          told++;
        }
      }
    }
    return told;
  }

  /// Tells all whom it concerns; returns the info hashes that no release has any more.
  List<InfoHash> retired(List<Release> releases) {
    List<InfoHash> unused = new ArrayList<>();
    for (Release release : releases) {
      register.remove(release);
      var news = new SessionEvent.Retired(release.channel(), release.version(), release.infoHash());
      for (Attendee attendee : List.copyOf(roster.all())) {
        if (attendee.following.contains(release.channel())
            || attendee.accounts.containsKey(release.infoHash())) {
          teller.tell(attendee, news);
        }
      }
      if (!register.has(release.infoHash())) {
        unused.add(release.infoHash());
        close(release.infoHash());
      }
    }
    return unused;
  }

  private void close(InfoHash infoHash) {
    @Nullable TrackedSwarm swarm = swarms.remove(infoHash);
    if (swarm != null) {
      for (Attendee member : swarm.members) {
        member.accounts.remove(infoHash);
        miss(member, infoHash);
      }
      for (TrackedSwarm.Waiting one : swarm.waiting) {
        miss(one.attendee(), infoHash);
        teller.tell(one.attendee(), new SessionEvent.NoSwarm(infoHash));
      }
      apply(new TrackerEvent.Closed(infoHash));
    }
  }

  void watch(CopyWatch watch) {
    watches.add(watch);
  }

  void tick() {
    long now = nanoTime.getAsLong();
    apply(new TrackerEvent.Tick());
    teller.takeOverflowed().forEach(this::depart);
    for (Attendee attendee : roster.all()) {
      if (attendee.reach == Reach.UNREACHABLE
          && !attendee.dialling
          && now - attendee.dialledNanos > DIAL_AGAIN_NANOS) {
        dial(attendee);
      }
    }
    watches.removeIf(CopyWatch::isOver);
    for (CopyWatch watch : watches) {
      @Nullable Planner planner = engine.swarms().get(watch.infoHash());
      if (planner != null) {
        watch.look(swarm(watch.infoHash()).sizes().count(), planner.standings(now));
      }
    }
  }

  TrackerStatus status() {
    return board.status(nanoTime.getAsLong());
  }

  Optional<TrackerStatus> status(ChannelName name) {
    return register.channel(name).map(channel -> board.status(channel, nanoTime.getAsLong()));
  }

  private void apply(TrackerEvent event) {
    teller.tell(engine.apply(event, nanoTime.getAsLong()));
  }

  private SessionEvent.Released news(Release release, Attendee asking) {
    return new SessionEvent.Released(
        release, swarm(release.infoHash()).manifestSources(tracker, asking));
  }

  private void dismiss(Attendee attendee, String why) {
    attendee.outlet().end(why);
    depart(attendee);
  }

  private TrackedSwarm swarm(InfoHash infoHash) {
    return swarms.computeIfAbsent(infoHash, _ -> new TrackedSwarm());
  }
}
