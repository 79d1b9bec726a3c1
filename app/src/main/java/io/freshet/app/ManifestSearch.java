package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.values.ReleaseReference;
import io.freshet.app.values.Version;
import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.node.KnownPeers;
import io.freshet.node.UnavailableException;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.control.Answer;
import io.freshet.node.control.ChannelListing;
import io.freshet.node.control.ControlFailure;
import io.freshet.node.control.Timing;
import io.freshet.node.control.TrackerClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the manifest of a release that a person named, wherever it is: for commands that look at a
/// release without fetching it.
final class ManifestSearch {
  static final Option<Address> PEER =
      new Option<>("peer", Reading.ADDRESS, "a node that has it, where there is no tracker")
          .repeated();

  /// A manifest that may be at hand already.
  interface AtHand {
    Optional<Manifest> find(InfoHash infoHash) throws IOException;
  }

  private final ReleaseReference release;
  private final List<Address> peers;

  ManifestSearch(Arguments arguments, ReleaseReference release) throws UsageException {
    this.release = release;
    peers = peers(arguments, release);
  }

  /// Whom to ask, besides or instead of a tracker.
  static List<Address> peers(Arguments arguments, ReleaseReference release) throws UsageException {
    List<Address> peers = new ArrayList<>(arguments.values(PEER));
    if (release instanceof ReleaseReference.OnTracker && !peers.isEmpty()) {
      throw new UsageException("--peer goes with a .torrent file, a magnet link or an info hash");
    }
    if (release instanceof ReleaseReference.Magnet(var link)) peers.addAll(link.peers());
    return List.copyOf(peers);
  }

  static UsageException nobody() {
    return new UsageException("nobody is named who has it: add --peer ADDRESS");
  }

  Manifest find(AtHand atHand)
      throws IOException, InterruptedException, UnavailableException, UsageException {
    return switch (release) {
      case ReleaseReference.TorrentFile(var file) -> ManifestFile.read(file);
      case ReleaseReference.Named(var infoHash) -> find(infoHash, peers, atHand);
      case ReleaseReference.Magnet(var link) -> find(link.infoHash(), peers, atHand);
      case ReleaseReference.OnTracker(var channel, var version) -> {
        var listing = listing(channel.trackers(), channel.channel());
        var found = choose(listing, version, channel.trackers().getFirst());
        yield find(found.infoHash(), channel.trackers(), atHand);
      }
    };
  }

  /// A tracker has the manifest of each of its releases, and gives it as a node does.
  private static Manifest find(InfoHash infoHash, List<Address> where, AtHand atHand)
      throws IOException, UnavailableException, UsageException {
    var near = atHand.find(infoHash);
    if (near.isPresent()) return near.get();
    if (where.isEmpty()) throw nobody();
    try (var known = new KnownPeers(where)) {
      return known.manifest(infoHash);
    }
  }

  private static ChannelListing listing(List<Address> trackers, ChannelName channel)
      throws UnavailableException, InterruptedException {
    try (var client = given(TrackerClient.connect(trackers, Timing.STANDARD))) {
      return given(client.channel(channel));
    }
  }

  private static Release choose(ChannelListing listing, Version version, Address tracker)
      throws UnavailableException {
    int wanted =
        switch (version) {
          case Version.Newest() -> listing.releases().isEmpty() ? 0 : newest(listing);
          case Version.Numbered(int number) -> number;
        };
    for (var each : listing.releases()) if (each.version() == wanted) return each;
    var existing = listing.releases().stream().map(Release::version).toList();
    throw new UnavailableException(
        existing.isEmpty()
            ? "channel " + listing.name() + " on " + tracker + " has no release: publish one"
            : new ControlFailure.NoRelease(tracker, listing.name(), wanted, existing).line());
  }

  private static int newest(ChannelListing listing) {
    return listing.releases().getFirst().version();
  }

  private static <T> T given(Answer<T> answer) throws UnavailableException, InterruptedException {
    return switch (answer) {
      case Answer.Given<T>(T value) -> value;
      case Answer.Failed<T>(ControlFailure why) -> {
        // A question that Ctrl-C cut short has not failed.
        if (Thread.interrupted()) throw new InterruptedException();
        throw new UnavailableException(why.line());
      }
    };
  }
}
