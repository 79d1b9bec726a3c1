package io.freshet.node.control;

import static io.freshet.node.control.TestTracker.LLAMA;
import static io.freshet.node.control.TestTracker.holding;
import static io.freshet.node.control.TestTracker.introduction;
import static io.freshet.node.control.TestTracker.manifest;
import static io.freshet.node.control.TestTracker.wanting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.node.catalog.ChannelName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `publish`, `ls` and `rm` ask of a tracker.
final class PublishTest {

  @TempDir private Path temp = Path.of("");

  private static Heard<Publishing> publish(
      TrackerClient client, ChannelName channel, Manifest manifest, long holder) {
    return publish(client, channel, manifest, holder, Priority.NORMAL);
  }

  private static Heard<Publishing> publish(
      TrackerClient client,
      ChannelName channel,
      Manifest manifest,
      long holder,
      Priority priority) {
    var progress = new Heard<Publishing>();
    var _ =
        client.publish(
            channel, manifest.infoHash(), new NodeId(holder), 7070, "ann@lab", priority, progress);
    return progress;
  }

  private static int assigned(Heard<SessionEvent> heard) throws InterruptedException {
    int extents = 0;
    for (var assignment : heard.next(SessionEvent.Assigned.class).assignments()) {
      extents += assignment.extents().length;
    }
    return extents;
  }

  @Test
  void anUrgentReleaseGetsMostOfALinkThatAnotherHasFilled() throws Exception {
    Manifest large = manifest("large", 16);
    Manifest urgent = manifest("urgent", 16);
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, large, 1);
      tracker.served.put(urgent.infoHash(), urgent);
      var origin = new Heard<SessionEvent>();
      TrackerSession giving = tracker.session(introduction(1), origin);
      origin.next(SessionEvent.Dialled.class);
      var receiver = new Heard<SessionEvent>();
      TrackerSession taking = tracker.session(introduction(2), receiver);
      receiver.next(SessionEvent.Dialled.class);
      giving.join(large.infoHash(), holding(16));
      taking.join(large.infoHash(), wanting(16));
      assertEquals(8, assigned(receiver), "a window of extents of 1 MiB");

