package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.merkle.PieceHasher;
import io.freshet.node.disk.Intake.Opening;
import io.freshet.node.disk.Intake.Sink;
import io.freshet.node.disk.Intake.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Gives a destination what it lacks, as connections would.
final class Feeding {
  private Feeding() {}

  /// A whole `get`.
  static void fetch(TestRelease release, String path) throws Exception {
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), path, watcher).open()) {
      all(destination, release);
      watcher.awaitComplete();
    }
  }

  /// All extents, in order.
  static void all(Intake intake, TestRelease release) throws IOException {
    for (int extent = 0; extent < release.manifest().extents().count(); extent++) {
      extent(intake, release, extent);
    }
  }

  static void extent(Intake intake, TestRelease release, int extent) throws IOException {
    for (int piece : release.manifest().extents().pieces(extent)) {
      if (intake.lacks(piece))
        assertEquals(Verdict.HELD, piece(intake, piece, release.piece(piece)));
    }
  }

  static Verdict piece(Intake intake, int piece, byte[] content) throws IOException {
    try (Sink sink = sink(intake, piece)) {
      // In two portions that are not aligned to anything.
      int cut = Math.min(content.length, 1000);
      sink.write(ByteBuffer.wrap(content, 0, cut));
      sink.write(ByteBuffer.wrap(content, cut, content.length - cut));
      return sink.finish();
    }
  }

  static Sink sink(Intake intake, int piece) {
    return switch (intake.open(piece, new PieceHasher())) {
      case Opening.Ready(Sink sink) -> sink;
      case Opening other -> throw new AssertionError("piece " + piece + ": " + other);
    };
  }
}
