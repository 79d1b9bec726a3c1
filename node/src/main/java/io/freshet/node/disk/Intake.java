package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.merkle.PieceHasher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Where arriving pieces go.
public interface Intake {

  Manifest manifest();

  /// Is this piece wanted and not here yet?
  boolean lacks(int piece);

  /// Is everything of this extent that is wanted here?
  boolean isFilled(int extent);

  /// Makes ready for the bytes of a piece. The hasher is the caller's, used until the sink is
  /// closed.
  Opening open(int piece, PieceHasher hasher);

  /// How an arriving piece is received.
  sealed interface Opening {

    record Ready(Sink sink) implements Opening {}

    /// It is here already, or was never wanted: drop its bytes.
    record NotNeeded() implements Opening {}

    /// Another connection is bringing it, and there is no memory left for a second copy: drop its
    /// bytes.
    record NoRoom() implements Opening {}

    /// Nothing can be written any more; the reason is a sentence for a person.
    record Unusable(String reason) implements Opening {}
  }

  /// Takes the bytes of one piece in order: hashed and written in one pass.
  interface Sink extends Closeable {

    /// Takes all remaining bytes; more than the piece still lacks is a bug of the caller. Those of
    /// a direct buffer stay as they are until [#finish()] has returned: nobody copies them.
    void write(ByteBuffer bytes) throws IOException;

    /// After the last byte: does the piece agree with its hash? Only then it counts.
    Verdict finish() throws IOException;

    /// Gives up what was not finished.
    @Override
    void close();
  }

  enum Verdict {
    /// The bytes are right, and this was the first to bring them.
    HELD,
    /// The bytes are right, but another connection was first.
    HELD_ALREADY,
    /// The bytes contradict the manifest.
    CORRUPT
  }
}
