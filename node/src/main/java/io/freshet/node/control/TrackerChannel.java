package io.freshet.node.control;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// One connection to one tracker: opened by us, spoken on by gRPC, never reopened behind our back.
///
/// We look up the name and connect, because then each way to fail has its own type and a time
/// limit, and because gRPC's own resolver, proxy detection and load balancing cost start-up time
/// that a single address has no use for.
final class TrackerChannel implements AutoCloseable {

  /// gRPC needs two threads for a connection, and one for each call that has something to hear.
  ///
  /// Platform threads: a virtual one that waits for a socket starts the JDK's poller, a thread that
  /// never leaves the kernel, and the JVM gives such threads 0.3 s before it ends.
  private static final Executor THREADS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("tracker-channel").factory());

  /// gRPC's own would be made by reflection and named by a format: 10 ms of each start.
  private static final ScheduledExecutorService TIMER = timer();

  private final Address address;
  private final Socket socket;
  private final ReaderExecutor reader;
  private final ManagedChannel channel;
  private final Channel versioned;

  private TrackerChannel(Address address, Line line) {
    this.address = address;
    this.socket = line;
    this.reader = line.reader;
    QuietGrpc.please();
    DeferredTls.install();
    channel =
        // A literal, so that nothing is looked up; where it leads is decided by the socket.
        OkHttpChannelBuilder.forAddress("127.0.0.1", line.getPort())
            .usePlaintext()
            .overrideAuthority(authority(address))
            .socketFactory(new Connected(line))
            // Not a direct executor: that calls us with the connection's lock held, and whoever
            // then waits for anything
            // waits with the connection.
            .executor(THREADS)
            .offloadExecutor(THREADS)
            .transportExecutor(THREADS)
            .scheduledExecutorService(TIMER)
            .proxyDetector(_ -> null)
            .disableServiceConfigLookUp()
            .disableRetry()
            .maxInboundMessageSize(Protocol.REPLY_BYTES_MAX)
            .build();
    versioned = ClientInterceptors.intercept(channel, new Versioned());
  }

  private static ScheduledExecutorService timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tracker-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /// What came of connecting.
  sealed interface Connecting {
    record Connected(TrackerChannel channel) implements Connecting {}

    record Failed(ControlFailure why) implements Connecting {}
  }

  /// Tries what the name stands for, one address after the other.
  static Connecting connect(Address address, Timing timing) {
    InetAddress[] candidates;
    try {
      candidates = InetAddress.getAllByName(address.host());
    } catch (UnknownHostException e) {
      return new Connecting.Failed(new ControlFailure.UnknownHost(address));
    }
    List<ControlFailure> failures = new ArrayList<>();
    for (InetAddress candidate : candidates) {
      try {
        return new Connecting.Connected(
            new TrackerChannel(
                address, open(new InetSocketAddress(candidate, address.port()), timing)));
      } catch (IOException e) {
        failures.add(failure(address, timing, e));
      }
    }
    // A host's addresses mostly fail alike; then its name is enough.
    return new Connecting.Failed(
        failures.stream().distinct().count() == 1
            ? failures.getFirst()
            : new ControlFailure.NoneOf(failures));
  }

  private static Line open(InetSocketAddress to, Timing timing) throws IOException {
    var socket = new Line();
    try {
      socket.connect(to, Math.toIntExact(timing.connect().toMillis()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static ControlFailure failure(Address address, Timing timing, IOException e) {
    return switch (e) {
      case SocketTimeoutException _ ->
          new ControlFailure.TimedOut(address, timing.connect().toMillis());
      case NoRouteToHostException _ -> new ControlFailure.NoRoute(address, "no route to host");
      case ConnectException refused when refused(refused) ->
          new ControlFailure.NothingListens(address);
      default -> new ControlFailure.NoRoute(address, String.valueOf(e.getMessage()));
    };
  }

  private static boolean refused(ConnectException e) {
    return String.valueOf(e.getMessage()).contains("refused");
  }

  private static String authority(Address address) {
    // What a zone means is known on this machine only, and HTTP has no way to write it.
    int zone = address.host().indexOf('%');
    return zone < 0
        ? address.toString()
        : new Address(address.host().substring(0, zone), address.port()).toString();
  }

  /// What calls are made on.
  Channel calls() {
    return versioned;
  }

  /// For calls whose answers are soon taken: the thread that reads the connection takes them.
  Executor reader() {
    return reader;
  }

  Address address() {
    return address;
  }

  /// The tracker's address as a number, without a port: the host that nodes on the tracker's
  /// machine have for us.
  String host() {
    return Address.literal(socket.getInetAddress());
  }

  /// Why a call failed, from what gRPC says of it.
  ///
  /// @param answered did this tracker answer anything before, so that it is known to be one?
  ControlFailure failure(Throwable thrown, boolean answered) {
    Status status = Status.fromThrowable(thrown);
    @Nullable Metadata trailers = trailers(thrown);
    @Nullable String theirs = trailers == null ? null : trailers.get(Protocol.VERSION_KEY);
    String why =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    if (theirs != null) {
      int version = versionOf(theirs);
      return version == Protocol.VERSION
          ? new ControlFailure.Denied(address, why)
          : new ControlFailure.OtherVersion(address, version, Protocol.VERSION);
    }
    boolean broken = status.getCause() instanceof SocketException;
    if (answered || broken) {
      return new ControlFailure.Lost(address, broken(status));
    }
    return isHungUp(status, trailers)
        ? new ControlFailure.HungUp(address)
        : new ControlFailure.NotFreshet(address);
  }

  /// Whether a stream ended without a word: an answer that says "unavailable" has headers, and what
  /// is no HTTP/2 is another status.
  private static boolean isHungUp(Status status, @Nullable Metadata trailers) {
    return status.getCode() == Status.Code.UNAVAILABLE
        && status.getCause() == null
        && (trailers == null || trailers.keys().isEmpty());
  }

  /// What happened to a connection, without gRPC's words for it.
  private static String broken(Status status) {
    // Not a switch over types, which every command would set up just to say goodbye.
    if (status.getCause() instanceof SocketException e) {
      return String.valueOf(e.getMessage());
    }
    return status.getCode() == Status.Code.UNAVAILABLE
        ? "the connection was closed"
        : status.getCode() + ": " + status.getDescription();
  }

  private static @Nullable Metadata trailers(Throwable thrown) {
    return switch (thrown) {
      case StatusRuntimeException e -> e.getTrailers();
      case StatusException e -> e.getTrailers();
      default -> null;
    };
  }

  private static int versionOf(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// Ends every call and the connection. Closing the socket ourselves frees gRPC's writer where a
  /// stopped peer blocks it.
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }

  /// A connection whose reader can be given what to do with what it reads.
  private static final class Line extends Socket {
    private final ReaderExecutor reader = new ReaderExecutor(THREADS);

    Line() {
      // No proxy by name: looking for one reads the JDK's network settings.
      super(Proxy.NO_PROXY);
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return reader.reading(super.getInputStream());
    }
  }

  /// Hands out the one socket that there is.
  private static final class Connected extends SocketFactory {
    private @Nullable Socket socket;

    Connected(Socket socket) {
      this.socket = socket;
    }

    @Override
    public synchronized Socket createSocket(InetAddress host, int port) throws IOException {
      Socket once = socket;
      if (once == null) {
        throw new SocketException("the connection is over");
      }
      socket = null;
      return once;
    }

    @Override
    public Socket createSocket(InetAddress to, int toPort, InetAddress from, int fromPort)
        throws IOException {
      return createSocket(to, toPort);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return createSocket(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public Socket createSocket(String to, int toPort, InetAddress from, int fromPort)
        throws IOException {
      return createSocket(from, toPort);
    }
  }

  /// Says our version with each call.
  private static final class Versioned implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(Protocol.VERSION_KEY, Integer.toString(Protocol.VERSION));
          super.start(listener, headers);
        }
      };
    }
  }
}
