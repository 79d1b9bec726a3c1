package io.freshet.node.transfer;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.node.disk.Haves;
import io.freshet.node.disk.Holding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The streams of haves that are open to other nodes: each has a virtual thread, for it says little
/// and lasts long.
///
/// A stream remembers what it has told and compares that with what is held when it is woken. So a
/// slow reader costs a bitmap and no queue, and changes gather while it reads.
final class HavesDesk implements AutoCloseable {
  /// Streams at once: 40 neighbours in each of six swarms.
  static final int STREAMS_MAX = 256;

  /// Both ends of a stream give up after three of these.
  static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// Nodes that are dialled back at once, 10 s each at most; others wait for their turn.
  private static final int DIAL_BACKS_MAX = 32;

  /// Who could not be dialled back is dialled again: a cable may have been pulled, a firewall be
  /// opened.
  private static final long DIAL_AGAIN_MILLIS = 30_000;

  private final Semaphore dialBacks = new Semaphore(DIAL_BACKS_MAX);
  private final NodeId self;
  private final long stallNanos;
  private final StallGuard stalls = new StallGuard("freshet-haves-guard");
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<InfoHash, MetNodes> met = new ConcurrentHashMap<>();

  /// @param stallNanos a listener that takes nothing for so long is cut
  HavesDesk(NodeId self, long stallNanos) {
    this.self = self;
    this.stallNanos = stallNanos;
  }

  /// Tells this node's own part in a swarm of those who listen to it, once they were dialled back.
  void introduce(InfoHash swarm, Consumer<MetNode> host) {
    met.computeIfAbsent(swarm, _ -> new MetNodes()).tell(host);
  }

  /// Begins a stream on a connection, which is the stream's from then on.
  Endpoint.Fate open(Connection connection, Exchange exchange, Holding holding) throws IOException {
    if (!exchange.canBeChunked()) {
      exchange.refuse(400, "Bad Request", "a stream of haves needs HTTP/1.1");
      return Endpoint.Fate.FINISHED;
    }
    byte[] head =
        exchange
            .answer(200, "OK")
            .header("Content-Type", "application/octet-stream")
            .header("Cache-Control", "no-store")
            .header("Transfer-Encoding", "chunked")
            .bytes();
    if (exchange.isHead()) {
      Exchange.write(exchange.channel(), ByteBuffer.wrap(head));
      return Endpoint.Fate.FINISHED;
    }
    if (streams.size() >= STREAMS_MAX) {
      exchange
          .answer(503, "Service Unavailable")
          .header("Retry-After", "5")
          .header("Cache-Control", "no-store")
          .text("too many streams of haves are open here");
      return Endpoint.Fate.FINISHED;
    }
    MetNodes others = met.computeIfAbsent(holding.manifest().infoHash(), swarm -> new MetNodes());
    Stream stream = new Stream(connection, exchange, holding.haves(), others);
    streams.add(stream);
    Thread.ofVirtual().name("freshet-haves").start(() -> stream.run(head));
    stream.meet();
    return Endpoint.Fate.PASSED_ON;
  }

  /// Ends the streams of a release.
  void retire(InfoHash swarm) {
    MetNodes others = met.remove(swarm);
    for (Stream stream : streams) if (stream.others.equals(others)) stream.connection.close();
  }

  @Override
  public void close() {
    stalls.close();
    for (Stream stream : streams) stream.connection.close();
  }

  private final class Stream {
    private final Connection connection;
    private final Optional<NodeId> asker;
    private final int askerPort;
    private final Haves haves;
    private final MetNodes others;
    private final Set<NodeId> named = new HashSet<>();
    private final Bell bell = new Bell();
    private final Runnable ring = bell::ring;
    private final StallWatch watch = new StallWatch(stallNanos);

    Stream(Connection connection, Exchange exchange, Haves haves, MetNodes others) {
      this.connection = connection;
      this.asker = Headers.node(exchange);
      this.askerPort = Headers.port(exchange);
      this.haves = haves;
      this.others = others;
      named.add(self);
      asker.ifPresent(named::add);
    }

