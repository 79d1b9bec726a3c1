package io.freshet.node.disk;

import io.freshet.content.PieceGeometry;
import io.freshet.content.merkle.PieceHasher;
import io.freshet.node.disk.Intake.Opening;
import io.freshet.node.disk.Intake.Sink;
import io.freshet.node.disk.Intake.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The contents that are on their way to their places.
///
/// The first connection that brings a content writes it to its first place as it comes. A second
/// one (endgame) keeps its bytes in memory until they are complete. Whoever's bytes agree with the
/// hash first wins: under the content's lock the place is declared proven, and what the loser still
/// writes is dropped. So a byte that is not proven never overwrites one that is. The other places
/// of the content are then written from the first.
final class Arrivals {
  /// Memory for second copies, in all: two pieces of the largest kind.
  static final long ASIDE_BYTES_MAX = 32L << 20;

  /// A file up to this size is made in one go: a quarter of the smallest piece length, of which
  /// many fit into what a connection reads at once.
  static final int SMALL_BYTES = 64 << 10;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// For copying within this disk.
  private static final int COPY_BYTES = 256 << 10;

  /// Is told that a content is proven and in all its places.
  @FunctionalInterface
  interface Placed {
    void placed(int original, int[] places) throws IOException;
  }

  private final Inventory inventory;
  private final PieceGeometry pieces;
  private final StagedFiles staged;
  private final Placed listener;
  private final ConcurrentHashMap<Integer, Arrival> arrivals = new ConcurrentHashMap<>();
  // One for each connection that brings a small file just now.
  private final ConcurrentLinkedQueue<ByteBuffer> smallBuffers = new ConcurrentLinkedQueue<>();
  private final AtomicLong asideBytes = new AtomicLong();

  Arrivals(Inventory inventory, StagedFiles staged, Placed listener) {
    this.inventory = inventory;
    this.pieces = inventory.manifest().pieces();
    this.staged = staged;
    this.listener = listener;
  }

  Opening open(int piece, PieceHasher hasher) {
    int original = pieces.original(piece);
    // Decided under the map's lock of this content: it can't become held between the question and
    // the answer.
    Opening[] opening = new Opening[1];
    arrivals.compute(
        original,
        (content, arrival) -> {
          opening[0] = enter(content, arrival, hasher);
          return opening[0] instanceof Opening.Ready(var sink)
              ? ((Arriving) sink).arrival
              : arrival;
        });
    return opening[0];
  }

  private Opening enter(int original, @Nullable Arrival known, PieceHasher hasher) {
    if (!inventory.lacks(original)) return new Opening.NotNeeded();
    Arrival arrival = known == null ? new Arrival(original) : known;
    if (!arrival.hasWriter) {
      arrival.hasWriter = true;
      arrival.sinks++;
      return new Opening.Ready(
          isSmallFile(arrival) ? new Whole(arrival, hasher) : new InPlace(arrival, hasher));
    }
    int length = pieces.length(original);
    if (asideBytes.addAndGet(length) > ASIDE_BYTES_MAX) {
      asideBytes.addAndGet(-length);
      return new Opening.NoRoom();
    }
    arrival.sinks++;
    return new Opening.Ready(new Aside(arrival, hasher));
  }

  /// Is this content all of one small file?
  private boolean isSmallFile(Arrival arrival) {
    int file = pieces.fileOf(arrival.original);
    return arrival.places.length == 1
        && arrival.places[0] == arrival.original
        && pieces.length(arrival.original) <= SMALL_BYTES
        && inventory.manifest().pieceCount(file) == 1
        && !staged.isLive(file);
  }

  private void leave(Arriving sink) {
    arrivals.computeIfPresent(
        sink.arrival.original,
        (content, arrival) -> {
          if (sink.isWriter()) arrival.hasWriter = false;
          return --arrival.sinks == 0 ? null : arrival;
        });
  }

  /// Writes the proven content of the first place to all others.
  private void spread(Arrival arrival) throws IOException {
    copy(staged, pieces, arrival.places, 0);
    listener.placed(arrival.original, arrival.places);
  }

