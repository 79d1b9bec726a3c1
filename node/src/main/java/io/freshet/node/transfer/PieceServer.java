package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.node.disk.Holding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
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

  private final NodeCard card;
  private final long stallNanos;
  private final StallGuard stalls = new StallGuard("freshet-answer-guard");
  private final PieceDesk desk;
  private final HavesDesk havesDesk;
  private final ConcurrentHashMap<InfoHash, Holding> holdings = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<InfoHash, Manifest> manifests = new ConcurrentHashMap<>();
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
    holdings.remove(swarm);
    manifests.remove(swarm);
    havesDesk.retire(swarm);
  }

  /// The same, unless something else has taken its place.
  public void retire(Holding holding) {
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
        Holding holding = holdings.get(release);
        if (holding == null) unknownRelease(exchange);
        else desk.pieces(exchange, holding, runs);
      }
      case Ask.Leaves(InfoHash release, String piece) -> {
        Holding holding = holdings.get(release);
        if (holding == null) unknownRelease(exchange);
        else desk.leaves(exchange, holding, piece);
      }
      case Ask.HavesOf(InfoHash release) -> {
        Holding holding = holdings.get(release);
        if (holding != null) return havesDesk.open(connection, exchange, holding);
        unknownRelease(exchange);
      }
      case Ask.ManifestOf(InfoHash release) -> {
        Optional<Manifest> manifest =
            Optional.ofNullable(manifests.get(release)).or(() -> shelf.apply(release));
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
