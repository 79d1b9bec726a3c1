package io.freshet.node.control;

import io.freshet.content.Extents;
import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.Catalog;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.DataFolder;
import io.freshet.node.catalog.ManifestFolder;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// A tracker: one thread that owns the engine, the nodes and the channels, and what must block
/// beside it.
///
/// Nodes elsewhere come through a [ControlServer], a node in this process through [#attach]; both
/// are the same to it.
public final class Tracker implements AutoCloseable {

  /// Nodes dialled at once: at 5 s for one that does not answer, 10,000 silent ones are through in
  /// a quarter of an hour, and those that answer in some seconds.
  static final int DIALS_MAX = 64;

  /// Dials that wait for their turn, a kilobyte each: one for every node that may be here. Nodes
  /// that come and go faster than they can be dialled count as not reachable, and are dialled half
  /// a minute later.
  static final int DIALS_WAITING_MAX = TrackerDesk.NODES_MAX;

  /// What the messages that wait for the tracker's thread have it do, in units of
  /// [RemoteSession#EXTENTS_PER_MESSAGE]: 4 million extents, which are 16 MiB of numbers. A message
  /// may name 65,536, and each of thousands of nodes has 64 waiting.
  static final int WORK_WAITING_MAX = 1 << 16;

  private final TrackerConfig config;
  private final Dialler dialler;
  private final Catalog catalog;
  private final ManifestFolder manifests;
  private final Publisher publisher;
  private final TrackerDesk desk;
  private final Mailbox mailbox = new Mailbox();
  private final Semaphore room = new Semaphore(WORK_WAITING_MAX, true);
  private final Semaphore dials = new Semaphore(DIALS_MAX);
  private final AtomicInteger dialsWaiting = new AtomicInteger();

  private Tracker(
      TrackerConfig config,
      Dialler dialler,
      ManifestSource source,
      Catalog catalog,
      ManifestFolder manifests,
      List<Channel> channels) {
    this.config = config;
    this.dialler = dialler;
    this.catalog = catalog;
    this.manifests = manifests;
    publisher = new Publisher(this, config.retention(), source, catalog, manifests);
    desk =
        new TrackerDesk(
            config.id(),
            config.program(),
            new TrackerEngine(config.seed(), config.links()),
            new Register(channels),
            new Outside(),
            System::nanoTime);
  }

  /// Opens the catalog of this folder and begins to track what is in it.
  public static Tracker open(
      TrackerConfig config, DataFolder folder, Dialler dialler, ManifestSource source)
      throws CatalogException {
    Catalog catalog = Catalog.open(folder);
    try {
      List<Channel> channels = catalog.channels();
      Set<InfoHash> needed = new HashSet<>();
      for (Channel channel : channels) {
        channel.releases().forEach(release -> needed.add(release.infoHash()));
      }
      ManifestFolder manifests = ManifestFolder.open(folder, needed);
      var tracker = new Tracker(config, dialler, source, catalog, manifests, channels);
      tracker.mailbox.start(
          "tracker", tracker.desk::tick, TrackerEngine.TICK_NANOS, System::nanoTime);
      return tracker;
    } catch (CatalogException | RuntimeException e) {
      catalog.close();
      throw e;
    }
  }

  TrackerConfig config() {
    return config;
  }

  /// The manifests of its releases, for the data plane to serve.
  public ManifestFolder manifests() {
    return manifests;
  }

  /// Completed when the tracker has ended: exceptionally, when a bug ended it.
  public CompletableFuture<Void> ended() {
    return mailbox.ended();
  }

  /// Opens a session for a node of this process.
  ///
  /// @param listener called by one thread at a time; what it does not take in time ends the
  ///   session, and a new one begins
  public TrackerLink attach(Introduction introduction, Consumer<SessionEvent> listener) {
    return InsideSession.open(this, introduction, listener);
  }

  /// Publishes a release of this process.
  ///
  /// @param holder the node that holds it; its copy is not counted
  /// @param by who publishes, for people
  /// @param progress must not block; hears nothing after the publication was closed
  public Publication publish(
      ChannelName channel,
      Manifest manifest,
      NodeId holder,
      String by,
      Consumer<Publishing> progress) {
    var offer = new Publisher.Offer(channel, holder, by, Priority.NORMAL);
    return publisher.publish(offer, manifest, progress);
  }

