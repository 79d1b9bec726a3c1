package io.freshet.node.transfer;

import io.freshet.content.Extents;
import io.freshet.engine.NodeId;
import io.freshet.node.disk.Intake;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Fetches extents of one release from any number of sources into one intake.
///
/// Each source has a connection, or two where few sources are in use, so that one pair uses two
/// cores. On each, two requests or more are in flight, so that a round trip leaves no gap. Nothing
/// here blocks the caller.
public final class PieceClient implements Closeable {
  /// What one HTTP request asks for at most, unless a single extent is larger: large enough that
  /// its cost (some 50 µs on both sides) is nothing, small enough that a fetch is shared by two
  /// connections.
  static final long ORDER_BYTES_MAX = 4L << 20;

  /// Up to so many sources in use, each has two connections.
  private static final int FEW_SOURCES = 2;

  /// Connections in all, 256 KiB of buffer each: 16 MiB.
  static final int CONNECTIONS_MAX = 64;

  /// Less than 16 KiB in so long is a stall, unless our own disk or limit explains it.
  static final long STALL_NANOS = 5_000_000_000L;

  /// Who has sent nothing for so long is not counted among those who give: longer than a source may
  /// let a request wait for its turn.
  static final long GIVING_NANOS = 3_000_000_000L;

  /// What every connection needs to know.
  ///
  /// @param self who asks
  record Context(
      Intake intake,
      NodeId self,
      RateLimit limit,
      DownloadSlots slots,
      Traffic traffic,
      StallGuard stalls,
      Buffers buffers,
      Arrived arrived,
      Doubts doubts,
      long stallNanos) {}

  /// The extents that were told to have arrived: two fetches may bring parts of one, and it is told
  /// once.
  static final class Arrived {
    private final BitSet told = new BitSet();

    synchronized void tell(Fetch fetch, int extent) {
      if (!told.get(extent) && fetch.arrived(extent)) told.set(extent);
    }
  }

  private final Context context;
  private final FetchListener listener;
  private final ConcurrentHashMap<NodeId, Source> sources = new ConcurrentHashMap<>();
  private final Map<Long, Fetch> fetches = new ConcurrentHashMap<>();

  /// At most as many as there are extents.
  private final Set<NodeId> givers = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /// @param limit bytes a second for all clients that share it
  /// @param slots answers at once for all clients that share them
  public PieceClient(
      Intake intake,
      NodeId self,
      RateLimit limit,
      DownloadSlots slots,
      Traffic traffic,
      FetchListener listener) {
    this(intake, self, limit, slots, traffic, listener, STALL_NANOS);
  }

  PieceClient(
      Intake intake,
      NodeId self,
      RateLimit limit,
      DownloadSlots slots,
      Traffic traffic,
      FetchListener listener,
      long stallNanos) {
    this.context =
        new Context(
            intake,
            self,
            limit,
            slots,
            traffic,
            new StallGuard("freshet-fetch-guard"),
            new Buffers(Inflow.BUFFER_BYTES),
            new Arrived(),
            new Doubts(intake.manifest().infoHash()),
            stallNanos);
    this.listener = listener;
  }

  /// Begins to fetch; the listener hears what comes of it under this number.
  public void fetch(long request, NodeId source, InetSocketAddress address, int[] extents) {
    List<int[]> groups = group(extents);
    Fetch fetch = new Fetch(request, source, Math.max(1, groups.size()), new Forgetting());
    if (closed) {
      fetch.end(new Outcome.Cancelled());
    } else if (groups.isEmpty()) {
      fetch.orderDone();
    } else if (!sources.containsKey(source) && connectionCount() >= CONNECTIONS_MAX) {
      fetch.end(new Outcome.Busy(java.time.Duration.ofSeconds(1)));
    } else {
      fetches.put(request, fetch);
      List<Fetch.Order> orders = new ArrayList<>();
      for (int[] group : groups) orders.add(new Fetch.Order(fetch, group));
      give(source, address, orders);
    }
  }

  private void give(NodeId source, InetSocketAddress address, List<Fetch.Order> orders) {
    while (true) {
      Source line =
          sources.compute(
              source,
              (id, known) ->
                  known != null && known.address().equals(address) ? known : open(id, address));
      if (line.give(orders, sources.size() <= FEW_SOURCES ? 2 : 1)) return;
      sources.remove(source, line);
    }
  }

  private Source open(NodeId id, InetSocketAddress address) {
    return new Source(context, id, address, source -> sources.remove(source.id(), source));
  }

  /// Sources that bytes come from at present.
  public int givingSources() {
    return givingSources(System.nanoTime());
  }

  int givingSources(long nowNanos) {
    return (int) sources.values().stream().filter(source -> source.isGiving(nowNanos)).count();
  }

  /// Sources that have brought something so far.
  public int givers() {
    return givers.size();
  }

  private int connectionCount() {
    return sources.values().stream().mapToInt(Source::connectionCount).sum();
  }

  /// Cuts extents into what one HTTP request asks for.
  private List<int[]> group(int[] extents) {
    Extents sizes = context.intake.manifest().extents();
    List<int[]> groups = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < extents.length; i++) {
      long size = sizes.bytes(extents[i]);
      if (i > from && bytes + size > ORDER_BYTES_MAX) {
        groups.add(java.util.Arrays.copyOfRange(extents, from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < extents.length) {
      groups.add(java.util.Arrays.copyOfRange(extents, from, extents.length));
    }
    return groups;
  }

  /// Stops a fetch, which ends as cancelled. Its connection is kept if little is on its way that
  /// nobody wants.
  public void cancel(long request) {
    Fetch fetch = fetches.get(request);
    if (fetch == null) return;
    fetch.end(new Outcome.Cancelled());
  }

  /// Cancels everything, closes all connections and waits until the intake is left alone.
  @Override
  public void close() {
    closed = true;
    for (Fetch fetch : fetches.values()) fetch.end(new Outcome.Cancelled());
    try {
      for (Source source : sources.values()) source.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    context.stalls.close();
  }

  /// Passes on what is told, and forgets what is over.
  private final class Forgetting implements FetchListener {
    @Override
    public void arrived(long request, int extent) {
      Fetch fetch = fetches.get(request);
      if (fetch != null) givers.add(fetch.source());
      listener.arrived(request, extent);
    }

    @Override
    public void ended(long request, Outcome outcome) {
      fetches.remove(request);
      listener.ended(request, outcome);
    }
  }
}
