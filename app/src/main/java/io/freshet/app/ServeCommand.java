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
import io.freshet.app.values.MagnetLink;
import io.freshet.content.scan.Repetition;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.node.Node;
import io.freshet.node.TrackerHost;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.disk.PlacedRelease;
import io.freshet.node.disk.VersionedFolder;
import io.freshet.node.folder.DeletionGuard;
import io.freshet.node.folder.FolderMemory;
import io.freshet.node.folder.MirroredFolder;
import io.freshet.node.folder.WatchedFolder;
import io.freshet.node.folder.WatchedFolder.Deletions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `freshet serve`: origin and tracker for a file or folder.
final class ServeCommand implements Command {
  private static final int LOOK_SECONDS = 1;

  private static final Operand<Path> SOURCE =
      new Operand<>(Reading.PATH, "the file or folder to serve; it is never written to");

  private static final Option<String> CHANNEL =
      new Option<>(
          "channel", Reading.TEXT.as("NAME"), "under which name; the file's own if left out");

  private static final Option<Path> DATA =
      new Option<>(
          "data",
          Reading.PATH.as("DIR"),
          "where the tracker remembers its releases; by itself a folder of your user's state");

  private static final Option<Boolean> WATCH =
      Option.flag("watch", "publish a new release whenever PATH has changed");

  private static final Option<Boolean> ALLOW_MASS_DELETE =
      Option.flag(
          "allow-mass-delete",
          "publish even if PATH is empty, on another disk, or (--watch) has lost most files");

