package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.node.catalog.Addition;
import io.freshet.node.catalog.Candidate;
import io.freshet.node.catalog.Catalog;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.ManifestFolder;
import io.freshet.node.catalog.Release;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Makes releases and retires them: the catalog's one writer.
///
/// Its thread does one thing after the other, so that the manifests, the database beside them and
/// the tracker's memory change in the same order: first the manifest is on the disk, then the
/// record, then the nodes hear of it; retired, the other way round.
final class Publisher implements AutoCloseable {

  /// Manifests fetched at once; each may be some 100 MB in memory.
  private static final int FETCHES_MAX = 2;

  private final Tracker tracker;
  private final int retention;
  private final ManifestSource source;
  private final Catalog catalog;
  private final ManifestFolder manifests;
  private final Semaphore fetches = new Semaphore(FETCHES_MAX);

  /// A platform thread: a sync of the database would hold up whoever shares a virtual one's
  /// carrier.
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("catalog writer").factory());

  Publisher(
      Tracker tracker,
      int retention,
      ManifestSource source,
      Catalog catalog,
      ManifestFolder manifests) {
    this.tracker = tracker;
    this.retention = retention;
    this.source = source;
    this.catalog = catalog;
    this.manifests = manifests;
  }

  /// Why a release was not accepted, in one line.
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super(why);
    }
  }

  /// Who publishes what.
  ///
  /// @param holder the node that holds the release; its copy is not counted
  /// @param by for people
  record Offer(ChannelName channel, NodeId holder, String by, Priority priority) {}

  /// Publishes a manifest of this process.
  Publication publish(Offer offer, Manifest manifest, Consumer<Publishing> progress) {
    return start(offer, () -> manifest, progress);
  }

  /// Publishes a manifest that a node has.
  Publication publish(Offer offer, Address from, InfoHash infoHash, Consumer<Publishing> progress) {
    return start(offer, () -> fetch(from, infoHash), progress);
  }

  private Publication start(
      Offer offer, Callable<Manifest> manifest, Consumer<Publishing> progress) {
    var running = new Running(offer.holder(), progress);
    Thread.ofVirtual()
        .name("publisher")
        .start(
            () -> {
              try {
                running.enter(offer, manifest.call());
              } catch (RefusedException e) {
                running.say(new Publishing.Refused(String.valueOf(e.getMessage())));
              } catch (OutOfMemoryError e) {
                // One array that there is no room for: nothing else was harmed.
                running.say(
                    new Publishing.Refused(
                        "the tracker has not enough memory for its manifest: start it with more,"
                            + " FRESHET_JAVA_OPTIONS=-Xmx1g freshet tracker …"));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (Exception bug) {
                throw new IllegalStateException("publishing " + offer, bug);
              }
            });
    return running;
  }

  private Manifest fetch(Address from, InfoHash infoHash)
      throws RefusedException, InterruptedException {
    fetches.acquire();
    try {
      Optional<Manifest> known = manifests.read(infoHash);
      if (known.isPresent()) {
        return known.get();
      }
      Manifest manifest = Manifest.parse(source.fetch(from, infoHash));
      if (!manifest.infoHash().equals(infoHash)) {
        throw new RefusedException(
            from + " sent the manifest of " + manifest.infoHash() + " instead of " + infoHash);
      }
      return manifest;
    } catch (IOException e) {
      throw new RefusedException(
          "the manifest could not be fetched from " + from + ": " + e.getMessage());
    } catch (InvalidManifestException e) {
      throw new RefusedException("the manifest from " + from + " is not one: " + e.getMessage());
    } finally {
      fetches.release();
    }
  }

  /// Runs on the writer's thread, so nothing else changes the catalog meanwhile.
  private <T> T inOrder(Callable<T> work) throws RefusedException, InterruptedException {
    try {
      return writer.submit(work).get();
    } catch (RejectedExecutionException e) {
      throw new RefusedException("the tracker has ended");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RefusedException refused -> throw refused;
        case IOException io ->
            throw new RefusedException(
                "the tracker cannot keep its manifest ("
                    + io.getMessage()
                    + "): make room in its --data folder, or mend that, and publish again");
        case CatalogException unusable ->
            throw new RefusedException(String.valueOf(unusable.getMessage()));
        case CancellationException _ -> throw new RefusedException("the tracker has ended");
        case null, default -> throw new IllegalStateException("in the catalog", e);
      }
    }
  }

  /// What has come of entering a release.
  private record Entered(Release release, int told) {}

  private Entered enter(Offer offer, Manifest manifest)
      throws RefusedException, IOException, CatalogException, InterruptedException {
    TrackedSwarm.Contents contents = Tracker.contents(manifest);
    if (contents.sizes().count() > Protocol.EXTENTS_MAX) {
      throw new RefusedException(
          "it has "
              + contents.sizes().count()
              + " extents, a tracker plans "
              + Protocol.EXTENTS_MAX
              + " at most: use a larger --piece-length");
    }
    if (manifest.name().length() > Release.NAME_LENGTH_MAX) {
      throw new RefusedException(
          "its name has more than " + Release.NAME_LENGTH_MAX + " characters");
    }
    manifests.keep(manifest);
    var candidate =
        new Candidate(
            offer.channel(),
            manifest.infoHash(),
            manifest.pieceLength(),
            manifest.name(),
            manifest.totalBytes(),
            manifest.fileCount(),
            Instant.now(),
            offer.by(),
            offer.priority());
    return switch (catalog.add(candidate, retention)) {
      case Addition.Added(Release release, List<Release> retired) -> {
        int told = tracker.ask(desk -> desk.published(release, manifest.pieceLength(), contents));
        drop(tracker.ask(desk -> desk.retired(retired)));
        yield new Entered(release, told);
      }
      case Addition.Unchanged(Release release) ->
          new Entered(
              release,
              tracker.ask(desk -> desk.published(release, manifest.pieceLength(), contents)));
      case Addition.OtherPieceLength(int channelHas) -> {
        dropUnlessUsed(manifest.infoHash());
        throw new RefusedException(
            "channel "
                + offer.channel()
                + " has pieces of "
                + sized(channelHas)
                + ", this release "
                + sized(manifest.pieceLength())
                + ": publish it with --piece-length "
                + sized(channelHas).replace(" ", ""));
      }
      case Addition.TooManyChannels(int max) -> {
        dropUnlessUsed(manifest.infoHash());
        throw new RefusedException("this tracker has its " + max + " channels already");
      }
    };
  }

  private static String sized(int pieceLength) {
    return pieceLength % (1 << 20) == 0
        ? (pieceLength >> 20) + " MiB"
        : (pieceLength >> 10) + " KiB";
  }

  /// Retires these versions of a channel; those that it does not have are passed over.
  void retire(ChannelName channel, List<Release> releases)
      throws CatalogException, InterruptedException {
    try {
      inOrder(
          () -> {
            catalog.retire(
                channel, releases.stream().map(Release::version).toList(), Instant.now());
            drop(tracker.ask(desk -> desk.retired(releases)));
            return releases;
          });
    } catch (RefusedException e) {
      throw new CatalogException(String.valueOf(e.getMessage()), e);
    }
  }

  private void drop(List<InfoHash> unused) throws IOException {
    for (InfoHash infoHash : unused) {
      manifests.drop(infoHash);
    }
  }

  private void dropUnlessUsed(InfoHash infoHash) throws IOException, InterruptedException {
    if (!tracker.ask(desk -> desk.register().has(infoHash))) {
      manifests.drop(infoHash);
    }
  }

  @Override
  public void close() {
    writer.close();
  }

  /// One publication, until its publisher has seen enough.
  private final class Running implements Publication {
    private final NodeId holder;
    private final Consumer<Publishing> progress;
    private final AtomicBoolean closed = new AtomicBoolean();

    Running(NodeId holder, Consumer<Publishing> progress) {
      this.holder = holder;
      this.progress = progress;
    }

    void enter(Offer offer, Manifest manifest) throws RefusedException, InterruptedException {
      Entered entered = inOrder(() -> Publisher.this.enter(offer, manifest));
      say(new Publishing.Accepted(entered.release()));
      say(new Publishing.Announced(entered.told()));
      var watch =
          new CopyWatch(
              manifest.infoHash(),
              holder,
              copies -> say(new Publishing.Copies(copies)),
              closed::get);
      tracker.post(desk -> desk.watch(watch));
    }

    void say(Publishing step) {
      if (!closed.get()) {
        progress.accept(step);
      }
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
