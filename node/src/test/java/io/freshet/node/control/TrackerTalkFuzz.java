package io.freshet.node.control;

import com.google.protobuf.InvalidProtocolBufferException;
import io.freshet.content.Manifest;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.node.control.wire.ChannelsReply;
import io.freshet.node.control.wire.PublishProgress;
import io.freshet.node.control.wire.StatusReply;
import io.freshet.node.control.wire.TrackerMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;

/// Whatever a tracker says to a node is refused, or leaves its engine sound.
///
/// The input is a talk: one byte says what becomes of the next request, two how long the message
/// is, then comes the message. A first byte of 0, 1 or 2 makes the rest an answer to a person's
/// question instead.
public final class TrackerTalkFuzz {
  private static final int MESSAGES_MAX = 200;
  private static final List<Failure> FAILURES = List.of(Failure.values());

  private final Manifest manifest = NodeTalkFuzz.release();
  private final NodeEngine engine;
  private final ArrayDeque<NodeEffect.Fetch> fetches = new ArrayDeque<>();
  private long now;

  private TrackerTalkFuzz() {
    int extents = NodeTalkFuzz.EXTENTS;
    engine =
        new NodeEngine(
            new NodeId(1),
            Tracker.contents(manifest).sizes(),
            ExtentSet.of(extents, 0, 1),
            ExtentSet.of(extents, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            ExtentSet.of(extents, 10),
            NodeEngine.Mode.TRACKED,
            1);
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length == 0) return;
    ByteBuffer rest = ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice();
    try {
      switch (bytes[0]) {
        case 0 -> {
          var _ = ReplyMessages.channels(ChannelsReply.parseFrom(rest).getChannels());
        }
        case 1 -> {
          var _ = ReplyMessages.status(StatusReply.parseFrom(rest).getSwarms());
        }
        case 2 -> {
          var _ = ReplyMessages.publishing(PublishProgress.parseFrom(rest));
        }
        default -> new TrackerTalkFuzz().talk(rest);
      }
    } catch (MalformedMessageException | InvalidProtocolBufferException e) {
      // Refused.
    }
  }

  private void talk(ByteBuffer talk)
      throws MalformedMessageException, InvalidProtocolBufferException {
    apply(new NodeEvent.TrackerAttached());
    for (int i = 0; i < MESSAGES_MAX && talk.remaining() >= 3; i++) {
      int how = talk.get();
      int length = Math.min(talk.getShort() & 0x7fff, talk.remaining());
      byte[] message = new byte[length];
      talk.get(message);
      hear(TrackerMessage.parseFrom(message));
      now += 10_000_000L * (how >>> 3 & 0x1f);
      NodeEffect.Fetch fetch = (how & 4) == 0 ? null : fetches.poll();
      if (fetch != null) end(fetch, how);
      apply(new NodeEvent.Settled());
    }
  }

  private void hear(TrackerMessage message) throws MalformedMessageException {
    var said =
        TrackerMessages.decode(
            message,
            swarm ->
                swarm.equals(manifest.infoHash())
                    ? OptionalInt.of(NodeTalkFuzz.EXTENTS)
                    : OptionalInt.empty());
    if (said.isEmpty()) return;
    switch (said.get()) {
      case SessionEvent.Assigned(_, var assignments) -> apply(new NodeEvent.Assigned(assignments));
      case SessionEvent.Revoked(_, var source) -> apply(new NodeEvent.SourceRevoked(source));
      case SessionEvent.Introduced(_, var neighbours) ->
          neighbours.forEach(neighbour -> apply(new NodeEvent.PeerMet(neighbour)));
      case SessionEvent.SwarmKnown _ -> apply(new NodeEvent.TrackerAttached());
      case SessionEvent.NoSwarm _ -> apply(new NodeEvent.TrackerDetached());
      default -> {}
    }
  }

  private void end(NodeEffect.Fetch fetch, int how) {
    if ((how & 1) == 0) {
      for (int extent : fetch.extents()) {
        apply(new NodeEvent.Arrived(fetch.request(), extent));
      }
      apply(new NodeEvent.Ended(fetch.request(), new NodeEvent.Ending.Complete()));
    } else {
      Failure failure = FAILURES.get((how >>> 3 & 0x1f) % FAILURES.size());
      apply(new NodeEvent.Ended(fetch.request(), new NodeEvent.Ending.Failed(failure)));
    }
  }

  private void apply(NodeEvent event) {
    for (NodeEffect effect : engine.apply(event, now)) {
      if (effect instanceof NodeEffect.Fetch fetch) fetches.add(fetch);
    }
    if (!engine.invariantsHold()) throw new IllegalStateException("the engine is unsound");
    engine.membership();
  }
}