  private static final Syntax SYNTAX =
      new Syntax(
          "serve",
          "be origin and tracker for a file or folder",
          "freshet serve llama-70b",
          List.of(SOURCE),
          NodeOptions.after(
              WATCH,
              CHANNEL,
              DATA,
              Scanning.EXCLUDE,
              Scanning.OWNER,
              ALLOW_MASS_DELETE,
              Scanning.PIECE_LENGTH));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    Path path = arguments.value(SOURCE);
    var config = NodeOptions.config(arguments, Address.PORT_DEFAULT);
    ChannelName channel = Scanning.channel(arguments.value(CHANNEL), path);
    Path data = arguments.value(DATA).orElseGet(() -> StateFolder.of(path, System.getenv()));
    if (Inside.is(data, path)) {
      throw new UsageException(
          "--data " + data + " lies in " + path + ", which is served: choose a folder outside");
    }
    if (VersionedFolder.isVersioned(path)) {
      throw new UsageException(
          path
              + " has the versions of a mirror: serve the newest, "
              + path.resolve("current")
              + ", or one of them");
    }
    // Who mistypes a path shall not leave a folder for it behind.
    Path _ = path.toRealPath();
    Neighbours.checkSource(path);
    boolean watching = arguments.has(WATCH);
    try (Node node = NodeOptions.open(config, arguments);
        var _ = NodeOptions.reins(node, arguments, console, path);
        TrackerHost tracker = TrackerHost.open(node, data);
        var swarms = tracker.attach();
        Origin origin =
            new Origin(
                node,
                tracker,
                swarms,
                channel,
                path,
                watching
                    ? LossNotes.whileWatching(console)
                    : new LossNotes(console, "serve again"))) {
      FolderMemory memory = FolderMemory.open(tracker.data());
      ScanOptions options = Scanning.options(arguments, new HashingLine(console));
      if (options.pieceLength() == ScanOptions.AUTO) {
        int ofChannel = tracker.channel(channel).map(Channel::pieceLength).orElse(ScanOptions.AUTO);
        options = options.withPieceLength(ofChannel);
      }
      var served = new Served(arguments, console, node, origin);
      if (PlacedRelease.isMirrored(path)) return passOn(path, served);
      return watching ? watch(path, options, memory, served) : once(path, options, memory, served);
    } catch (CatalogException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  /// What a mirror has put there is given under the name that it came by.
  private static Outcome passOn(Path path, Served served) throws IOException, InterruptedException {
    if (served.arguments.has(WATCH)) {
      MirroredFolder.run(path, served);
      return new Outcome.Failed(served.refusal);
    }
    Optional<ScanResult> placed = PlacedRelease.in(path);
    if (placed.isEmpty()) {
      return new Outcome.Failed(
          path + " has no whole release of its mirror yet: wait for it, or use --watch");
    }
    if (!served.publish(placed.get())) return new Outcome.Failed(served.refusal);
    served.announce();
    return served.untilTheEnd();
  }

  private static Outcome watch(Path path, ScanOptions options, FolderMemory memory, Served served)
      throws IOException, InterruptedException {
    Deletions deletions =
        served.arguments.has(ALLOW_MASS_DELETE) ? Deletions.ALLOWED : Deletions.GUARDED;
    WatchedFolder.run(path, options, memory, deletions, served);
    return new Outcome.Failed(served.refusal);
  }

  private static Outcome once(Path path, ScanOptions options, FolderMemory memory, Served served)
      throws IOException, InterruptedException {
    ScanResult scanned =
        Scanning.scan(
            path, options.repeating(Repetition.NONE.after(memory.lastRelease())), served.console);
    if (!served.arguments.has(ALLOW_MASS_DELETE)) {
      var guard = new DeletionGuard(DeletionGuard.Strictness.A_PERSON_ASKED);
      Optional<String> objection =
          memory.lastRelease().flatMap(last -> guard.objection(last, scanned.forTheNext()));
      if (objection.isPresent()) {
        return new Outcome.Failed(
            path + ": " + objection.get() + ": if that is meant, use --allow-mass-delete");
      }
    }
    if (!served.publish(scanned)) return new Outcome.Failed(served.refusal);
    memory.keep(scanned.forTheNext());
    served.announce();
    return served.untilTheEnd();
  }

  /// Where releases go, and what is said of them.
  private static final class Served implements WatchedFolder.Outlet {
    private final Arguments arguments;
    private final Console console;
    private final Node node;
    private final Origin origin;
    private Optional<Origin.Answer.Published> published = Optional.empty();
    private boolean introduced;

    /// Why a release was not taken, or why there will be no more.
    private String refusal = "";

    Served(Arguments arguments, Console console, Node node, Origin origin) {
      this.arguments = arguments;
      this.console = console;
      this.node = node;
      this.origin = origin;
    }

    @Override
    public boolean publish(ScanResult scanned) throws IOException, InterruptedException {
      console.endProgress();
      switch (origin.publish(scanned)) {
        case Origin.Answer.Published answer -> {
          published = Optional.of(answer);
          refusal = "";
          return true;
        }
        case Origin.Answer.Refused(String why) -> {
          if (introduced && !why.equals(refusal)) console.note(why);
          refusal = why;
          return false;
        }
      }
    }

    @Override
    public void announce() throws IOException {
      Origin.Answer.Published answer = published.orElseThrow();
      if (introduced) {
        PublishCommand.tell(
            arguments.has(NodeOptions.JSON), console, answer.release(), answer.told());
      } else {
        say(arguments, console, node, answer.release());
      }
      introduced = true;
    }

    Outcome untilTheEnd() throws InterruptedException {
      Optional<String> end = Optional.empty();
      while (end.isEmpty()) end = origin.ended(LOOK_SECONDS);
      return new Outcome.Failed(end.get());
    }

    @Override
    public void note(String line) {
      console.endProgress();
      console.note(line);
    }

    @Override
    public boolean goesOn() throws InterruptedException {
      if (!introduced && !refusal.isEmpty()) return false;
      Optional<String> end = origin.ended(0);
      end.ifPresent(why -> refusal = why);
      return end.isEmpty();
    }
  }

  private static void say(Arguments arguments, Console console, Node node, Release release)
      throws IOException {
    List<Address> addresses = Reachable.addresses(node);
    var magnet = new MagnetLink(release.infoHash(), release.name(), firstOf(addresses));
    if (arguments.has(NodeOptions.JSON)) {
      console.line(
          new JsonObject()
              .put("state", "serving")
              .put("channel", release.channel().text())
              .put("version", release.version())
              .put("info_hash", release.infoHash().hex())
              .put("address", addresses.getFirst().toString())
              .put("magnet", magnet.toString())
              .toString());
    } else {
      console.line(
          "serving "
              + release.name()
              + " ("
              + Human.size(release.bytes())
              + ", "
              + Human.count(release.files(), "file")
              + ") as "
              + release.label());
      console.line("on the other machines:");
      for (Address address : addresses) {
        console.line("  freshet get " + address + "/" + release.channel() + " DEST");
      }
      console.line("or, without this tracker's plans:");
      console.line("  freshet get '" + magnet + "' DEST");
      console.line("Ctrl-C ends it.");
    }
    console.flush();
  }

  private static List<Address> firstOf(List<Address> addresses) {
    return addresses.subList(0, Math.min(addresses.size(), Address.ALTERNATIVES_MAX));
  }

  @Override
  public Outcome interrupted() {
    return Outcome.DONE;
  }
}
