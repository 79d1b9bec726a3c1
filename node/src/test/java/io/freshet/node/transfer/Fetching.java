package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.NodeId;
import io.freshet.node.Patience;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.TestRelease;
import io.freshet.node.disk.Watcher;
import io.freshet.node.transfer.HostileSource.Behaviour;
import io.freshet.node.transfer.HostileSource.Connection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// A destination that has nothing yet and two clients that fetch for it, one of them impatient: for
/// tests with sources that behave as no source should.
final class Fetching {
  private static final int PIECE = TestRelease.PIECE;

  static final int EXTENT = 16 * PIECE;

  /// What the impatient client waits for: a tenth of what is waited for outside of tests. The other
  /// client has patience, so that a starved machine is not taken for a stalled source.
  private static final long STALL_NANOS = PieceClient.STALL_NANOS / 10;

  final TestRelease release;
  final Destination destination;
  final PieceClient client;
  final PieceClient impatient;
  final Hearing hearing = new Hearing();
  final Watcher watcher = new Watcher();

  /// The number of the latest one.
  long requests;

  /// @param temp where the release and the destination are
  Fetching(Path temp) throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "file", TestRelease.noise(1, 160 * PIECE));
    release = TestRelease.scan(source);
    destination =
        DestinationOpening.of(release.manifest(), temp.resolve("dest").toString(), watcher).open();
    client = client(Patience.DURATION.toNanos());
    impatient = client(STALL_NANOS);
  }

  PieceClient client(long stallNanos) {
    return client(stallNanos, DownloadSlots.unbounded());
  }

  PieceClient client(long stallNanos, DownloadSlots slots) {
    return new PieceClient(
        destination,
        new NodeId(1),
        RateLimit.unlimited(),
        slots,
        new Traffic(),
        hearing,
        stallNanos);
  }

  void close() throws Exception {
    client.close();
    impatient.close();
    destination.close();
  }

  byte[] pieces(String runs) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PieceRuns parsed = PieceRuns.parse(runs, 160);
    for (int run = 0; run < parsed.firsts().length; run++) {
      for (int i = 0; i < parsed.counts()[run]; i++) {
        all.writeBytes(release.piece(parsed.firsts()[run] + i));
      }
    }
    return all.toByteArray();
  }

  /// Promises what was asked for, and sends what becomes of it.
  Behaviour answers(UnaryOperator<byte[]> spoiled, Connection then) {
    return (pieces, out) -> {
      byte[] body = pieces(pieces);
      HostileSource.send(out, HostileSource.ok(pieces, body.length), spoiled.apply(body));
      return then;
    };
  }

  static UnaryOperator<byte[]> cutTo(int bytes) {
    return body -> Arrays.copyOf(body, bytes);
  }

  static Behaviour says(String head, String body) {
    return (pieces, out) -> {
      HostileSource.send(out, head, body.getBytes(US_ASCII));
      return Connection.ENDS;
    };
  }

  Outcome fetch(Behaviour behaviour, int... extents) throws Exception {
    return fetch(client, behaviour, extents);
  }

  Outcome fetch(PieceClient by, Behaviour behaviour, int... extents) throws Exception {
    try (HostileSource source = new HostileSource(behaviour)) {
      by.fetch(++requests, source.id, source.address(), extents);
      return hearing.await(requests);
    }
  }

  /// Whatever happened, an honest source brings the rest.
  void assertStillWhole() throws Exception {
    for (int piece = 0; piece < 160; piece++) {
      if (!destination.holds(piece)) continue;
      try (var reading = destination.read(piece).orElseThrow()) {
        var bytes = ByteBuffer.allocate(reading.remaining());
        while (reading.remaining() > 0) reading.fill(bytes);
        assertArrayEquals(release.piece(piece), bytes.array(), "piece " + piece);
      }
    }
    try (LiveSource live = Serving.live(release);
        Serving honest = Serving.of(2, live)) {
      client.fetch(++requests, honest.id, honest.address(), destination.wanted().toArray());
      assertEquals(new Outcome.Done(), hearing.await(requests));
      watcher.awaitComplete();
    }
  }
}
