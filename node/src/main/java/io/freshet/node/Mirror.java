package io.freshet.node;

import io.freshet.content.Manifest;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.control.Follow;
import io.freshet.node.disk.EarlierReleases;
import io.freshet.node.disk.Selection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Follows a channel: fetches each new release into one destination, replacing only what an earlier
/// release put there.
///
/// One release at a time: a newer one that comes while another is being fetched takes its place.
public final class Mirror implements AutoCloseable {

  private static final Duration GLANCE = Duration.ofMillis(100);

  /// After a release could not be fetched: the disk may have room again, the origin be back.
  private static final long RETRY_SECONDS = 5;

  /// What becomes of a large file that a release changes.
  public enum Change {
    /// It is copied first, so that nobody sees it half changed.
    STAGED,
    /// It is changed where it stands.
    IN_PLACE
  }

  private final Node node;
  private final String destination;
  private final Change change;
  private final Listener listener;
  private final TrackedRelease tracked;
  private Optional<Download> current = Optional.empty();

  /// Is told what the mirror does; must not block.
  public interface Listener {
    void fetching(Release release);

    /// In place and durable.
    void complete(Release release);

    /// One line for people; the mirror goes on.
    void trouble(String line);
  }

  private Mirror(
      Node node, String destination, Change change, Listener listener, TrackedRelease tracked) {
    this.node = node;
    this.destination = destination;
    this.change = change;
    this.listener = listener;
    this.tracked = tracked;
  }

  public static Mirror open(
      Node node,
      List<Address> trackers,
      Follow.EachNew follow,
      String destination,
      Change change,
      Listener listener) {
    return new Mirror(
        node, destination, change, listener, TrackedRelease.follow(node, trackers, follow));
  }

  /// Follows until it is interrupted.
  public void run() throws InterruptedException, IOException {
    Optional<TrackedRelease.News.Published> due = Optional.empty();
    while (true) {
      if (due.isEmpty() || tracked.hasNews()) {
        due = heard(tracked.next()).or(optional(due));
      } else if (fetch(due.get())) {
        due = Optional.empty();
      } else if (!tracked.hasNews()) {
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      }
    }
  }

  private static <T> java.util.function.Supplier<Optional<T>> optional(Optional<T> other) {
    return () -> other;
  }

  private Optional<TrackedRelease.News.Published> heard(TrackedRelease.News news) {
    return switch (news) {
      case TrackedRelease.News.Published published -> Optional.of(published);
      case TrackedRelease.News.Away(String why) -> {
        listener.trouble(why + ": trying again");
        yield Optional.empty();
      }
      case TrackedRelease.News.Absent(String why) -> {
        listener.trouble(why + ": waiting for it");
        yield Optional.empty();
      }
      case TrackedRelease.News.Retired _, TrackedRelease.News.Back _ -> Optional.empty();
    };
  }

  /// True when the release is in place, or is not to be tried again.
  private boolean fetch(TrackedRelease.News.Published published)
      throws InterruptedException, IOException {
    Release release = published.release();
    if (current.isPresent() && current.get().swarm().infoHash().equals(release.infoHash())) {
      return true;
    }
    listener.fetching(release);
    try {
      Manifest manifest = tracked.manifest(published);
      letGo();
      EarlierReleases earlier = EarlierReleases.standing(manifest, destination);
      Download download =
          Download.start(
              node,
              new Download.Order(
                  manifest,
                  destination,
                  Selection.all(manifest),
                  change == Change.IN_PLACE ? earlier.inPlace() : earlier,
                  NodeEngine.Mode.TRACKED,
                  _ -> {}));
      current = Optional.of(download);
      download.join(tracked.swarms()::add);
      Optional<String> waits = Optional.empty();
      while (!download.await(GLANCE)) {
        if (!waits.equals(download.waitsForRoom())) {
          waits = download.waitsForRoom();
          listener.trouble(
              waits.map(Mirror::waiting).orElse(release.label() + ": there is room again"));
        }
        if (tracked.hasNews() && superseded(release)) {
          return true;
        }
      }
      EarlierReleases.forget(manifest, destination);
      listener.complete(release);
      return true;
    } catch (UnavailableException | IOException e) {
      listener.trouble(release.label() + ": " + e.getMessage());
      letGo();
      return false;
    }
  }

  /// What a person is told when a disk is full.
  public static String waiting(String why) {
    return why + "; serving what is here, and going on as soon as there is room";
  }

  private boolean superseded(Release release) throws InterruptedException, IOException {
    Optional<TrackedRelease.News.Published> newer = heard(tracked.next());
    if (newer.isPresent() && newer.get().release().version() > release.version()) {
      while (!fetch(newer.get()) && !tracked.hasNews()) {
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      }
      return true;
    }
    return false;
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
  }
}
