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
import io.freshet.content.Manifest;
import io.freshet.node.UnavailableException;
import io.freshet.node.disk.KeptSelection;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// `freshet verify`: hashes everything that was fetched, and names every file that differs.
final class VerifyCommand implements Command {
  private static final Operand<Path> DESTINATION =
      new Operand<>(Reading.PATH.as("DEST"), "where freshet get put it");
  private static final Option<ReleaseReference> AGAINST =
      new Option<>(
          "against",
          Reading.RELEASE,
          "the release that DEST shall be: a .torrent file, ADDRESS/CHANNEL[@VERSION], a magnet link, or an info hash that was fetched there or with --peer");
  private static final Option<Boolean> REPAIR =
      Option.flag("repair", "fetch what differs, from --peer or by --against ADDRESS/CHANNEL");
  private static final Option<Boolean> JSON = Option.flag("json", "the result as one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "verify",
          "hash everything that was fetched and name every file that differs",
          "freshet verify llama-70b",
          List.of(DESTINATION),
          List.of(AGAINST, ManifestSearch.PEER, REPAIR, Niceness.NICE, JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    var destination = arguments.value(DESTINATION);
    if (!Files.exists(destination)) throw new NoSuchFileException(destination.toString());
    Optional<Repair> repair =
        arguments.has(REPAIR) ? Optional.of(Repair.from(arguments, AGAINST)) : Optional.empty();
    Manifest manifest;
    try {
      manifest = manifest(arguments, new FetchedReleases(destination));
    } catch (UnavailableException e) {
      return new Outcome.Failed(e.getMessage());
    }
    // What --include left out is not missing.
    var selection = KeptSelection.of(manifest, destination);
    long bytes = selection.bytesOf(manifest);
    var hashed = new AtomicLong();
    var progress = new HashingLine(console);
    var verification =
        Verification.of(
            manifest,
            destination,
            selection,
            more -> progress.hashed(hashed.addAndGet(more), bytes));
    console.endProgress();
    var checked = new Checked(destination, manifest, selection, verification);
    if (arguments.has(JSON)) console.line(checked.json().toString());
    else checked.say(console);
    if (verification.isClean()) return Outcome.DONE;
    if (repair.isEmpty()) return new Outcome.Different();
    try {
      return repair.get().of(manifest, destination, selection, verification, console);
    } catch (UnavailableException e) {
      return new Outcome.Failed(e.getMessage());
    }
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: nothing was found out: verify again");
  }

  private static Manifest manifest(Arguments arguments, FetchedReleases fetched)
      throws IOException, InterruptedException, UsageException, UnavailableException {
    var against = arguments.value(AGAINST);
    if (against.isPresent()) {
      return new ManifestSearch(arguments, against.get()).find(fetched::find);
    }
    if (!arguments.values(ManifestSearch.PEER).isEmpty() && !arguments.has(REPAIR)) {
      throw new UsageException(
          "--peer goes with --repair, or with --against: name the release, too");
    }
    return fetched.only();
  }

  /// What was found, in words.
  private record Checked(
      Path destination, Manifest manifest, Selection selection, Verification verification) {

    void say(Console console) {
      for (var difference : verification.differences())
        console.line(difference.path() + " " + difference.kind().words());
      var where = destination.toString();
      console.line(
          verification.isClean()
              ? "VERIFY OK: " + where + (isPartial() ? " has " : " is ") + release()
              : "VERIFY FAILED: "
                  + Human.count(verification.differences().size(), "difference")
                  + " between "
                  + where
                  + " and "
                  + release());
    }

    private boolean isPartial() {
      return !selection.isAll(manifest);
    }

    /// `tree (3 files, 684 KiB, info hash …)`, or the files of it that were asked for.
    private String release() {
      return (isPartial()
              ? "the "
                  + Human.count(selection.files().cardinality(), "file")
                  + " that were asked for of "
              : "")
          + manifest.name()
          + " ("
          + Human.count(manifest.fileCount(), "file")
          + ", "
          + Human.size(manifest.totalBytes())
          + ", info hash "
          + manifest.infoHash()
          + ")";
    }

    JsonObject json() {
      return new JsonObject()
          .put("clean", verification.isClean())
          .put("name", manifest.name())
          .put("info_hash", manifest.infoHash().hex())
          .put("file_count", manifest.fileCount())
          .put("bytes", manifest.totalBytes())
          .put("selected_count", selection.files().cardinality())
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
}
