package io.freshet.node.control;

import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// Opens a [Tracker] to the network: gRPC over the connections that a server socket accepts.
public final class ControlServer implements AutoCloseable {

  /// A node has one call, a person's command one or two after the other.
  private static final int CALLS_PER_CONNECTION_MAX = 16;

  /// A connection on which nobody calls is closed after so long.
  private static final long IDLE_SECONDS_MAX = 60;

  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("control server").start(task);

  private final Server server;

  private ControlServer(Server server) {
    this.server = server;
  }

  /// Serves the tracker on connections that sockets of this factory accept.
  ///
  /// @param sockets makes the server socket, on which `bind` is called with `listen`
  public static ControlServer open(
      Tracker tracker, ServerSocketFactory sockets, SocketAddress listen) throws IOException {
    QuietGrpc.please();
    var connections = new Connections(sockets);
    Server server =
        OkHttpServerBuilder.forPort(listen, InsecureServerCredentials.create())
            .socketFactory(connections)
            .transportExecutor(THREADS)
            // Not a direct executor: that calls us with the connection's lock held, and whoever
            // then waits for the tracker keeps the connection from writing. One call's messages
            // come one after the other all the same, each asked for when the last was taken.
            .executor(THREADS)
            .maxInboundMessageSize(Protocol.MESSAGE_BYTES_MAX)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
            .maxConnectionIdle(IDLE_SECONDS_MAX, TimeUnit.SECONDS)
            .addStreamTracerFactory(
                new UnfinishedMessages(UnfinishedMessages.BYTES_MAX, connections::cut))
            .addTransportFilter(new Forgetting(connections))
            .intercept(new Versioned())
            .addService(new TrackerDoor(tracker, connections))
            .build()
            .start();
    return new ControlServer(server);
  }

  public int port() {
    return server.getPort();
  }

  /// Ends all sessions and calls at once.
  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class Forgetting extends ServerTransportFilter {
    private final Connections connections;

    Forgetting(Connections connections) {
      this.connections = connections;
    }

    @Override
    public void transportTerminated(@Nullable Attributes transport) {
      SocketAddress remote =
          transport == null ? null : transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      if (remote != null) {
        connections.over(remote);
      }
    }
  }

  /// Refuses callers of another protocol, and says ours with every ending.
  private static final class Versioned implements ServerInterceptor {
    private static final String OURS = Integer.toString(Protocol.VERSION);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var marked =
          new SimpleForwardingServerCall<Q, A>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              trailers.put(Protocol.VERSION_KEY, OURS);
              super.close(status, trailers);
            }
          };
      @Nullable String theirs = headers.get(Protocol.VERSION_KEY);
      if (!OURS.equals(theirs)) {
        marked.close(
            Status.FAILED_PRECONDITION.withDescription(
                "this tracker speaks protocol " + OURS + ", the caller " + theirs),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
      if (!(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
          instanceof InetSocketAddress remote)) {
        marked.close(
            Status.INTERNAL.withDescription("a caller without an address"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return io.grpc.Contexts.interceptCall(
          io.grpc.Context.current().withValue(TrackerDoor.REMOTE, remote), marked, headers, next);
    }
  }
}
