package io.freshet.node.control;

import static io.freshet.node.control.TestTracker.holding;
import static io.freshet.node.control.TestTracker.introduction;
import static io.freshet.node.control.TestTracker.wanting;

import com.google.protobuf.MessageLite;
import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Honest talks, from which fuzzing begins: `main` writes them.
final class TalkSeeds {
  private static final Path CORPUS = Path.of("src", "test", "resources", "corpus");
  private static final InfoHash SWARM = NodeTalkFuzz.release().infoHash();

  private TalkSeeds() {}

  static void main(String[] args) throws IOException {
    write("node-talk", "two-nodes-fetch", twoNodesFetch());
    write("node-talk", "follow-and-leave", followAndLeave());
    write("tracker-talk", "assigned-and-revoked", assigned());
    write("tracker-talk", "news", news());
  }

  private static byte[] twoNodesFetch() {
    var talk = new ByteArrayOutputStream();
    say(talk, 0, new FromNode.Hello(introduction(1)));
    say(talk, 0, new FromNode.Joining(SWARM, holding(20)));
    say(talk, 1, new FromNode.Hello(introduction(2)));
    say(talk, 1, new FromNode.Joining(SWARM, wanting(20)));
    var delivered = new Report.Delivery(new NodeId(1), new int[] {0, 1, 2, 7});
    var refused = new Report.Refusal(new NodeId(1), Failure.CORRUPT, new int[] {3});
    say(
        talk,
        0xfd,
        new FromNode.Telling(
            SWARM,
            new Report(List.of(delivered), new int[] {1}, List.of(refused), new int[] {4, 5}, 9)));
    say(talk, 4, new FromNode.Leaving(SWARM));
    say(talk, 5, new FromNode.Beating());
    return talk.toByteArray();
  }

  private static byte[] followAndLeave() {
    var talk = new ByteArrayOutputStream();
    say(talk, 2, new FromNode.Hello(introduction(3)));
    say(talk, 2, new FromNode.Following(new Follow.EachNew(TestTracker.LLAMA)));
    say(talk, 2, new FromNode.Following(new Follow.Version(TestTracker.LLAMA, 7)));
    say(talk, 2, new FromNode.Unfollowing(TestTracker.LLAMA));
    say(talk, 6, new FromNode.Joining(SWARM, wanting(20)));
    say(talk, 6, new FromNode.Joining(SWARM, holding(20)));
    return talk.toByteArray();
  }

  private static byte[] assigned() {
    var talk = new ByteArrayOutputStream();
    talk.write(3);
    var one = new Assignment(new int[] {2, 3, 4}, List.of(new NodeId(1), new NodeId(2)), 1L << 34);
    var other = new Assignment(new int[] {5, 9, 10}, List.of(new NodeId(2)), 1L << 34);
    hear(talk, 0, new SessionEvent.Attached(TestTracker.ID, "127.0.0.1:1", "tracker"));
    hear(talk, 0, new SessionEvent.Assigned(SWARM, List.of(one, other)));
    hear(talk, 4, new SessionEvent.Introduced(SWARM, List.of(new NodeId(5), new NodeId(6))));
    hear(talk, 5, new SessionEvent.Revoked(SWARM, new NodeId(2)));
    hear(talk, 0xf5, new SessionEvent.NoSwarm(SWARM));
    return talk.toByteArray();
  }

  private static byte[] news() {
    var talk = new ByteArrayOutputStream();
    talk.write(3);
    var address = new NodeAddress(new NodeId(9), new Address("10.0.0.9", 7070));
    hear(talk, 0, new SessionEvent.Located(List.of(address)));
    hear(talk, 0, new SessionEvent.Dialled("10.0.0.1:7070", Reach.REACHABLE));
    hear(talk, 0, new SessionEvent.Retired(TestTracker.LLAMA, 3, SWARM));
    hear(talk, 0, new SessionEvent.NoChannel(TestTracker.LLAMA, List.of(TestTracker.LLAMA)));
    hear(talk, 0, new SessionEvent.NoRelease(TestTracker.LLAMA, 3, List.of(1, 2)));
    return talk.toByteArray();
  }

  private static void say(ByteArrayOutputStream talk, int how, FromNode said) {
    put(talk, how, NodeMessages.encode(said));
  }

  private static void hear(ByteArrayOutputStream talk, int how, SessionEvent.FromTracker said) {
    put(talk, how, TrackerMessages.encode(said));
  }

  private static void put(ByteArrayOutputStream talk, int how, MessageLite message) {
    byte[] bytes = message.toByteArray();
    talk.write(how);
    talk.write(bytes.length >>> 8);
    talk.write(bytes.length);
    talk.writeBytes(bytes);
  }

  private static void write(String target, String name, byte[] bytes) throws IOException {
    Path folder = Files.createDirectories(CORPUS.resolve(target));
    Files.write(folder.resolve(name), bytes);
  }
}
