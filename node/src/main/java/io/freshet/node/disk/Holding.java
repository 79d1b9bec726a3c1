package io.freshet.node.disk;

import io.freshet.content.Manifest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What this node holds of one release, and can give to others.
public interface Holding {

  Manifest manifest();

  /// The extents that are held whole.
  Haves haves();

  /// Can this piece be given now? All of its bytes agreed with its hash.
  boolean holds(int piece);

  /// Opens a piece for reading; empty when it is not held, or no longer.
  Optional<Reading> read(int piece) throws IOException;

  /// This piece's bytes were read from here and contradict its hash, although nobody has changed
  /// the file: it is held no longer, nor what is kept only there.
  void rotten(int piece);

  /// The bytes of one piece on their way out, in order.
  interface Reading extends Closeable {

    /// Reads into the buffer's free space: at least one byte while the piece has any left, none
    /// after its end. Fewer bytes than the piece should have are an `EOFException`.
    int fill(ByteBuffer target) throws IOException;

    /// Bytes not read yet.
    int remaining();

    /// After the last byte: is the file still the one whose pieces were proven? If not, its pieces
    /// are withdrawn, and what was read must not be passed on as the piece.
    boolean intact();
  }
}
