package io.freshet.node;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.control.Follow;
import io.freshet.node.disk.DestinationRefusedException;
import io.freshet.node.disk.Deviations;
import io.freshet.node.disk.DiskFailure;
import io.freshet.node.disk.EarlierReleases;
import io.freshet.node.disk.Heard;
import io.freshet.node.disk.KeptOwners;
import io.freshet.node.disk.LastLook;
import io.freshet.node.disk.MirrorPlace;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Takeover;
import io.freshet.node.folder.PlaceWatch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Follows a channel: its destination becomes each new release, as a whole and in one step, and
/// stays so.
///
/// One release at a time: a newer one that comes while another is being fetched takes its place.
/// What a process that was killed had begun is finished before anything else.
public final class Mirror implements AutoCloseable {

  private static final Duration GLANCE = Duration.ofMillis(100);

  /// After a release could not be fetched: the disk may have room again, the origin be back.
  private static final Duration RETRY = Duration.ofSeconds(5);

  /// Between two looks whether somebody changed something, if the kernel tells of nothing.
  public static final Duration LOOK_MIN = Duration.ofSeconds(5);

  /// Looks right after a release came in place: somebody may have changed something meanwhile. Who
  /// changes things all the time is put right by later looks.
  private static final int ROUNDS_MAX = 3;

  private final Node node;
  private final MirrorPlace folder;
  private final Terms terms;
  private final Listener listener;
  private final TrackedRelease tracked;
  private Optional<Download> current = Optional.empty();
  private Optional<TrackedRelease.News.Published> wanted = Optional.empty();
  // What stands in the destination, and was said to.
  private Optional<InfoHash> inPlace = Optional.empty();
  // The one that was opened last: of a million files it takes seconds to parse.
  private Optional<Manifest> latest = Optional.empty();
  private final Looks looks;
  private final PlaceWatch watch;
  private volatile boolean heard;
  // All of it was as it shall be, and what happened since then the watch has heard.
  private Optional<InfoHash> right = Optional.empty();
  private boolean warned;
  private String undeleted = "";

  /// How it goes about it.
  ///
  /// @param trashKept how long what was somebody's is kept in the trash
  /// @param bytesKeptFree what the file system shall have left
  /// @param lookMin between two looks whether somebody changed something, where nothing is heard
  public record Terms(
      Change change,
      Duration trashKept,
      long bytesKeptFree,
      Duration lookMin,
      InstantSource clock) {}

  /// What becomes of a large file that a release changes.
  public enum Change {
    /// It is copied first, so that nobody sees it half changed.
    STAGED,
    /// It is changed where it stands.
    IN_PLACE
  }

  /// Is told what the mirror does; must not block.
  public interface Listener {
    void fetching(Release release);

    /// Is still being fetched; several times a second.
    void moving(Download download);

    /// In place and durable.
    void complete(Release release);

    /// One line for people about what was done.
    void note(String line);

    /// One line for people about what doesn't work; the mirror goes on.
    void trouble(String line);
  }

  private enum End {
    IN_PLACE,
    SUPERSEDED,
    FAILED
  }

  private Mirror(
      Node node, MirrorPlace folder, Terms terms, Listener listener, TrackedRelease tracked) {
    this.node = node;
    this.folder = folder;
    this.terms = terms;
    this.listener = listener;
    this.tracked = tracked;
    this.looks = new Looks(terms.lookMin, System.nanoTime());
    this.watch = PlaceWatch.open(this::ring, listener::note);
  }

  /// Somebody changed something.
  private void ring() {
    heard = true;
    tracked.wake();
  }

  public static Mirror open(
      Node node,
      List<Address> trackers,
      Follow.EachNew follow,
      MirrorPlace folder,
      Terms terms,
      Listener listener) {
    return new Mirror(node, folder, terms, listener, TrackedRelease.follow(node, trackers, follow));
  }