  /// Copies the piece at `places[from]` to all the other places.
  static void copy(StagedFiles staged, PieceGeometry pieces, int[] places, int from)
      throws IOException {
    if (places.length < 2) return;
    int length = pieces.length(places[from]);
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(length, COPY_BYTES));
    for (int done = 0; done < length; done += buffer.limit()) {
      buffer.clear().limit(Math.min(buffer.capacity(), length - done));
      try (var loan = staged.borrow(pieces.fileOf(places[from]))) {
        FileChannel source = loan.handle();
        long offset = pieces.offsetInFile(places[from]) + done;
        while (buffer.hasRemaining()) {
          if (source.read(buffer, offset + buffer.position()) < 0) {
            throw new IOException("a staged file lost its end while it was copied");
          }
        }
      }
      for (int i = 0; i < places.length; i++) {
        if (i == from) continue;
        staged.write(
            pieces.fileOf(places[i]), buffer.flip(), pieces.offsetInFile(places[i]) + done);
      }
    }
  }

  /// One content on its way. `hasWriter` and `sinks` change under the map's lock, `proven` under
  /// its own.
  private final class Arrival {
    final int original;
    final int[] places;
    final ReentrantLock lock = new ReentrantLock();
    boolean hasWriter;
    int sinks;
    boolean proven;

    Arrival(int original) {
      this.original = original;
      this.places = inventory.places(original);
    }
  }

  private abstract class Arriving implements Sink {
    final Arrival arrival;
    final PieceHasher hasher;
    private boolean closed;

    Arriving(Arrival arrival, PieceHasher hasher) {
      this.arrival = arrival;
      this.hasher = hasher;
      hasher.start(pieces.length(arrival.original), pieces.leafWidth(arrival.original));
    }

    @Override
    public final Verdict finish() throws IOException {
      if (!pieces.hashMatches(arrival.original, hasher.finish())) return Verdict.CORRUPT;
      arrival.lock.lock();
      try {
        if (arrival.proven) return Verdict.HELD_ALREADY;
        settle();
        arrival.proven = true;
      } finally {
        arrival.lock.unlock();
      }
      spread(arrival);
      return Verdict.HELD;
    }

    /// Puts what is not in the first place yet there; with the lock.
    abstract void settle() throws IOException;

    @Override
    public void close() {
      if (closed) return;
      closed = true;
      release();
      leave(this);
    }

    /// Is it the one for which the content's first place is reserved?
    boolean isWriter() {
      return false;
    }

    /// Gives back what it has in memory; is called once.
    void release() {}
  }

  /// The one that writes to the place as bytes come.
  private final class InPlace extends Arriving {
    private long offset = pieces.offsetInFile(arrival.places[0]);
    // Empty until something came.
    private String path = "";

    InPlace(Arrival arrival, PieceHasher hasher) {
      super(arrival, hasher);
    }

    @Override
    boolean isWriter() {
      return true;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      hasher.update(bytes.duplicate());
      int length = bytes.remaining();
      arrival.lock.lock();
      try {
        if (arrival.proven) bytes.position(bytes.limit());
        else writeArriving(bytes);
      } finally {
        arrival.lock.unlock();
      }
      offset += length;
    }

    private void writeArriving(ByteBuffer bytes) throws IOException {
      if (path.isEmpty()) path = staged.beginArriving(pieces.fileOf(arrival.places[0]));
      staged.writeArriving(path, bytes, offset);
    }

    @Override
    void settle() throws IOException {
      int place = arrival.places[0];
      int file = pieces.fileOf(place);
      if (!staged.isLive(file)) return;
      int length = pieces.length(place);
      ByteBuffer buffer = ByteBuffer.allocate(Math.min(length, COPY_BYTES));
      staged.prove(file, buffer, pieces.offsetInFile(place), length);
    }
  }

  /// The one that makes a small file when all of it is here and proven: then it costs a few system
  /// calls, and none while the rest of it is on its way.
  private final class Whole extends Arriving {
    // What came so far: in a buffer of ours, unless all came at once.
    private ByteBuffer content = NOTHING;
    private @Nullable ByteBuffer gathered;

    Whole(Arrival arrival, PieceHasher hasher) {
      super(arrival, hasher);
    }

    @Override
    boolean isWriter() {
      return true;
    }

    @Override
    public void write(ByteBuffer bytes) {
      boolean isAll = bytes.remaining() == pieces.length(arrival.original);
      if (isAll && bytes.isDirect()) {
        content = bytes.slice();
        hasher.update(bytes);
        return;
      }
      ByteBuffer buffer = gathered;
      if (buffer == null) {
        ByteBuffer free = smallBuffers.poll();
        buffer = free == null ? ByteBuffer.allocateDirect(SMALL_BYTES) : free.clear();
        gathered = buffer;
      }
      hasher.update(bytes.duplicate());
      buffer.put(bytes);
      content = buffer.duplicate().flip();
    }

    @Override
    void settle() throws IOException {
      int file = pieces.fileOf(arrival.original);
      if (!staged.make(file, content)) staged.write(file, content, 0);
    }

    @Override
    void release() {
      if (gathered != null) smallBuffers.add(gathered);
    }
  }

  /// A second one: in memory until proven.
  private final class Aside extends Arriving {
    private final ByteBuffer content = ByteBuffer.allocate(pieces.length(arrival.original));

    Aside(Arrival arrival, PieceHasher hasher) {
      super(arrival, hasher);
    }

    @Override
    public void write(ByteBuffer bytes) {
      hasher.update(bytes.duplicate());
      content.put(bytes);
    }

    @Override
    void settle() throws IOException {
      int place = arrival.places[0];
      staged.write(pieces.fileOf(place), content.flip(), pieces.offsetInFile(place));
    }

    @Override
    void release() {
      asideBytes.addAndGet(-content.capacity());
    }
  }
}
