package io.freshet.node.transfer;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// One connection to a source, and the platform thread that asks and receives on it.
///
/// A platform thread, because it also hashes and writes to disk: virtual threads were seen to run
/// both connections of a pair on one core, and file I/O blocks their carriers (`docs/adr`).
final class SourceConnection {
  /// Requests on their way at least, if there are orders: while one is answered, the next is there
  /// already.
  static final int IN_FLIGHT_MIN = 2;

  /// More are on their way until so much was asked for: what two connections carry in a round trip
  /// of 50 ms at 1 Gbit/s is 6 MB, and a source that is far away must not wait for the next
  /// request.
  private static final long IN_FLIGHT_BYTES = 4L << 20;

  private static final int IN_FLIGHT_MAX = 32;

  private enum Cut {
    NO,
    STALLED,
    CLOSED
  }

  private final PieceClient.Context context;
  private final Source source;
  private final SocketChannel channel;
  private final StallWatch watch;
  private final Deque<Asked> inFlight = new ArrayDeque<>();
  private final ByteBuffer buffer;
  private final AnswerReader answers;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("freshet-fetch").unstarted(this::run);
  private volatile Cut cut = Cut.NO;

  /// What the kernel takes in ahead was fixed for the rate limit of then; 0: it was not.
  private int receiveBuffer;

  /// Who answers some requests on a connection and then closes it gets on: only tries on
  /// connections without any answer count against a request.
  private boolean answeredAny;

  private boolean hasSlot;

  SourceConnection(PieceClient.Context context, Source source, SocketChannel channel) {
    this.context = context;
    this.source = source;
    this.channel = channel;
    this.buffer = context.buffers().take();
    this.watch = new StallWatch(context.stallNanos());
    this.answers =
        new AnswerReader(
            context,
            source.address(),
            new Inflow(channel, buffer, context.limit(), watch),
            watch,
            context.traffic().meter(source.id()),
            this::askMore);
  }

  void start() {
    thread.start();
  }

  boolean isGiving(long nowNanos) {
    return watch.hasMoved(PieceClient.GIVING_NANOS, nowNanos);
  }

  /// Waits for the thread's end, but not for ever, and not for itself.
  void join(long millisMax) throws InterruptedException {
    if (!thread.equals(Thread.currentThread())) thread.join(millisMax);
  }

  private void run() {
    var guarded = new StallGuard.Guarded(watch, () -> cut(Cut.STALLED));
    String reason = "the connection's thread has ended";
    try (channel) {
      if (!connect()) return;
      context.stalls().add(guarded);
      carryOutOrders();
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      cut = Cut.CLOSED;
    } finally {
      context.stalls().remove(guarded);
      leaveSlot();
      context.buffers().give(buffer);
      fail(reason);
      source.ended(this);
    }
  }

  private boolean connect() {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      // Before it is connected: by that the other side learns how large its window can become.
      receiveBuffer = context.limit().receiveBuffer();
      if (receiveBuffer > 0) channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      channel.socket().connect(Addresses.resolved(source.address()), OneShot.CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      source.unreachable(
          this,
          cut == Cut.CLOSED
              ? new Outcome.Cancelled()
              : new Outcome.Broken(
                  "cannot connect to " + Addresses.host(source.address()) + ": " + e.getMessage()));
      return false;
    }
  }

  private void carryOutOrders() throws IOException, InterruptedException {
    while (true) {
      askMore();
      Asked asked = inFlight.peek();
      if (asked == null) {
        leaveSlot();
        if (isOutgrown()) return;
        Optional<Fetch.Order> next = source.await(this);
        if (next.isEmpty()) return;
        hasSlot = context.slots().enter(() -> cut == Cut.NO);
        if (hasSlot) {
          ask(next.get());
          continue;
        }
        source.giveBack(next.get());
        return;
      }
      int[] rest = answers.read(asked);
      inFlight.remove();
      answeredAny = true;
      if (rest.length > 0) source.giveBack(asked.fetch().another(rest));
      asked.fetch().orderDone();
    }
  }

  private void leaveSlot() {
    if (hasSlot) context.slots().leave();
    hasSlot = false;
  }

  private void askMore() throws IOException {
    while (hasSlot && hasRoom() && !context.slots().isWanted()) {
      Optional<Fetch.Order> next = source.poll();
      if (next.isEmpty()) return;
      ask(next.get());
    }
  }

  /// The limit was raised, and the kernel would not take in what passes now: another connection
  /// goes on, as soon as this one's answers are here.
  private boolean isOutgrown() {
    if (receiveBuffer == 0) return false;
    int now = context.limit().receiveBuffer();
    return now == 0 || now > receiveBuffer;
  }

  private boolean hasRoom() {
    if (isOutgrown()) return false;
    if (inFlight.size() < IN_FLIGHT_MIN) return true;
    long bytes = 0;
    for (Asked asked : inFlight) bytes += asked.bytes;
    return bytes < IN_FLIGHT_BYTES && inFlight.size() < IN_FLIGHT_MAX;
  }

  private void ask(Fetch.Order order) throws IOException {
    Asked asked = Asked.from(order, context.intake());
    if (!order.extents.isEmpty()) {
      int[] rest = order.extents.stream().mapToInt(Integer::intValue).toArray();
      source.giveBack(order.fetch.another(rest));
    }
    if (asked.pieces.length == 0) {
      answers.settleAll(asked);
      order.fetch.orderDone();
      return;
    }
    inFlight.add(asked);
    order.attempts++;
    String request =
        "GET "
            + Ask.pieces(context.intake().manifest().infoHash(), PieceRuns.of(asked.pieces))
            + " HTTP/1.1\r\nHost: "
            + Addresses.host(source.address())
            + "\r\n"
            + Headers.NODE
            + ": "
            + context.self().hex()
            + "\r\n\r\n";
    Exchange.write(channel, ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
  }

  /// The connection is over. Who was being answered has failed; who wasn't yet is asked again on
  /// another connection.
  private void fail(String reason) {
    if (cut == Cut.STALLED) source.stalled(this);
    List<Asked> unanswered = List.copyOf(inFlight);
    for (int i = 0; i < unanswered.size(); i++) {
      Asked asked = unanswered.get(i);
      boolean answering = i == 0 && answers.hasBegun();
      switch (cut) {
        case STALLED -> asked.fetch().end(new Outcome.Stalled());
        case CLOSED -> asked.fetch().end(new Outcome.Cancelled());
        case NO -> {
          boolean inVain = !answeredAny && asked.order.attempts >= Fetch.Order.ATTEMPTS_MAX;
          if (answering || inVain) {
            asked.fetch().end(new Outcome.Broken(reason));
          } else {
            source.giveBack(asked.again());
          }
        }
      }
    }
  }

  /// Ends the connection from another thread.
  void close() {
    cut(Cut.CLOSED);
  }

  private void cut(Cut why) {
    cut = why;
    context.slots().wake();
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
