package io.freshet.node.control;

import com.google.protobuf.ByteString;
import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.wire.FailureKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The fields that several messages share: ours to the wire's, and back with every bound checked.
final class Fields {

  private Fields() {}

  static ByteString wire(InfoHash infoHash) {
    return ByteString.copyFrom(infoHash.hash().bytes());
  }

  static InfoHash infoHash(ByteString bytes) throws MalformedMessageException {
    if (bytes.size() != Hash.BYTES) {
      throw new MalformedMessageException("an info hash of " + bytes.size() + " bytes");
    }
    return new InfoHash(Hash.of(bytes.toByteArray()));
  }

  static ChannelName channel(String name) throws MalformedMessageException {
    return checked(() -> new ChannelName(name));
  }

  static List<NodeId> nodes(List<Long> ids, int max) throws MalformedMessageException {
    if (ids.size() > max) {
      throw new MalformedMessageException(ids.size() + " nodes where " + max + " are allowed");
    }
    List<NodeId> nodes = new ArrayList<>(ids.size());
    for (long id : ids) {
      nodes.add(new NodeId(id));
    }
    return nodes;
  }

  static int atMost(int max, int value, String what) throws MalformedMessageException {
    if (value < 0 || value > max) {
      throw new MalformedMessageException(
          Integer.toUnsignedString(value) + " " + what + ", where " + max + " are allowed");
    }
    return value;
  }

  static String atMost(int max, String text, String what) throws MalformedMessageException {
    if (text.length() > max) {
      throw new MalformedMessageException(
          what + " of " + text.length() + " characters, where " + max + " are allowed");
    }
    return text;
  }

  /// A text that will be shown to people on a terminal, which does what control characters say.
  static String shown(int max, String text, String what) throws MalformedMessageException {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new MalformedMessageException(what + " with control characters");
    }
    return atMost(max, text, what);
  }

  static io.freshet.node.control.wire.Release wire(Release release) {
    return io.freshet.node.control.wire.Release.newBuilder()
        .setChannel(release.channel().text())
        .setVersion(release.version())
        .setInfoHash(wire(release.infoHash()))
        .setName(release.name())
        .setBytes(release.bytes())
        .setFiles(release.files())
        .setPublishedMillis(release.published().toEpochMilli())
        .setPublisher(release.publisher())
        .setPriority(wire(release.priority()))
        .build();
  }

  static Release release(io.freshet.node.control.wire.Release release)
      throws MalformedMessageException {
    ChannelName channel = channel(release.getChannel());
    InfoHash infoHash = infoHash(release.getInfoHash());
    return checked(
        () ->
            new Release(
                channel,
                release.getVersion(),
                infoHash,
                release.getName(),
                release.getBytes(),
                release.getFiles(),
                Instant.ofEpochMilli(release.getPublishedMillis()),
                release.getPublisher(),
                priority(release.getPriority())));
  }

  static io.freshet.node.control.wire.Priority wire(Priority priority) {
    return switch (priority) {
      case HIGH -> io.freshet.node.control.wire.Priority.PRIORITY_HIGH;
      case NORMAL -> io.freshet.node.control.wire.Priority.PRIORITY_NORMAL;
      case LOW -> io.freshet.node.control.wire.Priority.PRIORITY_LOW;
    };
  }

  static Priority priority(io.freshet.node.control.wire.Priority priority) {
    return switch (priority) {
      case PRIORITY_HIGH -> Priority.HIGH;
      case PRIORITY_LOW -> Priority.LOW;
      case PRIORITY_NORMAL, UNRECOGNIZED -> Priority.NORMAL;
    };
  }

  static FailureKind wire(Failure failure) {
    return switch (failure) {
      case BUSY -> FailureKind.FAILURE_BUSY;
      case NOT_HELD -> FailureKind.FAILURE_NOT_HELD;
      case BROKEN -> FailureKind.FAILURE_BROKEN;
      case STALLED -> FailureKind.FAILURE_STALLED;
      case CORRUPT -> FailureKind.FAILURE_CORRUPT;
    };
  }

  static Failure failure(FailureKind kind) {
    return switch (kind) {
      case FAILURE_BUSY -> Failure.BUSY;
      case FAILURE_NOT_HELD -> Failure.NOT_HELD;
      case FAILURE_STALLED -> Failure.STALLED;
      case FAILURE_CORRUPT -> Failure.CORRUPT;
      case FAILURE_BROKEN, UNRECOGNIZED -> Failure.BROKEN;
    };
  }

  static io.freshet.node.control.wire.Reach wire(Reach reach) {
    return switch (reach) {
      case UNKNOWN -> io.freshet.node.control.wire.Reach.REACH_UNKNOWN;
      case REACHABLE -> io.freshet.node.control.wire.Reach.REACH_REACHABLE;
      case UNREACHABLE -> io.freshet.node.control.wire.Reach.REACH_UNREACHABLE;
    };
  }

  static Reach reach(io.freshet.node.control.wire.Reach reach) {
    return switch (reach) {
      case REACH_REACHABLE -> Reach.REACHABLE;
      case REACH_UNREACHABLE -> Reach.UNREACHABLE;
      case REACH_UNKNOWN, UNRECOGNIZED -> Reach.UNKNOWN;
    };
  }

  /// A value whose own constructor checks it.
  interface Making<T> {
    T make();
  }

  /// What a constructor refuses was said by the peer: its message becomes the refusal.
  static <T> T checked(Making<T> value) throws MalformedMessageException {
    try {
      return value.make();
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
    }
  }
}