  Publisher publisher() {
    return publisher;
  }

  /// All channels, by name, each with its releases.
  public List<Channel> channels() throws InterruptedException {
    return ask(desk -> desk.register().channels());
  }

  /// Names of channels that exist, as many as an answer holds.
  List<ChannelName> names() throws InterruptedException {
    return ask(desk -> desk.register().names());
  }

  public Optional<Channel> channel(ChannelName name) throws InterruptedException {
    return ask(desk -> desk.register().channel(name));
  }

  public TrackerStatus status() throws InterruptedException {
    return ask(TrackerDesk::status);
  }

  public Optional<TrackerStatus> status(ChannelName name) throws InterruptedException {
    return ask(desk -> desk.status(name));
  }

  /// Has the tracker's thread do something, some time soon.
  void post(Consumer<TrackerDesk> work) throws InterruptedException {
    mailbox.post(() -> work.accept(desk));
  }

  /// The same for something that is much work: waits while there is too much of that.
  ///
  /// @param units at most [#WORK_WAITING_MAX]
  void post(int units, Consumer<TrackerDesk> work) throws InterruptedException {
    room.acquire(units);
    mailbox.post(
        new Mailbox.Letter() {
          @Override
          public void read() {
            room.release(units);
            work.accept(desk);
          }

          @Override
          public void unread() {
            room.release(units);
          }
        });
  }

  /// Has the tracker's thread answer something; throws [CancellationException] when the tracker has
  /// ended.
  <T> T ask(Function<TrackerDesk, T> question) throws InterruptedException {
    var answer = new CompletableFuture<T>();
    mailbox.post(
        new Mailbox.Letter() {
          @Override
          public void read() {
            answer.complete(question.apply(desk));
          }

          @Override
          public void unread() {
            answer.cancel(false);
          }
        });
    return answer.join();
  }

  @Override
  public void close() {
    mailbox.close();
    mailbox.ended().exceptionally(_ -> null).join();
    publisher.close();
    catalog.close();
  }

  /// What planning needs of a manifest.
  static TrackedSwarm.Contents contents(Manifest manifest) {
    Extents extents = manifest.extents();
    int[] bytes = new int[extents.count()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Math.toIntExact(extents.bytes(i));
    }
    return new TrackedSwarm.Contents(ExtentSizes.of(bytes), manifest.torrentBytes());
  }

  private final class Outside implements Errands {
    @Override
    public void dial(Attendee attendee, Address address) {
      boolean crowded = dialsWaiting.incrementAndGet() > DIALS_WAITING_MAX;
      Thread.ofVirtual()
          .name("dial back")
          .start(
              () -> {
                try {
                  OptionalLong trip = crowded ? OptionalLong.empty() : trip(attendee, address);
                  dialsWaiting.decrementAndGet();
                  Reach reach = trip.isPresent() ? Reach.REACHABLE : Reach.UNREACHABLE;
                  post(desk -> desk.dialled(attendee, reach, 2 * trip.orElse(0)));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    /// How long a round trip to the node takes; empty when it does not answer.
    private OptionalLong trip(Attendee attendee, Address address) throws InterruptedException {
      dials.acquire();
      try {
        return attendee.present
            ? dialler.dial(attendee.id(), address, config.timing().connect())
            : OptionalLong.empty();
      } finally {
        dials.release();
      }
    }

    @Override
    public void read(InfoHash infoHash) {
      Thread.ofVirtual()
          .name("manifest reader")
          .start(
              () -> {
                Optional<TrackedSwarm.Contents> contents = contentsOf(infoHash);
                try {
                  post(
                      desk ->
                          contents.ifPresentOrElse(
                              found -> desk.opened(infoHash, found),
                              () -> desk.unreadable(infoHash)));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
  }

  private Optional<TrackedSwarm.Contents> contentsOf(InfoHash infoHash) {
    try {
      return manifests.read(infoHash).map(Tracker::contents);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
