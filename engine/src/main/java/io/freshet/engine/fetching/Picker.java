package io.freshet.engine.fetching;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.planning.Avoidance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a node asks for next when nobody plans for it: the rarest extent that a peer with room
/// holds.
///
/// Rarity is counted over the peers whose haves this node hears. A peer that has nothing else to
/// give is asked for what comes much later from another, too, by the rates seen. When all that is
/// missing is on its way, idle peers are asked for it a second time, whenever it should come:
/// endgame, so that the last extents do not hang on the slowest peer.
final class Picker {

  /// Streams of haves heard at once: as many as a tracker or another node names.
  static final int LISTENING_MAX = 40;

  /// Peers remembered besides: names are cheap, but they come from outside.
  private static final int PEERS_MAX = 1_000;

  /// Extents compared for one choice: with 256 of them at random, the chosen one is among the
  /// rarest 1 % nine times in ten, and small releases are compared whole.
  private static final int COMPARED_MAX = 256;

  /// Asked of one peer at once: a quarter of a second at the rate it gives, at least four extents
  /// and 1 MiB.
  private static final double WINDOW_SECONDS = 0.25;

  private static final int WINDOW_EXTENTS_MIN = 4;
  private static final long WINDOW_BYTES_MIN = 1 << 20;

  /// A peer that says it does not hold what it announced is believed for so long: its word and its
  /// haves travel on different connections, and the older of the two may come last.
  private static final long DOUBT_NANOS = 2_000_000_000L;

  /// That time doubles for a peer that gives nothing in between: 2, 4, … 64 s. Who announces what
  /// it never gives costs a few questions a minute.
  private static final int DOUBT_DOUBLINGS_MAX = 5;

  /// What should come from elsewhere in half of the time, and a second earlier, is asked for there
  /// as well: less is explained by chance, and not worth what it may cost twice.
  private static final double LATE_TIMES = 2;

  private static final double LATE_SECONDS = 1;

  private final ExtentSizes sizes;
  private final RandomGenerator random;
  private final NodeTable<Peer> peers = new NodeTable<>();
  private final Avoidance avoidance = new Avoidance();

  /// How many peers hold each extent; empty until one has said what it holds.
  private int[] holders = {};

  /// What each source was asked for, peers or whoever a tracker named.
  private final NodeTable<Backlog> backlogs = new NodeTable<>();

  /// What peers hold who have said nothing: one for all, so that a thousand names that a tracker
  /// drops cost no bitmaps. Never changed.
  private final ExtentSet nothing;

  private @Nullable NodeId lastServed;

  Picker(ExtentSizes sizes, RandomGenerator random) {
    this.sizes = sizes;
    this.random = random;
    nothing = ExtentSet.none(sizes.count());
  }

  /// One extent to ask a peer for.
  record Pick(NodeId source, int extent, boolean duplicate) {}

  void meet(NodeId peer) {
    if (peers.size() < PEERS_MAX && !peers.has(peer)) {
      Peer met = new Peer(nothing);
      peers.put(peer, met);
      Backlog backlog = backlogs.get(peer);
      if (backlog != null) {
        backlog.peer = met;
      }
    }
  }

  void holds(NodeId id, ExtentSet holds) {
    meet(id);
    Peer peer = peers.get(id);
    if (peer != null) {
      clear(peer);
      speaks(peer);
      for (int e = holds.next(0); e >= 0; e = holds.next(e + 1)) {
        peer.holds.add(e);
        holders[e]++;
      }
      peer.listening = true;
    }
  }

  private void speaks(Peer peer) {
    peer.speaks(sizes.count());
    holders = holders.length == 0 ? new int[sizes.count()] : holders;
  }

  void gained(NodeId id, int[] extents) {
    Peer peer = peers.get(id);
    if (peer != null) {
      speaks(peer);
      for (int extent : extents) {
        holders[extent] += peer.holds.add(extent) ? 1 : 0;
        peer.doubted.remove(extent);
      }
    }
  }

  void withdrew(NodeId id, int[] extents) {
    Peer peer = peers.get(id);
    if (peer != null) {
      for (int extent : extents) {
        holders[extent] -= peer.holds.remove(extent) ? 1 : 0;
        peer.doubted.remove(extent);
      }
    }
  }

  void gone(NodeId id, long nowNanos) {
    Peer peer = peers.get(id);
    if (peer != null) {
      clear(peer);
      peer.listening = false;
      avoidance.failed(id, Failure.BROKEN, nowNanos);
    }
  }

  /// Returns what the source was asked for in all, as [#delivered] wants it.
  Backlog asked(NodeId id, int[] extents, long nowNanos) {
    Backlog backlog = backlog(id);
    for (int extent : extents) {
      backlog.add(extent, sizes.bytes(extent), nowNanos);
    }
    return backlog;
  }

  void answered(Request request, long nowNanos) {
    Backlog backlog = request.backlog;
    for (int extent : request.extents) {
      backlog.remove(extent, nowNanos);
    }
    if (backlog.isEmpty() && backlog.peer == null && backlogs.get(request.source) == backlog) {
      backlogs.remove(request.source);
    }
  }

