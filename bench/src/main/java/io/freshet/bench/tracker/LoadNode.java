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
  private static final NodeMessage HEARTBEAT =
      NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();

  private final int number;
  private final Swarm swarm;
  private final BitSet held;
  private final int wantedAtFirst;

  /// When its links are free; the network's.
  long downFreeNanos = System.nanoTime();

  long upFreeNanos = downFreeNanos;

  private volatile @Nullable StreamObserver<NodeMessage> out;
  private final BitSet coming = new BitSet();
  private final AtomicInteger arrivedCount = new AtomicInteger();

  /// When the oldest report was sent since the last assignment; 0: none.
  private final AtomicLong reportedNanos = new AtomicLong();

  /// An extent that is here now, and from whom.
  record Arrival(LoadNode from, int extent) {}

  LoadNode(int number, Swarm swarm, BitSet held) {
    this.number = number;
    this.swarm = swarm;
    this.held = held;
    wantedAtFirst = swarm.extents() - held.cardinality();
  }

  static long id(int number) {
    return ID_FIRST + number;
  }

  /// Says Hello on a stream that was just opened.
  void greet(StreamObserver<NodeMessage> stream, int doorsPort) {
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
    BitSet wanted = new BitSet();
    wanted.set(0, swarm.extents());
    wanted.andNot(held);
    say(
        NodeMessage.newBuilder()
            .setJoin(
                Join.newBuilder()
                    .setInfoHash(swarm.infoHash())
                    .setExtents(swarm.extents())
                    .setHeld(bitmap(held))
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
      case WELCOME -> swarm.welcomed().release();
      case DIALLED -> swarm.dialled(said.getDialled().getReachable());
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

  private void fetch(Assignment assignment) {
    LoadNode from = swarm.node(assignment.getSources(0));
    int extent = 0;
    for (int i = 0; i < assignment.getExtentsCount(); i += 2) {
      extent += assignment.getExtents(i);
      for (int left = assignment.getExtents(i + 1); left > 0; left--, extent++) {
        swarm.assignments().increment();
        // One stream is heard by one thread at a time.
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
    swarm.lost(String.valueOf(thrown.getMessage()));
  }

  @Override
  public void onCompleted() {
    swarm.lost("the tracker ended the session");
  }
}
