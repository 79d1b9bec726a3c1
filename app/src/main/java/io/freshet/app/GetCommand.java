package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.ResultStream;
import io.freshet.app.values.ReleaseReference;
import io.freshet.content.FileEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.node.Download;
import io.freshet.node.KnownPeers;
import io.freshet.node.Node;
import io.freshet.node.StreamDownload;
import io.freshet.node.TrackedRelease;
import io.freshet.node.UnavailableException;
import io.freshet.node.control.Address;
import io.freshet.node.disk.KeptOwners;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Standing;
import io.freshet.node.swarm.Swarm;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.PatternSyntaxException;

/// `freshet get`: fetches one release, verified.
final class GetCommand implements Command {
  private static final Operand<ReleaseReference> RELEASE =
      new Operand<>(
          Reading.RELEASE,
          "ADDRESS/CHANNEL[@VERSION], a .torrent file, a magnet link, or an info hash with --peer");

  private static final Operand<String> DEST =
      new Operand<>(
          Reading.DEST,
          "the folder for its files; for one file also the file's new name; - is standard output");

  private static final Option<String> INCLUDE =
      new Option<>(
              "include",
              Reading.TEXT.as("PATTERN"),
              "only files that match: '*.json', 'weights/**'")
          .repeated();

  private static final Option<Boolean> OVERWRITE =
      Option.flag("overwrite", "replace files of the same name that have other bytes");

  private static final Option<Duration> SERVE_FOR =
      new Option<>(
          "serve-for", Reading.DURATION, "go on serving others so long after it is complete");

  private static final Syntax SYNTAX =
      new Syntax(
          "get",
          "fetch one release, verified",
          "freshet get 10.0.0.5/llama-70b models/llama-70b",
          List.of(RELEASE, DEST),
          NodeOptions.after(ManifestSearch.PEER, INCLUDE, OVERWRITE, SERVE_FOR));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    ReleaseReference release = arguments.value(RELEASE);
    List<Address> peers = ManifestSearch.peers(arguments, release);
    if (peers.isEmpty() && !(release instanceof ReleaseReference.OnTracker)) {
      throw ManifestSearch.nobody();
    }
    try (Node node = NodeOptions.open(NodeOptions.config(arguments, 0), arguments);
        var _ = NodeOptions.reins(node, arguments, console, Path.of(arguments.value(DEST)))) {
      return switch (release) {
        case ReleaseReference.OnTracker tracked -> fromTracker(arguments, console, node, tracked);
        case ReleaseReference.TorrentFile(Path file) -> {
          var known = new KnownPeers(peers);
          Manifest manifest = ManifestFile.read(file);
          known.requireSomebody(manifest.infoHash());
          yield fromPeers(arguments, console, node, manifest, known);
        }
        case ReleaseReference.Magnet(var link) -> {
          var known = new KnownPeers(peers);
          yield fromPeers(arguments, console, node, known.manifest(link.infoHash()), known);
        }
        case ReleaseReference.Named(var infoHash) -> {
          var known = new KnownPeers(peers);
          yield fromPeers(arguments, console, node, known.manifest(infoHash), known);
        }
      };
    } catch (UnavailableException e) {
      return new Outcome.Failed(e.getMessage());
    }
  }

  private static Outcome fromTracker(
      Arguments arguments, Console console, Node node, ReleaseReference.OnTracker release)
      throws IOException, InterruptedException, UnavailableException, UsageException {
    var follow = NodeOptions.follow(release.channel().channel(), release.version());
    try (var tracked = TrackedRelease.follow(node, release.channel().trackers(), follow)) {
      var published = tracked.first();
      Manifest manifest = tracked.manifest(published);
      return fetch(arguments, console, node, manifest, Mode.TRACKED, tracked.swarms()::add);
    }
  }

  private static Outcome fromPeers(
      Arguments arguments, Console console, Node node, Manifest manifest, KnownPeers peers)
      throws IOException, InterruptedException, UnavailableException, UsageException {
    try (peers) {
      return fetch(arguments, console, node, manifest, Mode.ALONE, peers::introduceTo);
    }
  }

  /// How a swarm comes to its sources.
  private interface Joining {
    void join(Swarm swarm);
  }

  private static Outcome fetch(
      Arguments arguments,
      Console console,
      Node node,
      Manifest manifest,
      Mode mode,
      Joining joining)
      throws IOException, InterruptedException, UnavailableException, UsageException {
    Selection selection = selection(arguments, manifest);
    String destination = arguments.value(DEST);
    if (destination.equals("-")) {
      return stream(node, manifest, selection, mode, joining);
    }
    KeptOwners.warning(manifest).ifPresent(console::note);
    var progress = new DownloadProgress(console, node, arguments.has(NodeOptions.JSON));
    var order =
        new Download.Order(
            manifest,
            destination,
            selection,
            arguments.has(OVERWRITE) ? Standing.OVERWRITTEN : Standing.KEPT,
            mode,
            progress::checked);
    try (Download download = Download.start(node, order)) {
      download.join(joining::join);
      progress.follow(download);
      var serveFor = arguments.value(SERVE_FOR);
      if (serveFor.isPresent()) {
        console.note("serving others for " + Human.duration(serveFor.get()));
        serve(serveFor.get());
      }
    }
    return Outcome.DONE;
  }

  /// Whoever ends it earlier has what was asked for all the same.
  private static void serve(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      // A signal: the process ends with the command.
    }
  }

  private static Selection selection(Arguments arguments, Manifest manifest) throws UsageException {
    Selection selection;
    try {
      selection = Selection.matching(manifest, arguments.values(INCLUDE));
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "--include: `"
              + e.getPattern()
              + "` is not a pattern ("
              + e.getDescription()
              + "): write '*.json' or 'weights/**'",
          e);
    }
    if (!selection.unmatched().isEmpty()) {
      throw new UsageException(
          "--include "
              + String.join(", ", selection.unmatched())
              + " matches no file of "
              + manifest.name()
              + ": see freshet show");
    }
    return selection;
  }

  private static Outcome stream(
      Node node, Manifest manifest, Selection selection, Mode mode, Joining joining)
      throws IOException, InterruptedException, UsageException {
    if (selection.files().cardinality() != 1) {
      throw new UsageException(
          "standard output takes one file and "
              + manifest.name()
              + " has "
              + selection.files().cardinality()
              + ": choose one with --include");
    }
    int file = selection.files().nextSetBit(0);
    if (manifest.file(file).kind() != FileEntry.Kind.FILE) {
      throw new UsageException(manifest.file(file).path() + " is a link: choose a file");
    }
    try (var out = new ResultStream(new FileOutputStream(FileDescriptor.out));
        var download = StreamDownload.start(node, manifest, file, mode, out)) {
      joining.join(download.swarm());
      download.drain();
    }
    return Outcome.DONE;
  }
}
