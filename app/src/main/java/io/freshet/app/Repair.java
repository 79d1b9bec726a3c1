package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.values.ReleaseReference;
import io.freshet.content.Manifest;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.node.Download;
import io.freshet.node.KnownPeers;
import io.freshet.node.Node;
import io.freshet.node.TrackedRelease;
import io.freshet.node.UnavailableException;
import io.freshet.node.control.Address;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Standing;
import io.freshet.node.disk.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Fetches what a verification found to be wrong, and nothing else.
///
/// @param release where it was named: a tracker is asked for it, other names need peers
record Repair(ReleaseReference release, List<Address> peers) {

  static Repair from(Arguments arguments, Option<ReleaseReference> against) throws UsageException {
    var release = arguments.value(against);
    if (release.isEmpty()) {
      throw new UsageException(
          "--repair needs somebody who has the release: add --against ADDRESS/CHANNEL, or --against INFOHASH --peer ADDRESS");
    }
    List<Address> peers = ManifestSearch.peers(arguments, release.get());
    if (peers.isEmpty() && !(release.get() instanceof ReleaseReference.OnTracker)) {
      throw ManifestSearch.nobody();
    }
    return new Repair(release.get(), peers);
  }

  Outcome of(
      Manifest manifest,
      Path destination,
      Selection selection,
      Verification verification,
      Console console)
      throws IOException, InterruptedException, UnavailableException {
    var wrong =
        verification.differences().stream()
            .map(Verification.Difference::path)
            .collect(Collectors.toSet());
    try (Node node = Node.open(NodeOptions.plain())) {
      var progress = new DownloadProgress(console, node, false);
      var order =
          new Download.Order(
              manifest,
              destination.toString(),
              selection,
              Standing.mending(wrong),
              release instanceof ReleaseReference.OnTracker ? Mode.TRACKED : Mode.ALONE,
              progress::checked);
      try (Download download = Download.start(node, order)) {
        if (release instanceof ReleaseReference.OnTracker(var channel, var version)) {
          var follow = NodeOptions.follow(channel.channel(), version);
          try (var tracked = TrackedRelease.follow(node, channel.trackers(), follow)) {
            tracked.swarms().add(download.swarm());
            progress.follow(download);
          }
        } else {
          try (var known = new KnownPeers(peers)) {
            known.introduceTo(download.swarm());
            progress.follow(download);
          }
        }
      }
    }
    return Outcome.DONE;
  }
}
