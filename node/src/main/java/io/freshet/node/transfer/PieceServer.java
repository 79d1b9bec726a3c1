package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.node.disk.Holding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Answers for the swarms that this node is in: pieces, leaf hashes, haves, manifests, and who it
/// is.
///
/// Requests of one connection are answered one after the other; the next ones wait in the kernel's
/// buffer, so a client may send them ahead.
public final class PieceServer implements Endpoint.Handler, Closeable {
  /// A peer that takes less than 16 KiB in so long keeps a thread, and perhaps a slot, from others.
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// Releases that are remembered to be gone: of a folder that changes every second, those of the
  /// last minute.
  private static final int RETIRED_MAX = 64;

  private final NodeCard card;
  private final long stallNanos;
  private final StallGuard stalls = new StallGuard("freshet-answer-guard");
  private final PieceDesk desk;
  private final HavesDesk havesDesk;
  private final ConcurrentHashMap<InfoHash, Holding> holdings = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<InfoHash, Manifest> manifests = new ConcurrentHashMap<>();
  // Guarded by itself: what was made of each, once somebody has asked.
  private final Map<Spare, Optional<Holding>> spares = new LinkedHashMap<>();
  // Guarded by itself, the latest last.
  private final Set<InfoHash> retired = new LinkedHashSet<>();
  private volatile Function<InfoHash, Optional<Manifest>> shelf = _ -> Optional.empty();

  /// @param slots how many answers with pieces are sent at once
  /// @param limit bytes a second for all of them together
  public PieceServer(
      NodeCard card, int slots, PauseSwitch pausing, RateLimit limit, Traffic traffic) {
    this(card, slots, pausing, limit, traffic, STALL_NANOS);
  }

  PieceServer(
      NodeCard card,
      int slots,
      PauseSwitch pausing,
      RateLimit limit,
      Traffic traffic,
      long stallNanos) {
    this.card = card;
    this.stallNanos = stallNanos;
    this.desk = new PieceDesk(slots, pausing, limit, traffic, stallNanos);
    this.havesDesk = new HavesDesk(card.id(), stallNanos);
  }

  /// Serves what is held of a release, and its manifest.
  public void serve(Holding holding) {
    manifests.put(holding.manifest().infoHash(), holding.manifest());
    holdings.put(holding.manifest().infoHash(), holding);
  }

  /// A release that somebody may ask for, though hardly anybody does.
  public interface Spare {
    /// Makes ready to serve it; empty if that cannot be done.
    Optional<Holding> make();
  }

  /// Makes this when somebody asks for a release that is not known here.
  public void serveWhenAsked(Spare spare) {
    synchronized (spares) {
      spares.put(spare, Optional.empty());
    }
  }

  /// Makes it no more, and serves it no more if it was made.
  public void retire(Spare spare) {
    synchronized (spares) {
      Optional<Holding> made = spares.getOrDefault(spare, Optional.empty());
      spares.remove(spare);
      made.ifPresent(this::withdraw);
    }
  }

  private Optional<Holding> holding(InfoHash release) {
    Holding known = holdings.get(release);
    if (known != null) return Optional.of(known);
    if (!wasRetired(release)) makeSpares();
    return Optional.ofNullable(holdings.get(release));
  }

  /// Who comes meanwhile waits: what he asks for may be among them.
  private void makeSpares() {
    synchronized (spares) {
      spares.replaceAll((spare, made) -> made.isPresent() ? made : makeUnserved(spare));
    }
  }

  /// What is served by itself has no spare of the same name.
  private Optional<Holding> makeUnserved(Spare spare) {
    Optional<Holding> made = spare.make();
    if (made.isPresent() && !holdings.containsKey(made.get().manifest().infoHash())) {
      serve(made.get());
    }
    return made;
  }

  /// Those that follow a folder that changes ask for what has just gone: no spare is that.
  private boolean wasRetired(InfoHash release) {
    synchronized (retired) {
      return retired.contains(release);
    }
  }

  private void noteRetired(InfoHash release) {
    synchronized (retired) {
      retired.remove(release);
      retired.add(release);
      if (retired.size() > RETIRED_MAX) retired.remove(retired.iterator().next());
    }
  }

  /// Tells of the nodes that listen to the haves of a release here and could be dialled back, until
  /// it is retired. The host is called by threads that may wait.
  public void introduce(InfoHash swarm, Consumer<MetNode> host) {
    havesDesk.introduce(swarm, host);
  }

  /// Serves only a manifest: what a tracker does.
  public void serve(Manifest manifest) {
    manifests.put(manifest.infoHash(), manifest);
  }

  /// Where manifests are looked up that no swarm here has: a tracker's.
  public void shelf(Function<InfoHash, Optional<Manifest>> manifestsOfTracker) {
    shelf = manifestsOfTracker;
  }