      var progress = publish(tracker.client(), new ChannelName("fix"), urgent, 1, Priority.HIGH);
      var accepted = assertInstanceOf(Publishing.Accepted.class, progress.next());
      assertEquals(Priority.HIGH, accepted.release().priority());
      giving.join(urgent.infoHash(), holding(16));
      taking.join(urgent.infoHash(), wanting(16));
      assertEquals(6, assigned(receiver), "of a window of 8, by 16 to 4");
    }
  }

  @Test
  void aReleaseIsAcceptedAnnouncedAndCopied() throws Exception {
    Manifest manifest = manifest("a", 2);
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.served.put(manifest.infoHash(), manifest);
      tracker.publish(LLAMA, manifest("older", 1), 1);
      var follower = new Heard<SessionEvent>();
      TrackerSession following = tracker.session(introduction(2), follower);
      following.follow(new Follow.EachNew(LLAMA));
      follower.next(SessionEvent.Released.class);
      var origin = new Heard<SessionEvent>();
      TrackerSession giving = tracker.session(introduction(1), origin);
      origin.next(SessionEvent.Dialled.class);

      Heard<Publishing> progress = publish(tracker.client(), LLAMA, manifest, 1);
      var accepted = assertInstanceOf(Publishing.Accepted.class, progress.next());
      assertEquals("llama@v2", accepted.release().label());
      assertEquals(manifest.infoHash(), accepted.release().infoHash());
      assertEquals("ann@lab", accepted.release().publisher());
      assertEquals(2L << 20, accepted.release().bytes());
      assertEquals(new Publishing.Announced(1), progress.next());
      assertEquals(accepted.release(), follower.next(SessionEvent.Released.class).release());

      giving.join(manifest.infoHash(), holding(2));
      following.join(manifest.infoHash(), wanting(2));
      int got = 0;
      while (got < 2) {
        for (var assignment : follower.next(SessionEvent.Assigned.class).assignments()) {
          got += assignment.extents().length;
          following.report(manifest.infoHash(), SessionTest.delivered(1, assignment.extents()));
        }
      }
      assertEquals(new Publishing.Copies(1), progress.next(), "the publisher's own does not count");
      following.close();
      assertEquals(new Publishing.Copies(0), progress.next());
    }
  }

  @Test
  void publishingTheSameAgainChangesNothing() throws Exception {
    Manifest manifest = manifest("a", 2);
    try (TestTracker tracker = TestTracker.open(temp)) {
      assertEquals(1, tracker.publish(LLAMA, manifest, 1));
      tracker.restart();
      assertEquals(1, tracker.publish(LLAMA, manifest, 1));
      assertEquals(2, tracker.publish(LLAMA, manifest("b", 2), 1));
    }
  }

  @Test
  void whatCannotBeFetchedIsNotPublished() throws Exception {
    Manifest manifest = manifest("a", 2);
    Manifest other = manifest("b", 2);
    try (TestTracker tracker = TestTracker.open(temp)) {
      TrackerClient client = tracker.client();
      assertEquals(
          new Publishing.Refused(
              "the manifest could not be fetched from 127.0.0.1:7070: 404 Not Found"),
          publish(client, LLAMA, manifest, 1).next());
      tracker.served.put(manifest.infoHash(), other);
      assertEquals(
          new Publishing.Refused(
              "127.0.0.1:7070 sent the manifest of "
                  + other.infoHash()
                  + " instead of "
                  + manifest.infoHash()),
          publish(client, LLAMA, manifest, 1).next());
      assertEquals(List.of(), StatusWait.given(client.channels()));
    }
  }

  @Test
  void aManifestThatDoesNotFitIntoMemoryIsRefused() throws Exception {
    Manifest manifest = manifest("a", 2);
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.isStarved = true;
      TrackerClient client = tracker.client();
      assertEquals(
          new Publishing.Refused(
              "the tracker has not enough memory for its manifest: start it with more,"
                  + " FRESHET_JAVA_OPTIONS=-Xmx1g freshet tracker …"),
          publish(client, LLAMA, manifest, 1).next());
      tracker.isStarved = false;
      tracker.served.put(manifest.infoHash(), manifest);
      publish(client, LLAMA, manifest, 1).next(Publishing.Accepted.class);
    }
  }

  @Test
  void aChannelKeepsItsPieceLength() throws Exception {
    byte[] piece = Hash.sha256("x".getBytes(StandardCharsets.UTF_8)).bytes();
    Manifest other = new ManifestWriter("x", 256 << 10).file("x", 100, piece).manifest();
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest("a", 2), 1);
      tracker.served.put(other.infoHash(), other);
      TrackerClient client = tracker.client();
      assertEquals(1 << 20, StatusWait.given(client.channel(LLAMA)).pieceLength());
      assertEquals(
          new Publishing.Refused(
              "channel llama has pieces of 1 MiB, this release 256 KiB: publish it with"
                  + " --piece-length 1MiB"),
          publish(client, LLAMA, other, 1).next());
      assertTrue(tracker.tracker().manifests().find(other.infoHash()).isEmpty());
    }
  }

  @Test
  void channelsAndReleasesAreListed() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest("a", 1), 1);
      tracker.publish(LLAMA, manifest("b", 1), 1);
      var other = new ChannelName("日本");
      tracker.publish(other, manifest("a", 1), 1);
      TrackerClient client = tracker.client();
      List<ChannelListing> all = StatusWait.given(client.channels());
      assertEquals(List.of(LLAMA, other), all.stream().map(ChannelListing::name).toList());
      assertEquals(2, all.getFirst().releaseCount());
      assertEquals(List.of("llama@v2"), labels(all.getFirst()));
      assertEquals(
          List.of("llama@v2", "llama@v1"), labels(StatusWait.given(client.channel(LLAMA))));
    }
  }

  private static List<String> labels(ChannelListing channel) {
    return channel.releases().stream().map(release -> release.label()).toList();
  }

  @Test
  void whatIsRetiredIsToldToAllWhomItConcerns() throws Exception {
    Manifest manifest = manifest("a", 2);
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest, 1);
      var other = new ChannelName("other");
      tracker.publish(other, manifest, 1);
      var follower = new Heard<SessionEvent>();
      tracker.session(introduction(2), follower).follow(new Follow.EachNew(LLAMA));
      follower.next(SessionEvent.Released.class);
      var member = new Heard<SessionEvent>();
      TrackerSession holder = tracker.session(introduction(3), member);
      member.next(SessionEvent.Attached.class);
      holder.join(manifest.infoHash(), holding(2));
      TrackerClient client = tracker.client();
      StatusWait.until(client, LLAMA, swarm -> swarm.copies() == 1);

      assertEquals(List.of(1), StatusWait.given(client.remove(LLAMA, 1)));
      var retired = new SessionEvent.Retired(LLAMA, 1, manifest.infoHash());
      assertEquals(retired, follower.next(SessionEvent.Retired.class));
      assertEquals(retired, member.next(SessionEvent.Retired.class));
      assertTrue(
          tracker.tracker().manifests().find(manifest.infoHash()).isPresent(),
          "the other channel has it still");
      assertEquals(1, StatusWait.until(client, other, swarm -> true).copies());

      assertEquals(List.of(1), StatusWait.given(client.remove(other)));
      assertFalse(tracker.tracker().manifests().find(manifest.infoHash()).isPresent());
      assertEquals(List.of(), StatusWait.given(client.channels()));
      assertEquals(2, tracker.publish(LLAMA, manifest, 1), "v1 was given away");
    }
  }

  /// Connections that seem to come from a machine of the network.
  private static final class FromElsewhere extends ServerSocketFactory {
    @Override
    public ServerSocket createServerSocket() throws java.io.IOException {
      return new ServerSocket() {
        @Override
        public Socket accept() throws java.io.IOException {
          var socket =
              new Socket() {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                  return new InetSocketAddress(InetAddress.ofLiteral("10.1.2.3"), getPort());
                }
              };
          implAccept(socket);
          return socket;
        }
      };
    }

    @Override
    public ServerSocket createServerSocket(int port) throws java.io.IOException {
      return createServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws java.io.IOException {
      return createServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws java.io.IOException {
      return createServerSocket();
    }
  }

  @Test
  void onlyTheTrackersOwnMachineMayPublish() throws Exception {
    Manifest manifest = manifest("a", 2);
    try (TestTracker tracker = TestTracker.open(temp, new FromElsewhere())) {
      tracker.publish(LLAMA, manifest("kept", 1), 1);
      tracker.served.put(manifest.infoHash(), manifest);
      TrackerClient client = tracker.client();
      var ended =
          assertInstanceOf(Publishing.Ended.class, publish(client, LLAMA, manifest, 1).next());
      assertEquals(
          tracker.address()
              + " refuses: publish is taken by 127.0.0.1 only, and this came from"
              + " 10.1.2.3: run it on the tracker's own machine, with 127.0.0.1 for its address (tokens come later)",
          ended.why().line());
      String line = assertInstanceOf(Answer.Failed.class, client.remove(LLAMA)).why().line();
      assertTrue(line.contains("rm is taken by 127.0.0.1 only"), line);
      assertEquals(List.of("llama@v1"), labels(StatusWait.given(client.channel(LLAMA))));

      var heard = new Heard<SessionEvent>();
      tracker.session(introduction(1), heard);
      assertEquals("10.1.2.3:10001", heard.next(SessionEvent.Dialled.class).address());
    }
  }
}
