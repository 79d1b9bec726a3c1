package io.freshet.node.transfer;

import io.freshet.content.Manifest;
import io.freshet.content.merkle.PieceHasher;
import io.freshet.node.disk.Holding;
import io.freshet.node.disk.Holding.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Answers with bytes that cost: pieces, leaf hashes, large manifests. Each takes an upload slot.
final class PieceDesk implements AutoCloseable {
  /// What is sent by each slot at once shall be so much at least, five times what receivers take
  /// for a stall: under a low limit, fewer answers are sent at once.
  private static final long SLOT_BYTES_PER_SECOND_MIN = 16 << 10;

  /// A year: what is named by its hash never changes.
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  /// A manifest up to this size is sent without a slot: it fits into a socket's buffer.
  private static final int SMALL_BYTES = 64 << 10;

  private final UploadSlots slots;
  private final int slotsMax;
  private final PauseSwitch pausing;
  private final RateLimit limit;
  private final Traffic traffic;
  private final long stallNanos;
  private final StallGuard stalls = new StallGuard("freshet-serve-guard");

  /// @param stallNanos a peer that takes less than 16 KiB in so long is cut
  PieceDesk(int slots, PauseSwitch pausing, RateLimit limit, Traffic traffic, long stallNanos) {
    this.slots = new UploadSlots(slotsUnder(limit, slots));
    this.slotsMax = slots;
    this.pausing = pausing;
    this.limit = limit;
    this.traffic = traffic;
    this.stallNanos = stallNanos;
  }

  static int slotsUnder(RateLimit limit, int slots) {
    if (limit.bytesPerSecond() == RateLimit.UNLIMITED) return slots;
    return Math.clamp(limit.bytesPerSecond() / SLOT_BYTES_PER_SECOND_MIN, 1, slots);
  }

  void pieces(Exchange exchange, Holding holding, String text)
      throws IOException, InterruptedException {
    if (isPaused(exchange)) return;
    PieceRuns asked;
    try {
      asked = PieceRuns.parse(text, holding.manifest().pieces().count());
    } catch (IllegalArgumentException e) {
      exchange.refuse(400, "Bad Request", String.valueOf(e.getMessage()));
      return;
    }
    Held held = Held.of(holding, asked);
    if (held.runs.isEmpty()) {
      exchange
          .answer(404, "Not Found")
          .header(Headers.PIECES, Headers.NO_PIECES)
          .header("Cache-Control", "no-store")
          .text("piece " + asked.firsts()[0] + " is not held here now");
      return;
    }
    String etag = etag(holding, held.runs);
    if (exchange.header("if-none-match").orElse("").equals(etag)) {
      Exchange.write(
          exchange.channel(),
          ByteBuffer.wrap(exchange.answer(304, "Not Modified").header("ETag", etag).bytes()));
      return;
    }
    Exchange.Answer answer =
        exchange
            .answer(200, "OK")
            .header("Content-Type", "application/octet-stream")
            .header("Content-Length", Long.toString(held.bytes))
            .header(Headers.PIECES, held.runs.toString())
            .header("ETag", etag)
            .header("Cache-Control", held.runs.equals(asked) ? IMMUTABLE : "no-store");
    if (exchange.isHead()) {
      Exchange.write(exchange.channel(), ByteBuffer.wrap(answer.bytes()));
    } else {
      send(exchange, meter(exchange), sender -> sender.send(answer.bytes(), holding, held.runs));
    }
  }

  /// Says so, if this node begins no new answers with content.
  private boolean isPaused(Exchange exchange) throws IOException {
    if (!pausing.isPaused()) return false;
    refuse(exchange, "this node is paused: ask again later, or ask another node");
    return true;
  }

  /// The longest prefix of what was asked that is held.
  private record Held(PieceRuns runs, long bytes) {
    static Held of(Holding holding, PieceRuns asked) {
      int count = 0;
      long bytes = 0;
      for (int run = 0; run < asked.firsts().length; run++) {
        for (int i = 0; i < asked.counts()[run]; i++) {
          int piece = asked.firsts()[run] + i;
          if (!holding.holds(piece)) return new Held(asked.prefix(count), bytes);
          count++;
          bytes += holding.manifest().pieces().length(piece);
        }
      }
      return new Held(asked, bytes);
    }
  }

  private static String etag(Holding holding, PieceRuns runs) {
    boolean single = runs.firsts().length == 1 && runs.counts()[0] == 1;
    return single
        ? '"' + holding.manifest().pieces().hash(runs.firsts()[0]).hex() + '"'
        : '"' + holding.manifest().infoHash().hex() + '/' + runs + '"';
  }

