package io.freshet.node.control;

import static io.freshet.node.control.TestTracker.LLAMA;
import static io.freshet.node.control.TestTracker.introduction;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.HeldPort;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person's mistakes: what stands at the address is not what was meant, and one line says so.
final class NotATrackerTest {

  private static final Timing QUICK =
      new Timing(
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          Duration.ofMillis(20));

  @TempDir private Path temp = Path.of("");

  private static ControlFailure refusal(Address address) throws InterruptedException {
    return refusal(List.of(address), TestTracker.PATIENT);
  }

  private static ControlFailure refusal(List<Address> addresses, Timing timing)
      throws InterruptedException {
    var heard = new Heard<SessionEvent>();
    try (TrackerSession _ =
        TrackerSession.open(addresses, introduction(1), timing, new SplittableRandom(1), heard)) {
      return assertInstanceOf(SessionEvent.Refused.class, heard.next()).why();
    }
  }

  private static ControlFailure failure(Address address, Timing timing) {
    return switch (TrackerClient.connect(List.of(address), timing)) {
      case Answer.Failed<TrackerClient>(ControlFailure why) -> why;
      case Answer.Given<TrackerClient>(TrackerClient client) -> {
        try (client) {
          yield assertInstanceOf(Answer.Failed.class, client.channels()).why();
        }
      }
    };
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static Address of(ServerSocket socket) {
    return new Address("127.0.0.1", socket.getLocalPort());
  }

  @Test
  void nothingListens() throws Exception {
    try (HeldPort dead = new HeldPort()) {
      var gone = new Address("127.0.0.1", dead.port());
      assertEquals(new ControlFailure.NothingListens(gone), refusal(gone));
      assertEquals(
          "nothing listens on " + gone + ": is the tracker running, and is this its port?",
          failure(gone, TestTracker.PATIENT).line());
    }
  }

  @Test
  void noSuchHost() throws Exception {
    var nobody = new Address("no-such-host.invalid", 7070);
    assertEquals("no host is called no-such-host.invalid: check the name", refusal(nobody).line());
  }

  @Test
  void noneOfSeveral() throws Exception {
    var nobody = new Address("no-such-host.invalid", 7070);
    try (HeldPort dead = new HeldPort()) {
      var gone = new Address("127.0.0.1", dead.port());
      assertEquals(
          new ControlFailure.NoneOf(
              List.of(
                  new ControlFailure.NothingListens(gone), new ControlFailure.UnknownHost(nobody))),
          refusal(List.of(gone, nobody), TestTracker.PATIENT));
    }
  }

  /// What a server that is no tracker does with a connection.
  private interface Manner {
    void serve(Socket socket) throws IOException;
  }

  private static ServerSocket serving(Manner manner) throws IOException {
    ServerSocket server = listen();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  manner.serve(socket);
                }
              } catch (IOException closed) {
                // The test is over.
              }
            });
    return server;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getInputStream().readNBytes(24);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static void notFreshet(Manner manner) throws Exception {
    try (ServerSocket server = serving(manner)) {
      String line =
          of(server) + " answers, but is not a freshet tracker: check the address and the port";
      assertEquals(line, refusal(of(server)).line());
      assertEquals(line, failure(of(server), TestTracker.PATIENT).line());
    }
  }

  @Test
  void aWebServer() throws Exception {
    notFreshet(
        socket -> say(socket, "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found"));
  }

  @Test
  void aWebServerThatClosesTheConnection() throws Exception {
    notFreshet(
        socket -> {
          say(socket, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
          socket.shutdownOutput();
        });
  }

  @Test
  void anSshServer() throws Exception {
    notFreshet(socket -> say(socket, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"));
  }

  /// Also a tracker that ends at that moment: nothing shows that it is something else.
  @Test
  void aServerThatHangsUp() throws Exception {
    Manner manner =
        socket -> {
          socket.getInputStream().readNBytes(24);
          socket.shutdownOutput();
        };
    try (ServerSocket server = serving(manner)) {
      String line =
          of(server)
              + " closed the connection without an answer: try again, or check that it is a freshet"
              + " tracker";
      assertEquals(line, refusal(of(server)).line());
      assertEquals(line, failure(of(server), TestTracker.PATIENT).line());
    }
  }

  /// A gRPC server, or a proxy in front of one.
  @Test
  void aServerThatIsNotAvailable() throws Exception {
    Server server =
        grpc(
            (call, _) -> {
              var trailers = new Metadata();
              trailers.put(
                  Metadata.Key.of("server", Metadata.ASCII_STRING_MARSHALLER), "somebody's");
              call.close(Status.UNAVAILABLE, trailers);
            });
    try {
      var address = new Address("127.0.0.1", server.getPort());
      assertEquals(new ControlFailure.NotFreshet(address), refusal(address));
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void anotherGrpcServer() throws Exception {
    Server server = grpc((call, _) -> call.close(Status.UNIMPLEMENTED, new Metadata()));
    try {
      var address = new Address("127.0.0.1", server.getPort());
      assertEquals(new ControlFailure.NotFreshet(address), refusal(address));
      assertEquals(new ControlFailure.NotFreshet(address), failure(address, TestTracker.PATIENT));
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void aServerThatSaysNothing() throws Exception {
    try (ServerSocket server = serving(_ -> {})) {
      assertEquals(
          new ControlFailure.TimedOut(of(server), 500), refusal(List.of(of(server)), QUICK));
      assertEquals(new ControlFailure.TimedOut(of(server), 500), failure(of(server), QUICK));
    }
  }

  private interface Ending {
    void end(ServerCall<?, ?> call, Metadata headers);
  }

  /// A gRPC server that ends each call at once.
  private static Server grpc(Ending ending) throws IOException {
    return OkHttpServerBuilder.forPort(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            InsecureServerCredentials.create())
        .fallbackHandlerRegistry(new AnyCall())
        .intercept(
            new ServerInterceptor() {
              @Override
              public <Q, A> ServerCall.Listener<Q> interceptCall(
                  ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                ending.end(call, headers);
                return new ServerCall.Listener<>() {};
              }
            })
        .build()
        .start();
  }

  private static final class AnyCall extends io.grpc.HandlerRegistry {
    @Override
    public io.grpc.ServerMethodDefinition<?, ?> lookupMethod(
        String name, @org.jspecify.annotations.Nullable String authority) {
      return io.grpc.ServerMethodDefinition.create(
          io.freshet.node.control.wire.TrackerGrpc.getSessionMethod(),
          (_, _) -> new ServerCall.Listener<>() {});
    }
  }

  @Test
  void aTrackerOfANewerProtocol() throws Exception {
    Server server =
        grpc(
            (call, headers) -> {
              assertEquals("1", headers.get(Protocol.VERSION_KEY));
              var trailers = new Metadata();
              trailers.put(Protocol.VERSION_KEY, "2");
              call.close(Status.FAILED_PRECONDITION, trailers);
            });
    try {
      var address = new Address("127.0.0.1", server.getPort());
      String line =
          address + " is a freshet tracker of protocol 2, this is protocol 1: update this freshet";
      assertEquals(line, refusal(address).line());
      assertEquals(line, failure(address, TestTracker.PATIENT).line());
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void aTrackerRefusesAnotherProtocol() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp);
        var peer = RawPeer.connect(tracker, "2")) {
      Status status = peer.ended();
      assertEquals(Status.Code.FAILED_PRECONDITION, status.getCode());
      assertEquals("this tracker speaks protocol 1, the caller 2", status.getDescription());
      assertEquals("1", peer.trailers().get(Protocol.VERSION_KEY));
    }
  }

  @Test
  void aChannelOrReleaseThatIsNotThere() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      TrackerClient client = tracker.client();
      ControlFailure why = assertInstanceOf(Answer.Failed.class, client.channel(LLAMA)).why();
      assertEquals(
          tracker.address() + " has no channel llama: nothing is published there yet", why.line());
      tracker.publish(LLAMA, TestTracker.manifest("a", 1), 1);
      var lama = new io.freshet.node.catalog.ChannelName("lama");
      for (Answer<?> answer :
          List.of(client.channel(lama), client.status(lama), client.remove(lama))) {
        assertEquals(
            tracker.address() + " has no channel lama: it has llama",
            assertInstanceOf(Answer.Failed.class, answer).why().line());
      }
      assertEquals(
          "channel llama on " + tracker.address() + " has no v7: it has v1",
          assertInstanceOf(Answer.Failed.class, client.remove(LLAMA, 7)).why().line());
      assertTrue(StatusWait.given(client.channels()).size() == 1);
    }
  }
}
