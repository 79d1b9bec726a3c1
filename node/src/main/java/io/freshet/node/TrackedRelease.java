package io.freshet.node;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.control.ControlFailure;
import io.freshet.node.control.Follow;
import io.freshet.node.control.SessionEvent;
import io.freshet.node.swarm.TrackedSwarms;
import io.freshet.node.trace.Moment;
import io.freshet.node.transfer.ManifestFetch;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Releases that a tracker knows, as they are asked for and, for a follower, as they come.
public final class TrackedRelease implements AutoCloseable {

  /// Between two rounds of asking for a manifest that nobody gave.
  private static final long MANIFEST_RETRY_MILLIS = 500;

  private static final int MANIFEST_ROUNDS_MAX = 6;

  private final Node node;
  private final List<Address> trackers;
  private final RecentEvents events = new RecentEvents();
  private final TrackedSwarms swarms;

  private TrackedRelease(Node node, List<Address> trackers) {
    this.node = node;
    this.trackers = List.copyOf(trackers);
    swarms = node.track(trackers, this::keep);
  }

  /// Keeps what [#first()] or [#next()] return: nobody shall wait for an event that is passed over.
  private void keep(SessionEvent event) {
    if (event instanceof SessionEvent.Released(var release, _)) {
      node.circle().trace().tell(new Moment.Announced(release.infoHash(), release.label()));
    }
    switch (event) {
      case SessionEvent.Released _,
          SessionEvent.Retired _,
          SessionEvent.Refused _,
          SessionEvent.NoChannel _,
          SessionEvent.NoRelease _,
          SessionEvent.Attached _,
          SessionEvent.Detached _ ->
          events.add(event);
      default -> {}
    }
  }

  /// Begins a session and asks for a release, or for each of a channel.
  public static TrackedRelease follow(Node node, List<Address> trackers, Follow follow) {
    TrackedRelease asked = new TrackedRelease(node, trackers);
    asked.swarms.link().follow(follow);
    return asked;
  }

  /// The node's swarms that this tracker plans.
  public TrackedSwarms swarms() {
    return swarms;
  }

  /// What comes next.
  public sealed interface News {
    record Published(Release release, List<NodeId> manifestSources) implements News {}

    record Retired(InfoHash infoHash, int version) implements News {}

    /// The tracker is away; the session goes on trying.
    record Away(String why) implements News {}

    record Back() implements News {}

    /// The tracker does not have what was asked for; a channel may come to be.
    record Absent(String why) implements News {}
  }

  /// Waits for the first release; [UnavailableException] when the tracker cannot be reached or does
  /// not have it.
  public News.Published first() throws UnavailableException, InterruptedException {
    while (true) {
      switch (events.take()) {
        case SessionEvent.Released(var release, var sources) -> {
          return new News.Published(release, sources);
        }
        case SessionEvent.Refused(var why) -> throw new UnavailableException(why.line());
        case SessionEvent.NoChannel none -> throw new UnavailableException(line(none));
        case SessionEvent.NoRelease(var channel, var version, var existing) ->
            throw new UnavailableException(
                new ControlFailure.NoRelease(trackers.getFirst(), channel, version, existing)
                    .line());
        default -> {}
      }
    }
  }

  private String line(SessionEvent.NoChannel none) {
    return new ControlFailure.NoChannel(trackers.getFirst(), none.channel(), none.existing())
        .line();
  }

  /// Whoever waits in [#next] waits no longer.
  void wake() {
    events.wake();
  }

  /// Waits for what comes next in a channel that is followed, no longer than this or until it is
  /// woken.
  public Optional<News> next(Duration most) throws InterruptedException {
    long endNanos = System.nanoTime() + most.toNanos();
    while (true) {
      Optional<SessionEvent> event =
          events.take(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
      if (event.isEmpty()) return Optional.empty();
      Optional<News> news = news(event.get());
      if (news.isPresent()) return news;
    }
  }

  private Optional<News> news(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Released(var release, var sources) ->
          Optional.of(new News.Published(release, sources));
      case SessionEvent.Retired(_, var version, var infoHash) ->
          Optional.of(new News.Retired(infoHash, version));
      case SessionEvent.Refused(var why) -> Optional.of(new News.Away(why.line()));
      case SessionEvent.Detached(var why) -> Optional.of(new News.Away(why.line()));
      case SessionEvent.Attached _ -> Optional.of(new News.Back());
      case SessionEvent.NoChannel none -> Optional.of(new News.Absent(line(none)));
      case SessionEvent.NoRelease(var channel, var version, _) ->
          Optional.of(new News.Absent(channel + "@v" + version + " is not there"));
      default -> Optional.empty();
    };
  }

  /// Whether something has come that [#next] would return at once, or soon.
  public boolean hasNews() {
    return !events.isEmpty();
  }

  /// Fetches a release's manifest from the nodes that have it.
  public Manifest manifest(News.Published published)
      throws UnavailableException, InterruptedException {
    InfoHash infoHash = published.release().infoHash();
    List<String> reasons = new ArrayList<>();
    for (int round = 0; round < MANIFEST_ROUNDS_MAX; round++) {
      reasons.clear();
      for (NodeId source : published.manifestSources()) {
        var address = node.circle().addresses().find(source);
        if (address.isPresent()) {
          switch (ManifestFetch.of(address.get(), infoHash)) {
            case ManifestFetch.Answer.Fetched(Manifest manifest) -> {
              node.circle().trace().tell(new Moment.ManifestHere(infoHash));
              return manifest;
            }
            case ManifestFetch.Answer.Missing _ ->
                reasons.add(words(address.get()) + " does not have it");
            case ManifestFetch.Answer.Wrong(String reason) ->
                reasons.add(words(address.get()) + ": " + reason);
            case ManifestFetch.Answer.Unreached(String reason) ->
                reasons.add(words(address.get()) + ": " + reason);
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(MANIFEST_RETRY_MILLIS);
    }
    throw new UnavailableException(
        "nobody gives the manifest of "
            + published.release().label()
            + " ("
            + String.join("; ", reasons)
            + "): is its origin still running?");
  }

  private static String words(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    swarms.close();
  }
}
