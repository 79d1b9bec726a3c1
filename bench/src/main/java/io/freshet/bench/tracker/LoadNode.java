package io.freshet.bench.tracker;

import com.google.protobuf.ByteString;
import io.freshet.node.control.wire.Assignment;
import io.freshet.node.control.wire.Delivery;
import io.freshet.node.control.wire.Heartbeat;
import io.freshet.node.control.wire.Hello;
import io.freshet.node.control.wire.Join;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.Report;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.stub.StreamObserver;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One played node: a real session, and transfers that take their time but move nothing.
///
/// What the tracker says may be heard with gRPC's locks held, so hearing takes no lock that saying
/// holds.
final class LoadNode implements StreamObserver<TrackerMessage> {
  private static final long ID_FIRST = 0x10ad_0000_0000_0001L;
  private static final int CREDITS = 1_024;

  /// A lost session is opened again as a node does it: after this, doubled each time.
  private static final long RETRY_MILLIS_MIN = 250;

  private static final long RETRY_MILLIS_MAX = 10_000;
  private static final NodeMessage HEARTBEAT =
      NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();

  private final int number;
  private final Swarm swarm;
  private final Calls calls;
  private final int doorsPort;
  private final int wantedAtFirst;

  // Guarded by itself.
  private final BitSet held;

  /// When its links are free; the network's.
  long downFreeNanos = System.nanoTime();

  long upFreeNanos = downFreeNanos;

  private volatile @Nullable StreamObserver<NodeMessage> out;
  private volatile long retryMillis = RETRY_MILLIS_MIN;
  private volatile boolean joined;

  // Touched by whoever hears the one stream that there is.
  private final BitSet coming = new BitSet();

  private boolean attached;
  private boolean dialled;
  private final AtomicInteger arrivedCount = new AtomicInteger();

  /// When the oldest report was sent since the last assignment; 0: none.
  private final AtomicLong reportedNanos = new AtomicLong();

  /// An extent that is here now, and from whom.
  record Arrival(LoadNode from, int extent) {}

  LoadNode(int number, Swarm swarm, BitSet held, Calls calls, int doorsPort) {
    this.number = number;
    this.swarm = swarm;
    this.held = held;
    this.calls = calls;
    this.doorsPort = doorsPort;
    wantedAtFirst = swarm.extents() - held.cardinality();
  }

  static long id(int number) {
    return ID_FIRST + number;
  }

  /// Opens a session and says Hello.
  void attach() {
    StreamObserver<NodeMessage> stream = calls.session(this);
    stream.onNext(
        NodeMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setNode(id(number))
                    .setIncarnation(~id(number))
                    .setAdvertised(Doors.host(number) + ":" + doorsPort)
                    .setProgram("load"))
            .build());
    out = stream; // heartbeats come after it
  }

  private void say(NodeMessage message) {
    StreamObserver<NodeMessage> stream = out;
    if (stream != null) {
      synchronized (this) {
        stream.onNext(message);
      }
    }
  }

  void beat() {
    say(HEARTBEAT);
  }

  void join() {
    joined = true;
    BitSet here;
    synchronized (held) {
      here = (BitSet) held.clone();
    }
    BitSet wanted = new BitSet();
    wanted.set(0, swarm.extents());
    wanted.andNot(here);
    say(
        NodeMessage.newBuilder()
            .setJoin(
                Join.newBuilder()
                    .setInfoHash(swarm.infoHash())
                    .setExtents(swarm.extents())
                    .setHeld(bitmap(here))
                    .setWanted(bitmap(wanted))
                    .setCredits(CREDITS))
            .build());
  }

  private ByteString bitmap(BitSet extents) {
    byte[] bytes = new byte[(swarm.extents() + 7) / 8];
    for (int e = extents.nextSetBit(0); e >= 0; e = extents.nextSetBit(e + 1)) {
      bytes[e >> 3] |= (byte) (0x80 >> (e & 7));
    }
    return ByteString.copyFrom(bytes);
  }

  @Override
  public void onNext(TrackerMessage said) {
    switch (said.getKindCase()) {
      case WELCOME -> welcomed();
      case DIALLED -> {
        if (!dialled) {
          dialled = true;
          swarm.dialled(said.getDialled().getReachable());
        }
      }
      case ASSIGN -> {
        long reported = reportedNanos.getAndSet(0);
        if (reported != 0) {
          swarm.reportToAssignment().add(System.nanoTime() - reported);
        }
        said.getAssign().getAssignmentsList().forEach(this::fetch);
      }
      default -> {}
    }
  }

  private void welcomed() {
    retryMillis = RETRY_MILLIS_MIN;
    if (!attached) {
      attached = true;
      swarm.welcomed().release();
    } else if (joined) {
      Thread.startVirtualThread(this::join);
    }
  }

  private void fetch(Assignment assignment) {
    LoadNode from = swarm.node(assignment.getSources(0));
    int extent = 0;
    for (int i = 0; i < assignment.getExtentsCount(); i += 2) {
      extent += assignment.getExtents(i);
      for (int left = assignment.getExtents(i + 1); left > 0; left--, extent++) {
        swarm.assignments().increment();
        if (!coming.get(extent)) {
          coming.set(extent);
          swarm.network().begin(this, from, extent);
        }
      }
    }
  }

  /// Called by the network's thread: these are here, and the tracker is told.
  void arrived(List<Arrival> arrivals) {
    Report.Builder report = Report.newBuilder().setInfoHash(swarm.infoHash()).setCredits(CREDITS);
    for (Arrival arrival : arrivals) {
      synchronized (held) {
        held.set(arrival.extent());
      }
      report.addDelivered(
          Delivery.newBuilder()
              .setSource(id(arrival.from().number))
              .addExtents(arrival.extent())
              .addExtents(1));
    }
    boolean complete = arrivedCount.addAndGet(arrivals.size()) >= wantedAtFirst;
    if (complete) {
      swarm.completed().increment();
    } else {
      reportedNanos.compareAndSet(0, System.nanoTime());
    }
    say(NodeMessage.newBuilder().setReport(report).build());
    swarm.reports().increment();
  }

  @Override
  public void onError(Throwable thrown) {
    comeBack(String.valueOf(thrown.getMessage()));
  }

  @Override
  public void onCompleted() {
    comeBack("the tracker ended the session");
  }

  private void comeBack(String why) {
    out = null;
    if (swarm.lost(why)) {
      long pause = retryMillis / 2 + ThreadLocalRandom.current().nextLong(retryMillis / 2 + 1);
      retryMillis = Math.min(RETRY_MILLIS_MAX, 2 * retryMillis);
      CompletableFuture.delayedExecutor(
              pause, TimeUnit.MILLISECONDS, task -> Thread.startVirtualThread(task))
          .execute(this::attach);
    }
  }
}