  /// Follows until it is interrupted, or finds that it may not have this destination.
  public void run() throws InterruptedException, IOException {
    finishSwap();
    while (true) {
      while (tracked.hasNews()) hear(tracked.next(Duration.ZERO));
      boolean isDue =
          wanted.isPresent() && !inPlace.equals(Optional.of(wanted.get().release().infoHash()));
      if (isDue) {
        End end = fetch(wanted.get());
        if (end == End.FAILED && !tracked.hasNews()) hear(tracked.next(RETRY));
      } else {
        if (heard) looks.heard();
        long wait = looks.waitNanos(System.nanoTime());
        if (wait <= 0) look();
        else hear(tracked.next(Duration.ofNanos(wait)));
      }
    }
  }

  private void finishSwap() throws IOException, InterruptedException {
    Taken taken = new Taken();
    folder.finish(terms.clock.instant(), taken).forEach(listener::note);
    taken.words().ifPresent(listener::note);
  }

  private void hear(Optional<TrackedRelease.News> news) {
    if (news.isEmpty()) return;
    switch (news.get()) {
      case TrackedRelease.News.Published published -> {
        boolean older =
            wanted.isPresent()
                && current.isPresent()
                && published.release().version() < wanted.get().release().version();
        if (!older) wanted = Optional.of(published);
      }
      case TrackedRelease.News.Away(String why) -> listener.trouble(why + ": trying again");
      case TrackedRelease.News.Absent(String why) -> listener.trouble(why + ": waiting for it");
      case TrackedRelease.News.Retired _, TrackedRelease.News.Back _ -> {}
    }
  }

  private End fetch(TrackedRelease.News.Published published)
      throws InterruptedException, IOException {
    Release release = published.release();
    listener.fetching(release);
    Manifest manifest;
    try {
      manifest = tracked.manifest(published);
    } catch (UnavailableException e) {
      return failed(release, e.getMessage());
    }
    if (!warned) KeptOwners.warning(manifest).ifPresent(this::warn);
    try {
      folder.claim(release.channel(), manifest, node.id());
    } catch (DestinationRefusedException e) {
      throw e;
    } catch (IOException e) {
      DiskFailure failure = DiskFailure.of(e, Path.of(folder.destination()));
      // At the start a person is there to choose another folder.
      if (latest.isEmpty() && failure instanceof DiskFailure.Broken) throw e;
      return failed(release, failure.sentence());
    }
    try {
      emptyTrash();
      letGo();
      String place = folder.open(release.version(), manifest);
      End end = putInPlace(release, manifest, place);
      if (end == End.IN_PLACE && folder.awaitsPlace()) {
        letGo();
        Taken taken = new Taken();
        folder.place(release.version(), terms.clock.instant(), taken).forEach(listener::note);
        taken.words().ifPresent(listener::note);
        place = folder.open(release.version(), manifest);
        end = putInPlace(release, manifest, place);
      }
      for (int round = 1; end == End.IN_PLACE && round < ROUNDS_MAX; round++) {
        Heard heardOf = rest();
        Deviations meanwhile = current.orElseThrow().deviations(heardOf);
        if (meanwhile.isEmpty()) {
          right = Optional.of(release.infoHash());
          break;
        }
        listener.note("putting right what was changed meanwhile: " + meanwhile.words());
        end = putInPlace(release, manifest, place);
      }
      if (end == End.IN_PLACE) {
        inPlace = Optional.of(release.infoHash());
        listener.complete(release);
      }
      return end;
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    } catch (UnavailableException | IOException e) {
      return failed(release, String.valueOf(e.getMessage()));
    }
  }

  /// What cannot be deleted there is in nobody's way: it is said once.
  private void emptyTrash() {
    String why = "";
    try {
      folder.emptyTrash(terms.clock.instant(), terms.trashKept);
    } catch (IOException e) {
      why = "cannot delete what is old in the trash: " + e.getMessage() + "; delete it yourself";
    }
    if (!why.isEmpty() && !why.equals(undeleted)) listener.trouble(why);
    undeleted = why;
  }