  void delivered(Request request, int extent, long nowNanos) {
    NodeId id = request.source;
    Backlog backlog = request.calledOff ? backlogs.get(id) : request.backlog;
    if (backlog != null) {
      backlog.came(extent, sizes.bytes(extent), nowNanos);
    }
    Peer peer = backlog == null ? peers.get(id) : backlog.peer;
    if (peer != null) {
      peer.gave(sizes.bytes(extent), nowNanos);
      peer.doubts = 0;
      avoidance.delivered(id);
    }
  }

  void failed(NodeId id, Failure failure, int[] extents, long nowNanos) {
    if (failure == Failure.NOT_HELD) {
      doubt(id, extents, nowNanos);
    }
    if (peers.has(id) && failure != Failure.NOT_HELD) {
      avoidance.failed(id, failure, nowNanos);
    }
  }

  private void doubt(NodeId id, int[] extents, long nowNanos) {
    Peer peer = peers.get(id);
    if (peer != null) {
      if (peer.doubted.isEmpty()) {
        peer.doubts++;
      }
      for (int extent : extents) {
        if (peer.holds.remove(extent)) {
          holders[extent]--;
          peer.doubted.add(extent);
          int doublings = Math.min(peer.doubts - 1, DOUBT_DOUBLINGS_MAX);
          peer.doubtedUntil = nowNanos + (DOUBT_NANOS << Math.max(0, doublings));
        }
      }
    }
  }

  private void believeAgain(Peer peer, long nowNanos) {
    if (!peer.doubted.isEmpty() && nowNanos - peer.doubtedUntil >= 0) {
      for (int e = peer.doubted.next(0); e >= 0; e = peer.doubted.next(e + 1)) {
        holders[e] += peer.holds.add(e) ? 1 : 0;
      }
      peer.doubted = ExtentSet.none(sizes.count());
    }
  }

  /// Peers whose haves should be heard from now on.
  List<NodeId> toListenTo(long nowNanos) {
    List<NodeId> silent = new ArrayList<>();
    int listening = 0;
    for (int i = 0; i < peers.size(); i++) {
      if (peers.at(i).listening) {
        listening++;
      } else if (!avoidance.avoids(peers.idAt(i), nowNanos)) {
        silent.add(peers.idAt(i));
      }
    }
    List<NodeId> chosen = new ArrayList<>();
    while (listening + chosen.size() < LISTENING_MAX && !silent.isEmpty()) {
      NodeId peer = silent.remove(random.nextInt(silent.size()));
      known(peer).listening = true;
      chosen.add(peer);
    }
    return chosen;
  }

  List<NodeId> listening() {
    List<NodeId> listening = new ArrayList<>();
    peers.forEach(
        (id, peer) -> {
          if (peer.listening) {
            listening.add(id);
          }
        });
    return listening;
  }

  /// Hears nobody any more, and knows of nobody's haves.
  void deaf() {
    for (int i = 0; i < peers.size(); i++) {
      clear(peers.at(i));
      peers.at(i).listening = false;
    }
  }

  /// The next thing to ask for, or null when every peer is busy or of no use. Peers are served in
  /// turn.
  @Nullable Pick next(ExtentSet missing, Flights flights, long nowNanos) {
    int start = lastServed == null ? 0 : peers.after(lastServed);
    for (int i = 0; i < peers.size(); i++) {
      int position = (start + i) % peers.size();
      NodeId id = peers.idAt(position);
      Peer peer = peers.at(position);
      believeAgain(peer, nowNanos);
      if (mayBeAsked(id, peer, nowNanos)) {
        int extent = rarest(peer, missing, flights);
        boolean last = extent < 0 && backlog(id).isEmpty() && allComing(missing, flights);
        if (last) {
          extent = comingFromOthers(peer, missing, flights);
        }
        if (extent >= 0) {
          lastServed = id;
          return new Pick(id, extent, last);
        }
      }
    }
    return null;
  }

  /// An extent that is on its way and should come much earlier from a peer that has room and
  /// nothing else to give.
  ///
  /// @param instead of the sources asked so far, the one that should be the last to send it
  record Detour(NodeId source, int extent, NodeId instead) {}

  /// Whom to ask for what is late, too. Peers that had something else to give were asked for that
  /// by [#next].
  List<Detour> detours(ExtentSet missing, long nowNanos) {
    Map<Integer, Coming> late = late(missing, nowNanos);
    List<Detour> detours = new ArrayList<>();
    peers.forEach(
        (id, peer) -> {
          if (!late.isEmpty() && mayBeAsked(id, peer, nowNanos)) {
            detour(id, peer, late, nowNanos, detours);
          }
        });
    return detours;
  }

