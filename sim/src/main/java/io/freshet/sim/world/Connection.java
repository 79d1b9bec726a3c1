package io.freshet.sim.world;

import io.freshet.engine.Failure;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.sim.network.Flow;
import io.freshet.sim.network.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one node fetches from another: requests are answered in order, their extents in order, each
/// announced when it is whole.
final class Connection {

  private static final long NOT_STALLED = -1;

  /// Requests that most connections have at once, at most: with more their queue grows.
  private static final int REQUESTS_USUAL = 2;

  final Uploads uploads;
  final Node receiver;
  private final World world;
  private final Path path;
  private final ArrayDeque<Request> requests = new ArrayDeque<>(REQUESTS_USUAL);

  private @Nullable Flow flow;

  /// What is left of the extent in hand while nothing flows; zero when none is.
  private long leftoverBytes;

  private boolean slotted;
  private boolean waiting;

  /// The source will send no more of what is in hand.
  private boolean stalled;

  private long stalledSince = NOT_STALLED;
  private boolean over;
  private int waits;

  Connection(Uploads uploads, Node receiver) {
    this.uploads = uploads;
    this.receiver = receiver;
    this.world = uploads.node.world;
    this.path = world.zones.path(uploads.node.machine, receiver.machine);
  }

  /// The receiver asks; the source reads it one way later.
  void ask(Request request) {
    requests.add(request);
    if (silent()) {
      stall();
    }
    world.events.after(world.oneWayNanos, () -> read(request));
  }

  private void read(Request request) {
    if (over || !request.open) {
      return;
    }
    request.arrived = true;
    world.faults.doom(request);
    if (request.doom == Failure.BUSY) {
      requests.remove(request);
      endLater(request, new Ending.Failed(Failure.BUSY));
      dropIfIdle();
    } else {
      wake();
    }
  }

  private void wake() {
    Request head = requests.peek();
    if (head != null && head.arrived && !slotted && !waiting) {
      waiting = true;
      int wait = ++waits;
      uploads.queue(this);
      if (waiting) {
        world.events.after(Uploads.QUEUED_NANOS_MAX, () -> giveUp(wait));
      }
    }
  }

  /// The source has had no slot for too long.
  private void giveUp(int wait) {
    if (!over && waiting && wait == waits) {
      waiting = false;
      uploads.unqueue(this);
      for (Request request : List.copyOf(requests)) {
        if (request.arrived) {
          requests.remove(request);
          endLater(request, new Ending.Failed(Failure.BUSY));
        }
      }
      dropIfIdle();
    }
  }

  /// The connection's turn has come.
  void serve() {
    waiting = false;
    slotted = true;
    sendNext();
  }

  private void sendNext() {
    for (Request head = requests.peek(); head != null && head.arrived; head = requests.peek()) {
      if (head.doomedTo(Failure.BROKEN) && head.cutBytes == 0) {
        fail(Failure.BROKEN);
        return;
      }
      boolean complete = head.next == head.extents.length;
      if (!complete && canSend(head)) {
        begin(head);
        return;
      }
      requests.remove();
      if (!complete) {
        endLater(head, new Ending.Failed(Failure.NOT_HELD));
      }
      if (uploads.anyWaiting()) {
        break;
      }
    }
    yieldSlot();
  }

  private boolean canSend(Request request) {
    return !request.doomedTo(Failure.NOT_HELD)
        && uploads.node.holds(request.receiver.swarm, request.extents[request.next]);
  }

  private void begin(Request head) {
    leftoverBytes =
        head.doomedTo(Failure.BROKEN)
            ? head.cutBytes
            : head.receiver.disk.sizes.bytes(head.extents[head.next]);
    if (head.doomedTo(Failure.STALLED)) {
      stalled = true;
      stall();
    } else if (!silent()) {
      flow();
    }
  }

  private void flow() {
    Flow flowing = flow;
    if (flowing == null) {
      flow = world.network.start(path, leftoverBytes, world.events.nowNanos(), this::sent);
    } else {
      world.network.extend(flowing, leftoverBytes, world.events.nowNanos());
    }
    leftoverBytes = 0;
  }

  /// The last byte of an extent has left, or of what gets through of it.
  private void sent() {
    Request head = requests.element();
    if (head.doomedTo(Failure.BROKEN)) {
      fail(Failure.BROKEN);
      return;
    }
    int at = head.next++;
    world.events.after(world.oneWayNanos, () -> arrived(head, at));
    sendNext();
  }

  private static void arrived(Request request, int at) {
    request.receiver.arrive(request, at);
    if (at + 1 == request.extents.length) {
      request.receiver.end(request, new Ending.Complete());
    }
  }

  /// Others that wait go first; then it is this connection's turn again.
  private void yieldSlot() {
    stopFlow();
    slotted = false;
    uploads.release();
    dropIfIdle();
    if (!over) {
      wake();
    }
  }

  private void dropIfIdle() {
    if (requests.isEmpty() && !slotted && !over) {
      drop();
    }
  }

  /// The receiver wants no more of this.
  void cancel(Request request) {
    boolean sending = slotted && requests.peek() == request;
    requests.remove(request);
    if (sending) {
      stopFlow();
      leftoverBytes = 0;
      stalled = false;
      stalledSince = silent() ? stalledSince : NOT_STALLED;
      sendNext();
    } else {
      dropIfIdle();
    }
  }

  /// The source lost what it is just sending: it cuts the connection.
  void lost(Participant loser) {
    Request head = requests.peek();
    if (slotted
        && head != null
        && head.receiver.swarm == loser.swarm
        && head.next < head.extents.length
        && !loser.disk.held.has(head.extents[head.next])) {
      fail(Failure.BROKEN);
    }
  }

  private boolean silent() {
    return stalled || !uploads.node.machine.plugged || !receiver.machine.plugged;
  }

  /// Nothing moves: after some seconds both sides give the connection up.
  void stall() {
    Flow flowing = flow;
    if (flowing != null) {
      leftoverBytes = Math.max(leftoverBytes, flowing.remainingBytes());
      stopFlow();
    }
    if (stalledSince == NOT_STALLED) {
      long sinceNanos = world.events.nowNanos();
      stalledSince = sinceNanos;
      world.events.after(World.STALL_NANOS, () -> giveUpStalled(sinceNanos));
    }
  }

  private void giveUpStalled(long sinceNanos) {
    if (!over && stalledSince == sinceNanos) {
      fail(Failure.STALLED);
    }
  }

  /// The cable is in again.
  void goOn() {
    if (!silent()) {
      stalledSince = NOT_STALLED;
      if (slotted && leftoverBytes > 0) {
        flow();
      }
    }
  }

  /// Both sides lose the connection and all that was asked on it.
  void fail(Failure failure) {
    if (over) {
      return;
    }
    List<Request> lost = List.copyOf(requests);
    requests.clear();
    for (Request request : lost) {
      endLater(request, new Ending.Failed(failure));
    }
    drop();
  }

  /// Stops sending for good, and tells nobody.
  void drop() {
    if (over) {
      return;
    }
    over = true;
    requests.clear();
    stopFlow();
    uploads.forget(this);
    receiver.downloads.remove(this);
    if (waiting) {
      uploads.unqueue(this);
    }
    if (slotted) {
      slotted = false;
      uploads.release();
    }
  }

  private void stopFlow() {
    Flow flowing = flow;
    if (flowing != null) {
      world.network.stop(flowing, world.events.nowNanos());
      flow = null;
    }
  }

  private void endLater(Request request, Ending ending) {
    world.events.after(world.oneWayNanos, () -> request.receiver.end(request, ending));
  }
}