  private interface Sending {
    void by(PieceSender sender) throws IOException, InterruptedException;
  }

  private void send(Exchange exchange, Traffic.Meter meter, Sending sending)
      throws IOException, InterruptedException {
    Optional<UploadSlots.Slot> taken = slot();
    if (taken.isEmpty()) {
      busy(exchange);
      return;
    }
    exchange.isWatchedElsewhere();
    StallWatch watch = new StallWatch(stallNanos);
    Runnable cut = () -> cut(exchange);
    var guarded = new StallGuard.Guarded(watch, () -> taken.get().lend(cut), cut);
    try (UploadSlots.Slot slot = taken.get()) {
      stalls.add(guarded);
      sending.by(new PieceSender(exchange.channel(), slot.buffer(), limit, watch, meter));
    } finally {
      stalls.remove(guarded);
    }
  }

  /// The limit may have been changed since the last one.
  private Optional<UploadSlots.Slot> slot() throws InterruptedException {
    slots.resize(slotsUnder(limit, slotsMax));
    return slots.take();
  }

  private static void cut(Exchange exchange) {
    try {
      exchange.channel().close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private Traffic.Meter meter(Exchange exchange) {
    return Headers.node(exchange).map(traffic::meter).orElseGet(traffic::meter);
  }

  private static void busy(Exchange exchange) throws IOException {
    refuse(exchange, "all upload slots are taken: ask again in a second, or ask another node");
  }

  private static void refuse(Exchange exchange, String why) throws IOException {
    exchange
        .answer(503, "Service Unavailable")
        .header("Retry-After", "1")
        .header("Cache-Control", "no-store")
        .text(why);
  }

  void leaves(Exchange exchange, Holding holding, String text)
      throws IOException, InterruptedException {
    if (isPaused(exchange)) return;
    int piece;
    try {
      piece = PieceRuns.parse(text, holding.manifest().pieces().count()).onlyPiece();
    } catch (IllegalArgumentException e) {
      exchange.refuse(400, "Bad Request", String.valueOf(e.getMessage()));
      return;
    }
    Optional<UploadSlots.Slot> slot = slot();
    if (slot.isEmpty()) {
      busy(exchange);
      return;
    }
    Optional<byte[]> leaves;
    try (UploadSlots.Slot taken = slot.get()) {
      leaves = leaves(holding, piece, taken.buffer());
    }
    if (leaves.isEmpty()) {
      exchange.refuse(404, "Not Found", "piece " + piece + " is not held here now");
      return;
    }
    exchange
        .answer(200, "OK")
        .header("Content-Type", "application/octet-stream")
        .header("ETag", '"' + holding.manifest().pieces().hash(piece).hex() + "/leaves\"")
        .header("Cache-Control", IMMUTABLE)
        .body(ByteBuffer.wrap(leaves.get()));
  }

  private static Optional<byte[]> leaves(Holding holding, int piece, ByteBuffer buffer)
      throws IOException {
    Optional<Reading> opened = holding.read(piece);
    if (opened.isEmpty()) return Optional.empty();
    var pieces = holding.manifest().pieces();
    PieceHasher hasher = new PieceHasher();
    hasher.start(pieces.length(piece), pieces.leafWidth(piece));
    try (Reading reading = opened.get()) {
      while (reading.remaining() > 0) {
        buffer.clear();
        reading.fill(buffer);
        hasher.update(buffer.flip());
      }
      if (!reading.intact()) return Optional.empty();
    }
    byte[] leaves = hasher.leaves();
    if (pieces.hashMatches(piece, hasher.finish())) return Optional.of(leaves);
    holding.rotten(piece);
    return Optional.empty();
  }

  void manifest(Exchange exchange, Manifest manifest) throws IOException, InterruptedException {
    Exchange.Answer answer =
        exchange
            .answer(200, "OK")
            .header("Content-Type", "application/x-bittorrent")
            .header("ETag", '"' + manifest.infoHash().hex() + '"')
            .header("Cache-Control", IMMUTABLE);
    int length = manifest.torrentBytes();
    if (length <= SMALL_BYTES) {
      answer.body(manifest.bytes());
      return;
    }
    answer.header("Content-Length", Integer.toString(length));
    if (exchange.isHead()) {
      Exchange.write(exchange.channel(), ByteBuffer.wrap(answer.bytes()));
      return;
    }
    send(exchange, traffic.meter(), sender -> sender.send(answer.bytes(), manifest));
  }

  @Override
  public void close() {
    stalls.close();
  }
}