  private void warn(String line) {
    warned = true;
    listener.note(line);
  }

  private End failed(Release release, String why) throws IOException {
    listener.trouble(release.label() + ": " + why);
    letGo();
    return End.FAILED;
  }

  /// Fetches what is missing, and swaps.
  private End putInPlace(Release release, Manifest manifest, String destination)
      throws InterruptedException, IOException, UnavailableException {
    letGo();
    Taken taken = new Taken();
    Takeover takeover =
        Takeover.of(manifest, destination, terms.clock.instant(), taken, latest.stream().toList())
            .keepingFree(terms.bytesKeptFree)
            .after(lastLook(Path.of(destination)));
    right = Optional.empty();
    Download download =
        Download.start(
            node,
            new Download.Order(
                manifest,
                destination,
                Selection.all(manifest),
                switch (terms.change) {
                  case STAGED -> takeover;
                  case IN_PLACE -> takeover.inPlace();
                },
                NodeEngine.Mode.TRACKED,
                _ -> {}));
    current = Optional.of(download);
    latest = Optional.of(manifest);
    download.join(tracked.swarms()::add);
    Optional<String> waits = Optional.empty();
    while (!download.await(GLANCE)) {
      if (!waits.equals(download.waitsForRoom())) {
        waits = download.waitsForRoom();
        listener.trouble(
            waits.map(Mirror::waiting).orElse(release.label() + ": there is room again"));
      }
      listener.moving(download);
      while (tracked.hasNews()) hear(tracked.next(Duration.ZERO));
      boolean superseded =
          wanted.isPresent() && !wanted.get().release().infoHash().equals(release.infoHash());
      if (superseded) return End.SUPERSEDED;
    }
    EarlierReleases.forget(manifest, destination);
    taken.words().ifPresent(listener::note);
    return End.IN_PLACE;
  }

  private Optional<LastLook> lastLook(Path place) {
    return right.map(release -> new LastLook(release, watch.heard(place)));
  }

  /// What a person is told when a disk is full.
  public static String waiting(String why) {
    return why + "; serving what is here, and going on as soon as there is room";
  }

  /// From now on it is heard when somebody changes something.
  private Heard rest() throws InterruptedException {
    heard = false;
    Download download = current.orElseThrow();
    return watch.rest(download.path(), download.folders());
  }

  /// Has somebody changed something?
  private void look() throws IOException, InterruptedException {
    long began = System.nanoTime();
    lookNow();
    looks.looked(began, System.nanoTime());
  }

  private void lookNow() throws IOException, InterruptedException {
    if (current.isEmpty() || inPlace.isEmpty()) return;
    right = Optional.empty();
    Deviations deviations;
    try {
      emptyTrash();
      if (heard) rest();
      deviations = current.get().deviations(Heard.ANYTHING);
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    } catch (IOException e) {
      if (Files.notExists(Path.of(folder.destination()))) {
        listener.note(folder.destination() + " is gone: making it again");
        inPlace = Optional.empty();
        return;
      }
      listener.trouble(DiskFailure.of(e, Path.of(folder.destination())).sentence());
      return;
    }
    if (deviations.isEmpty()) {
      right = inPlace;
      return;
    }
    listener.note("putting right what was changed: " + deviations.words());
    // The same release once more.
    inPlace = Optional.empty();
  }

  private static InterruptedException interrupted(InterruptedIOException e) {
    var interrupted = new InterruptedException("interrupted while files were looked at");
    interrupted.initCause(e);
    return interrupted;
  }

  private void letGo() throws IOException {
    if (current.isPresent()) {
      tracked.swarms().remove(current.get().swarm().infoHash());
      current.get().close();
      current = Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    letGo();
    tracked.close();
    watch.close();
  }
}
