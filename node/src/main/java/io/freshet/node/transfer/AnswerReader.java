package io.freshet.node.transfer;

import io.freshet.content.Manifest;
import io.freshet.content.merkle.PieceHasher;
import io.freshet.node.disk.Intake.Opening;
import io.freshet.node.disk.Intake.Sink;
import io.freshet.node.disk.Intake.Verdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Reads the answers to requests for pieces: from the buffer that the socket filled, each portion
/// is hashed and written while the core still has it in its cache.
final class AnswerReader {
  /// What nobody wants any more is read and dropped up to here, about what is on its way when one
  /// notices. For more, a new connection is cheaper.
  private static final long DROP_BYTES_MAX = 1 << 20;

  /// A refusal's text.
  private static final long TEXT_BYTES_MAX = 64 << 10;

  private static final long RETRY_SECONDS_MAX = 60;

  /// The connection is of no use any more; what there was to say about it has been said to the
  /// fetch.
  static final class SpoiledException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoiledException(String message) {
      super(message);
    }
  }

  /// Is called between portions: time to send the next request.
  interface Between {
    void portions() throws IOException;
  }

  private final PieceClient.Context context;
  private final InetSocketAddress source;
  private final Manifest manifest;
  private final Inflow inflow;
  private final StallWatch watch;
  private final Traffic.Meter meter;
  private final Between between;
  private final PieceHasher hasher = new PieceHasher();
  private boolean begun;
  private long leftInAnswer;

  AnswerReader(
      PieceClient.Context context,
      InetSocketAddress source,
      Inflow inflow,
      StallWatch watch,
      Traffic.Meter meter,
      Between between) {
    this.context = context;
    this.source = source;
    this.manifest = context.intake().manifest();
    this.inflow = inflow;
    this.watch = watch;
    this.meter = meter;
    this.between = between;
  }

  /// Has any of the answer that is being read arrived?
  boolean hasBegun() {
    return begun;
  }

  /// Reads one answer to its end.
  ///
  /// @return the extents behind the first one that the source doesn't hold, to be asked for again
  /// @throws SpoiledException also after the last answer that the source wants to give on this
  ///   connection
  int[] read(Asked asked) throws IOException, InterruptedException {
    watch.begin(System.nanoTime());
    HttpHead head = inflow.head();
    begun = true;
    int[] rest =
        switch (ResponseLine.status(head.firstLine())) {
          case 200 -> pieces(asked, head);
          case 404 -> missing(asked, head);
          case 503 -> busy(asked, head);
          default -> throw new ProtocolException("it answered: " + head.firstLine());
        };
    begun = false;
    watch.end();
    return rest;
  }

  private int[] pieces(Asked asked, HttpHead head) throws IOException, InterruptedException {
    int count = countOf(asked, head);
    leftInAnswer = 0;
    for (int i = 0; i < count; i++) leftInAnswer += manifest.pieces().length(asked.pieces[i]);
    if (number(head, "content-length") != leftInAnswer) {
      throw new ProtocolException("its answer has another length than the pieces in it");
    }
    int extent = 0;
    for (int i = 0; i < count && !asked.fetch().isOver(); i++) {
      while (asked.endOf(extent) <= i) settle(asked, extent++);
      receive(asked, extent, asked.pieces[i]);
    }
    if (asked.fetch().isOver()) {
      drop(leftInAnswer);
      return new int[0];
    }
    while (extent < asked.extents.length && asked.endOf(extent) <= count) settle(asked, extent++);
    if (extent == asked.extents.length) return new int[0];
    return notHeldFrom(asked, extent);
  }

  /// The pieces that the answer has: a prefix of those that were asked for.
  private int countOf(Asked asked, HttpHead head) throws ProtocolException {
    PieceRuns runs;
    try {
      runs =
          PieceRuns.parse(head.header(Headers.PIECES_READ).orElse(""), manifest.pieces().count());
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("its answer names no pieces: " + e.getMessage());
    }
    long count = runs.count();
    if (count > asked.pieces.length || !runs.equals(PieceRuns.of(asked.pieces, (int) count))) {
      throw new ProtocolException("it sends pieces that were not asked for");
    }
    return (int) count;
  }

  private static long number(HttpHead head, String name) throws ProtocolException {
    try {
      return head.number(name).orElse(0L);
    } catch (HttpHead.MalformedException e) {
      throw new ProtocolException(String.valueOf(e.getMessage()));
    }
  }

  private void receive(Asked asked, int extent, int piece)
      throws IOException, InterruptedException {
    int length = manifest.pieces().length(piece);
    switch (context.intake().open(piece, hasher)) {
      case Opening.Ready(Sink sink) -> {
        try (sink) {
          if (receive(asked, length, sink)) finish(asked, extent, piece, sink);
        }
      }
      case Opening.NotNeeded _, Opening.NoRoom _ -> {
        leftInAnswer -= length;
        inflow.skip(length);
      }
      case Opening.Unusable(String reason) -> throw diskRefused(asked, reason);
    }
  }

  /// Passes a piece on as it comes; false if it was called off meanwhile.
  private boolean receive(Asked asked, int length, Sink sink)
      throws IOException, InterruptedException {
    for (int left = length; left > 0; ) {
      if (asked.fetch().isOver()) return false;
      ByteBuffer some = inflow.some(left);
      left -= some.remaining();
      leftInAnswer -= some.remaining();
      meter.received(some.remaining());
      watch.pause(System.nanoTime());
      try {
        sink.write(some);
      } catch (IOException e) {
        throw diskRefused(asked, String.valueOf(e.getMessage()));
      }
      watch.resume(System.nanoTime());
      between.portions();
    }
    return true;
  }

  private void finish(Asked asked, int extent, int piece, Sink sink) throws IOException {
    Verdict verdict;
    watch.pause(System.nanoTime());
    try {
      verdict = sink.finish();
    } catch (IOException e) {
      throw diskRefused(asked, String.valueOf(e.getMessage()));
    }
    watch.resume(System.nanoTime());
    if (verdict == Verdict.CORRUPT) {
      asked.fetch().end(new Outcome.Corrupt(new int[] {asked.extents[extent]}));
      context.doubts().ask(source, piece);
      throw new SpoiledException("it sent wrong bytes");
    }
  }

  private static SpoiledException diskRefused(Asked asked, String reason) {
    asked.fetch().end(new Outcome.RefusedDisk(reason));
    return new SpoiledException("nothing can be written: " + reason);
  }

  /// All pieces of an extent that were asked for have been received or passed over.
  private void settle(Asked asked, int index) {
    int extent = asked.extents[index];
    if (asked.continued && index == asked.extents.length - 1) return;
    if (context.intake().isFilled(extent)) context.arrived().tell(asked.fetch(), extent);
    else asked.fetch().skipped(extent);
  }

  /// An order that asks for nothing: everything of it is here, or comes another way.
  void settleAll(Asked asked) {
    for (int index = 0; index < asked.extents.length; index++) settle(asked, index);
  }

  private int[] missing(Asked asked, HttpHead head) throws IOException, InterruptedException {
    drop(textLength(head));
    if (head.header(Headers.PIECES_READ).isPresent()) {
      int first = 0;
      while (asked.endOf(first) == 0) settle(asked, first++);
      return notHeldFrom(asked, first);
    }
    asked.fetch().notHeld(asked.extents);
    return new int[0];
  }

  /// This extent isn't held; those behind it may be.
  private static int[] notHeldFrom(Asked asked, int extent) {
    asked.fetch().notHeld(asked.extents[extent]);
    return java.util.Arrays.copyOfRange(asked.extents, extent + 1, asked.extents.length);
  }

  private int[] busy(Asked asked, HttpHead head) throws IOException, InterruptedException {
    drop(textLength(head));
    long seconds = Math.min(RETRY_SECONDS_MAX, number(head, "retry-after"));
    asked.fetch().end(new Outcome.Busy(Duration.ofSeconds(Math.max(1, seconds))));
    return new int[0];
  }

  private static long textLength(HttpHead head) throws ProtocolException {
    long length = number(head, "content-length");
    if (length > TEXT_BYTES_MAX) throw new ProtocolException("a refusal of " + length + " bytes");
    return length;
  }

  private void drop(long bytes) throws IOException, InterruptedException {
    if (bytes > DROP_BYTES_MAX) throw new SpoiledException("what it sends is not wanted any more");
    inflow.skip(bytes);
  }
}