  /// Serves nothing of this release any more; what is being sent is cut when its files are closed.
  public void retire(InfoHash swarm) {
    noteRetired(swarm);
    holdings.remove(swarm);
    manifests.remove(swarm);
    havesDesk.retire(swarm);
  }

  /// The same, unless something else has taken its place.
  public void retire(Holding holding) {
    noteRetired(holding.manifest().infoHash());
    withdraw(holding);
  }

  private void withdraw(Holding holding) {
    InfoHash swarm = holding.manifest().infoHash();
    if (holdings.remove(swarm, holding)) {
      manifests.remove(swarm, holding.manifest());
      havesDesk.retire(swarm);
    }
  }

  @Override
  public Endpoint.Fate serve(Connection connection) throws IOException, InterruptedException {
    StallWatch watch = new StallWatch(stallNanos);
    var guarded = new StallGuard.Guarded(watch, connection::close);
    stalls.add(guarded);
    try {
      return serve(connection, watch);
    } finally {
      stalls.remove(guarded);
    }
  }

  private Endpoint.Fate serve(Connection connection, StallWatch watch)
      throws IOException, InterruptedException {
    while (true) {
      watch.end();
      connection.waiting();
      HeadInput.Next next = connection.heads().next();
      connection.working();
      watch.begin(System.nanoTime());
      switch (next) {
        case HeadInput.Next.End _ -> {
          return Endpoint.Fate.FINISHED;
        }
        case HeadInput.Next.Bad(int status, String reason) -> {
          refuseBroken(connection, status, reason);
          return Endpoint.Fate.FINISHED;
        }
        case HeadInput.Next.Head(HttpHead head) -> {
          Exchange exchange;
          try {
            exchange = Exchange.of(connection.channel(), watch, head);
          } catch (HttpHead.MalformedException e) {
            refuseBroken(connection, 400, String.valueOf(e.getMessage()));
            return Endpoint.Fate.FINISHED;
          }
          Endpoint.Fate fate = answer(connection, exchange);
          if (fate == Endpoint.Fate.PASSED_ON || exchange.isLast()) return fate;
        }
      }
    }
  }

  /// Says what is wrong and ends the connection, whose next bytes may be anything.
  private static void refuseBroken(Connection connection, int status, String reason)
      throws IOException {
    byte[] body = (reason + "\n").getBytes(UTF_8);
    String head =
        "HTTP/1.1 %d Refused\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, body.length);
    byte[] headBytes = head.getBytes(US_ASCII);
    Exchange.write(
        connection.channel(),
        ByteBuffer.allocate(headBytes.length + body.length).put(headBytes).put(body).flip());
    connection.linger();
  }

  private Endpoint.Fate answer(Connection connection, Exchange exchange)
      throws IOException, InterruptedException {
    if (!exchange.method().equals("GET") && !exchange.isHead()) {
      exchange.endConnection();
      exchange
          .answer(405, "Method Not Allowed")
          .header("Allow", "GET, HEAD")
          .text("only GET and HEAD are answered here");
      connection.linger();
      return Endpoint.Fate.FINISHED;
    }
    switch (Ask.of(exchange.target())) {
      case Ask.Pieces(InfoHash release, String runs) -> {
        Optional<Holding> holding = holding(release);
        if (holding.isEmpty()) unknownRelease(exchange);
        else desk.pieces(exchange, holding.get(), runs);
      }
      case Ask.Leaves(InfoHash release, String piece) -> {
        Optional<Holding> holding = holding(release);
        if (holding.isEmpty()) unknownRelease(exchange);
        else desk.leaves(exchange, holding.get(), piece);
      }
      case Ask.HavesOf(InfoHash release) -> {
        Optional<Holding> holding = holding(release);
        if (holding.isPresent()) return havesDesk.open(connection, exchange, holding.get());
        unknownRelease(exchange);
      }
      case Ask.ManifestOf(InfoHash release) -> {
        Optional<Manifest> manifest =
            Optional.ofNullable(manifests.get(release))
                .or(() -> shelf.apply(release))
                .or(() -> holding(release).map(Holding::manifest));
        if (manifest.isEmpty()) unknownRelease(exchange);
        else desk.manifest(exchange, manifest.get());
      }
      case Ask.Card _ ->
          exchange
              .answer(200, "OK")
              .header("Content-Type", "application/json")
              .header("Cache-Control", "no-store")
              .body(ByteBuffer.wrap(card.json().getBytes(US_ASCII)));
      case Ask.Unknown _ -> exchange.refuse(404, "Not Found", "there is nothing here");
      case Ask.Malformed(String reason) -> exchange.refuse(400, "Bad Request", reason);
    }
    return Endpoint.Fate.FINISHED;
  }

  private static void unknownRelease(Exchange exchange) throws IOException {
    exchange.refuse(404, "Not Found", "this release is not known here");
  }

  /// Ends the streams of haves; the endpoint ends the rest.
  @Override
  public void close() {
    havesDesk.close();
    desk.close();
    stalls.close();
  }
}