  /// As much as one peer's window takes; one extent while nobody knows how fast it gives. To who
  /// was waited for in vain nothing is moved that two are asked for already: what one of them has
  /// sent would be lost.
  private void detour(
      NodeId id, Peer peer, Map<Integer, Coming> late, long nowNanos, List<Detour> detours) {
    Backlog backlog = backlog(id);
    long window = window(peer, nowNanos);
    long planned = 0;
    for (Coming one : List.copyOf(late.values())) {
      int size = sizes.bytes(one.extent);
      if (peer.holds.has(one.extent)
          && !backlog.has(one.extent)
          && (one.ways < NodeEngine.FLIGHTS_MAX || backlog.isPaced() || backlog.isUntried())
          && isLate(one.seconds, backlog.secondsWith(planned + size, nowNanos))) {
        late.remove(one.extent);
        detours.add(new Detour(id, one.extent, one.slowest));
        planned += size;
        if (!backlog.isPaced() || backlog.total() + planned >= window) {
          break;
        }
      }
    }
  }

  /// An extent, when it should be here, and from whom it should come last.
  private record Coming(
      int extent, double seconds, NodeId slowest, double slowestSeconds, int ways) {
    static Coming earlier(Coming one, Coming other) {
      Coming slower = one.slowestSeconds > other.slowestSeconds ? one : other;
      return new Coming(
          one.extent,
          Math.min(one.seconds, other.seconds),
          slower.slowest,
          slower.slowestSeconds,
          one.ways + other.ways);
    }
  }

  /// What is missing and far from here, the farthest first.
  private Map<Integer, Coming> late(ExtentSet missing, long nowNanos) {
    Map<Integer, Coming> late = new LinkedHashMap<>();
    if (!isAnyLate(nowNanos)) {
      return late;
    }
    Map<Integer, Coming> all = new LinkedHashMap<>();
    backlogs.forEach(
        (id, backlog) ->
            backlog
                .expected(nowNanos)
                .forEach(
                    (extent, seconds) ->
                        all.merge(
                            extent, new Coming(extent, seconds, id, seconds, 1), Coming::earlier)));
    all.values().stream()
        .filter(one -> missing.has(one.extent) && isLate(one.seconds, 0))
        .sorted(Comparator.comparingDouble(one -> -one.seconds))
        .forEach(one -> late.put(one.extent, one));
    return late;
  }

  private boolean isAnyLate(long nowNanos) {
    for (int i = 0; i < backlogs.size(); i++) {
      if (isLate(backlogs.at(i).secondsWith(0, nowNanos), 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLate(double seconds, double elsewhere) {
    return seconds > LATE_SECONDS + LATE_TIMES * elsewhere;
  }

  private Backlog backlog(NodeId id) {
    Backlog known = backlogs.get(id);
    if (known != null) {
      return known;
    }
    Backlog first = new Backlog(peers.get(id));
    backlogs.put(id, first);
    return first;
  }

  private boolean mayBeAsked(NodeId id, Peer peer, long nowNanos) {
    return !peer.holds.isEmpty() && hasRoom(id, peer, nowNanos) && !avoidance.avoids(id, nowNanos);
  }

  private boolean hasRoom(NodeId id, Peer peer, long nowNanos) {
    return backlog(id).total() < window(peer, nowNanos);
  }

  private long window(Peer peer, long nowNanos) {
    long least = Math.max(WINDOW_BYTES_MIN, (long) WINDOW_EXTENTS_MIN * sizes.mean());
    return Math.max(least, (long) (peer.rate(nowNanos) * WINDOW_SECONDS));
  }

  private int rarest(Peer peer, ExtentSet missing, Flights flights) {
    int best = -1;
    int ties = 0;
    int start = random.nextInt(sizes.count());
    int extent = start;
    int compared = 0;
    for (boolean wrapped = false; compared < COMPARED_MAX; extent++) {
      extent = missing.nextCommon(peer.holds, extent);
      if (extent < 0 && !wrapped) {
        wrapped = true;
        extent = missing.nextCommon(peer.holds, 0);
      }
      if (extent < 0 || (wrapped && extent >= start)) {
        break;
      }
      if (!flights.has(extent)) {
        compared++;
        if (best < 0 || holders[extent] < holders[best]) {
          best = extent;
          ties = 1;
        } else if (holders[extent] == holders[best] && random.nextInt(++ties) == 0) {
          best = extent;
        }
      }
    }
    return best;
  }

  private static boolean allComing(ExtentSet missing, Flights flights) {
    if (missing.cardinality() > flights.extents()) {
      return false;
    }
    for (int e = missing.next(0); e >= 0; e = missing.next(e + 1)) {
      if (!flights.has(e)) {
        return false;
      }
    }
    return true;
  }

  private static int comingFromOthers(Peer peer, ExtentSet missing, Flights flights) {
    int extent = missing.nextCommon(peer.holds, 0);
    while (extent >= 0 && flights.of(extent) >= NodeEngine.FLIGHTS_MAX) {
      extent = missing.nextCommon(peer.holds, extent + 1);
    }
    return extent;
  }

  private void clear(Peer peer) {
    for (int e = peer.holds.next(0); e >= 0; e = peer.holds.next(e + 1)) {
      holders[e]--;
    }
    peer.forget(nothing);
  }

  private Peer known(NodeId id) {
    Peer peer = peers.get(id);
    if (peer == null) {
      throw new IllegalStateException("peer " + id + " was never met");
    }
    return peer;
  }
}
