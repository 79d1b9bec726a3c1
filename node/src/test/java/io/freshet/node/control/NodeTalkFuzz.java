package io.freshet.node.control;

import com.google.protobuf.InvalidProtocolBufferException;
import io.freshet.content.InfoHash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.engine.Priority;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.wire.NodeMessage;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Whatever nodes say to a tracker is refused, or leaves its engine sound.
///
/// The input is a talk: one byte says who speaks (of four nodes) and how, two how long the message
/// is, then comes the message.
public final class NodeTalkFuzz {
  private static final int NODES = 4;
  private static final int MESSAGES_MAX = 200;
  static final int EXTENTS = 20;

  private final List<Runnable> errands = new ArrayList<>();
  private final TrackerEngine engine = new TrackerEngine(1);
  private final Map<Integer, Session> sessions = new HashMap<>();
  private final TrackerDesk desk;
  private final Manifest manifest;
  private long now;

  private NodeTalkFuzz() {
    manifest = release();
    var release =
        new Release(
            TestTracker.LLAMA,
            1,
            manifest.infoHash(),
            "a",
            manifest.totalBytes(),
            1,
            Instant.EPOCH,
            "fuzz",
            Priority.NORMAL);
    var channel = new Channel(TestTracker.LLAMA, TestTracker.PIECE, List.of(release));
    desk =
        new TrackerDesk(
            TestTracker.ID,
            "fuzzed",
            engine,
            new Register(List.of(channel)),
            new LaterErrands(),
            () -> now);
  }

  static Manifest release() {
    try {
      return TestTracker.manifest("a", EXTENTS);
    } catch (InvalidManifestException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    new NodeTalkFuzz().talk(ByteBuffer.wrap(bytes));
  }

  private void talk(ByteBuffer talk) {
    for (int i = 0; i < MESSAGES_MAX && talk.remaining() >= 3; i++) {
      int how = talk.get();
      int length = Math.min(talk.getShort() & 0x7fff, talk.remaining());
      byte[] message = new byte[length];
      talk.get(message);
      now += 1_000_000L * (how >>> 3 & 0x1f);
      Session session = sessions.computeIfAbsent(how & NODES - 1, _ -> new Session());
      if (!session.hear(message)) {
        session.depart();
        sessions.remove(how & NODES - 1);
      }
      List.copyOf(errands).forEach(Runnable::run);
      errands.clear();
      if ((how & 4) != 0) desk.tick();
      if (!engine.invariantsHold()) throw new IllegalStateException("the engine is unsound");
      var _ = ReplyMessages.status(desk.status()).toByteArray();
    }
  }

  /// What a tracker keeps of one connection, as [RemoteSession] does.
  private final class Session implements Outlet {
    private final Map<InfoHash, Integer> joined = new HashMap<>();
    private final List<Attendee> attendee = new ArrayList<>();
    private boolean over;

    boolean hear(byte[] bytes) {
      try {
        FromNode said = NodeMessages.decode(NodeMessage.parseFrom(bytes), this::capacity);
        if (said instanceof FromNode.Joining(InfoHash swarm, var membership)) {
          joined.put(swarm, membership.held().capacity());
        }
        if (attendee.isEmpty()) {
          if (!(said instanceof FromNode.Hello(Introduction introduction))) return false;
          var seen = new Attendee.Seen.From(InetAddress.getLoopbackAddress(), 1);
          attendee.add(new Attendee(introduction, seen, this));
          desk.attach(attendee.getFirst());
        } else {
          desk.heard(attendee.getFirst(), said);
        }
      } catch (MalformedMessageException | InvalidProtocolBufferException e) {
        return false;
      }
      return !over;
    }

    private OptionalInt capacity(InfoHash swarm) {
      Integer capacity = joined.get(swarm);
      return capacity == null ? OptionalInt.empty() : OptionalInt.of(capacity);
    }

    void depart() {
      attendee.forEach(desk::depart);
    }

    @Override
    public boolean offer(SessionEvent.FromTracker said) {
      var message = TrackerMessages.encode(said);
      if (message.getSerializedSize() > Protocol.MESSAGE_BYTES_MAX) {
        throw new IllegalStateException("said more than a message may hold");
      }
      return true;
    }

    @Override
    public void end(String why) {
      over = true;
    }
  }

  /// Done when the tracker's thread has its turn.
  private final class LaterErrands implements Errands {
    @Override
    public void dial(Attendee attendee, Address address) {
      Reach reach = address.port() % 3 == 0 ? Reach.UNREACHABLE : Reach.REACHABLE;
      errands.add(() -> desk.dialled(attendee, reach, 0));
    }

    @Override
    public void read(InfoHash infoHash) {
      errands.add(() -> desk.opened(infoHash, Tracker.contents(manifest)));
    }
  }
}
