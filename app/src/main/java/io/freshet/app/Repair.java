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
import java.util.Optional;
import java.util.stream.Collectors;

/// Fetches what a verification found to be wrong, and nothing else.
///
/// @param tracked where it was named, if a tracker is to be asked for it
record Repair(Optional<ReleaseReference.OnTracker> tracked, List<Address> peers) {

  /// What is here names the release; who has it must be said, by the name of the release or by
  /// peers.
  static Repair from(Arguments arguments, Option<ReleaseReference> against) throws UsageException {
    Optional<ReleaseReference> release = arguments.value(against);
    List<Address> peers =
        release.isPresent()
            ? ManifestSearch.peers(arguments, release.get())
            : arguments.values(ManifestSearch.PEER);
    Optional<ReleaseReference.OnTracker> tracked =
        release
            .filter(ReleaseReference.OnTracker.class::isInstance)
            .map(ReleaseReference.OnTracker.class::cast);
    if (peers.isEmpty() && tracked.isEmpty()) {
      throw new UsageException(
          "--repair needs somebody who has the release: add --peer ADDRESS, or --against ADDRESS/CHANNEL");
    }
    return new Repair(tracked, peers);
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
              tracked.isPresent() ? Mode.TRACKED : Mode.ALONE,
              progress::checked);
      try (Download download = Download.start(node, order)) {
        if (tracked.isPresent()) {
          var channel = tracked.get().channel();
          var follow = NodeOptions.follow(channel.channel(), tracked.get().version());
          try (var followed = TrackedRelease.follow(node, channel.trackers(), follow)) {
            download.join(followed.swarms()::add);
            progress.follow(download);
          }
        } else {
          try (var known = new KnownPeers(peers)) {
            download.join(known::introduceTo);
            progress.follow(download);
          }
        }
      }
    }
    return Outcome.DONE;
  }
}