    /// Finds out whether the asker can be reached, so that others may hear of it.
    void meet() {
      if (asker.isPresent() && askerPort != 0) {
        Thread.ofVirtual().name("freshet-dial-back").start(() -> dialBack(asker.get()));
      }
    }

    private void dialBack(NodeId name) {
      try {
        while (streams.contains(this) && !dialledBack(name)) {
          TimeUnit.MILLISECONDS.sleep(DIAL_AGAIN_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean dialledBack(NodeId name) throws InterruptedException {
      dialBacks.acquire();
      try {
        boolean reached = others.probe(name, connection.peer(), askerPort);
        if (!streams.contains(this)) forget(name);
        return reached;
      } finally {
        dialBacks.release();
      }
    }

    void run(byte[] head) {
      var guarded = new StallGuard.Guarded(watch, connection::close);
      haves.listen(ring);
      others.listen(bell);
      try (connection) {
        stalls.add(guarded);
        Exchange.write(connection.channel(), ByteBuffer.wrap(head));
        talk();
      } catch (IOException e) {
        // The listener is gone, or was cut.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        stalls.remove(guarded);
        haves.unlisten(ring);
        others.unlisten(bell);
        streams.remove(this);
        asker.ifPresent(this::forget);
      }
    }

    /// The asker listens no more, unless it came back on another connection before this one was
    /// given up.
    private void forget(NodeId name) {
      for (Stream other : streams) {
        if (other.others.equals(others) && other.asker.equals(asker)) return;
      }
      others.remove(name);
    }

    private void talk() throws IOException, InterruptedException {
      ExtentSet told = haves.snapshot();
      send(List.of(new HavesFrame.Bitmap(told)));
      long sentNanos = System.nanoTime();
      while (true) {
        ExtentSet now = haves.snapshot();
        List<HavesFrame> frames = new ArrayList<>();
        addChanges(frames, told, now);
        addNodes(frames);
        told = now;
        long silentNanos = System.nanoTime() - sentNanos;
        if (frames.isEmpty() && silentNanos >= HEARTBEAT_NANOS) {
          frames.add(new HavesFrame.Heartbeat());
        }
        if (frames.isEmpty()) {
          bell.await(HEARTBEAT_NANOS - silentNanos);
        } else {
          send(frames);
          sentNanos = System.nanoTime();
        }
      }
    }

    private void addChanges(List<HavesFrame> frames, ExtentSet told, ExtentSet now) {
      ExtentSet gained = now.copy();
      gained.removeAll(told);
      ExtentSet lost = told.copy();
      lost.removeAll(now);
      for (int[] extents : split(lost)) frames.add(new HavesFrame.Lost(extents));
      for (int[] extents : split(gained)) frames.add(new HavesFrame.Gained(extents));
    }

    private static List<int[]> split(ExtentSet extents) {
      int[] all = extents.toArray();
      List<int[]> parts = new ArrayList<>();
      for (int from = 0; from < all.length; from += HavesFrame.EXTENTS_MAX) {
        parts.add(
            Arrays.copyOfRange(all, from, Math.min(all.length, from + HavesFrame.EXTENTS_MAX)));
      }
      return parts;
    }

    private void addNodes(List<HavesFrame> frames) {
      // Itself and the asker are among the named ones.
      int left = HavesFrame.NODES_MAX + 2 - named.size();
      if (left <= 0) return;
      List<MetNode> nodes = others.others(named, Math.min(left, HavesFrame.NODES_MAX));
      if (nodes.isEmpty()) return;
      for (MetNode node : nodes) named.add(node.id());
      frames.add(new HavesFrame.Nodes(nodes));
    }

    private void send(List<HavesFrame> frames) throws IOException {
      SocketChannel channel = connection.channel();
      for (HavesFrame frame : frames) {
        ByteBuffer bytes = frame.encoded();
        byte[] length =
            (Integer.toHexString(bytes.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer chunk = ByteBuffer.allocate(length.length + bytes.remaining() + 2);
        chunk.put(length).put(bytes).put((byte) '\r').put((byte) '\n').flip();
        watch.begin(System.nanoTime());
        Exchange.write(channel, chunk);
        watch.end();
      }
    }
  }
}
