package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.JsonObject;
import io.freshet.app.values.ReleaseReference;
import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// `freshet verify`: hashes everything that was fetched, and names every file that differs.
final class VerifyCommand implements Command {
  private static final Operand<Path> DESTINATION =
      new Operand<>(Reading.PATH.as("DEST"), "where freshet get put it");
  private static final Option<ReleaseReference> AGAINST =
      new Option<>(
          "against",
          Reading.RELEASE,
          "the release that DEST shall be: a .torrent file, or the info hash of one that was fetched there");
  private static final Option<Boolean> JSON = Option.flag("json", "the result as one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "verify",
          "hash everything that was fetched and name every file that differs",
          "freshet verify llama-70b",
          List.of(DESTINATION),
          List.of(AGAINST, JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    var destination = arguments.value(DESTINATION);
    var against = arguments.value(AGAINST);
    var manifest =
        against.isPresent()
            ? manifest(destination, against.get())
            : new FetchedReleases(destination).only();
    var hashed = new AtomicLong();
    var progress = new HashingLine(console);
    var verification =
        Verification.of(
            manifest,
            destination,
            Selection.all(manifest),
            bytes -> progress.hashed(hashed.addAndGet(bytes), manifest.totalBytes()));
    console.endProgress();
    if (arguments.has(JSON)) console.line(json(manifest, verification).toString());
    else say(console, destination, manifest, verification);
    return verification.isClean() ? Outcome.DONE : new Outcome.Different();
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: nothing was found out: verify again");
  }

  private static Manifest manifest(Path destination, ReleaseReference against)
      throws IOException, UsageException {
    return switch (against) {
      case ReleaseReference.TorrentFile(Path file) -> ManifestFile.read(file);
      case ReleaseReference.Named(InfoHash infoHash) ->
          new FetchedReleases(destination).named(infoHash);
      case ReleaseReference.Magnet magnet ->
          new FetchedReleases(destination).named(magnet.link().infoHash());
      case ReleaseReference.OnTracker onTracker ->
          throw new UsageException(
              "--against "
                  + onTracker.channel()
                  + ": a tracker cannot be asked yet: name a .torrent file, or the info hash that freshet ls shows");
    };
  }

  private static void say(
      Console console, Path destination, Manifest manifest, Verification verification) {
    for (var difference : verification.differences())
      console.line(Human.printable(difference.path()) + " " + difference.kind().words());
    var release =
        Human.printable(manifest.name())
            + " ("
            + Human.count(manifest.fileCount(), "file")
            + ", "
            + Human.size(manifest.totalBytes())
            + ", info hash "
            + manifest.infoHash()
            + ")";
    console.line(
        verification.isClean()
            ? "VERIFY OK: " + destination + " is " + release
            : "VERIFY FAILED: "
                + Human.count(verification.differences().size(), "difference")
                + " between "
                + destination
                + " and "
                + release);
  }

  private static JsonObject json(Manifest manifest, Verification verification) {
    return new JsonObject()
        .put("clean", verification.isClean())
        .put("name", manifest.name())
        .put("info_hash", manifest.infoHash().hex())
        .put("file_count", manifest.fileCount())
        .put("bytes", manifest.totalBytes())
        .put(
            "differences",
            verification.differences().stream()
                .map(
                    difference ->
                        new JsonObject()
                            .put("path", difference.path())
                            .put("kind", difference.kind().name().toLowerCase(Locale.ROOT)))
                .toList());
  }
}
