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
import io.freshet.app.values.ChannelAddress;
import io.freshet.app.values.Size;
import io.freshet.node.Download;
import io.freshet.node.Mirror;
import io.freshet.node.Node;
import io.freshet.node.NodeConfig;
import io.freshet.node.TrackedRelease;
import io.freshet.node.UnavailableException;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Follow;
import io.freshet.node.disk.MirrorFolder;
import io.freshet.node.disk.MirrorFolder.Adoption;
import io.freshet.node.disk.MirrorPlace;
import io.freshet.node.disk.Preview;
import io.freshet.node.disk.VersionedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `freshet mirror`: follows a channel: DEST becomes each new release.
final class MirrorCommand implements Command {
  /// As many as a channel keeps.
  private static final int VERSIONS_KEPT = 15;

  private static final Operand<ChannelAddress> CHANNEL =
      new Operand<>(Reading.CHANNEL, "the tracker and the channel");

  private static final Operand<String> DEST =
      new Operand<>(Reading.DEST, "the folder, or for a single file its name");

  private static final Option<Boolean> IN_PLACE =
      Option.flag(
          "in-place",
          "change large files where they stand: needs no room for a second copy, but who reads one meanwhile may see a mixture of old and new");

  private static final Option<Boolean> ADOPT =
      Option.flag("adopt", "take over a folder that has files which no release put there");

  private static final Option<Duration> TRASH =
      new Option<>(
          "trash",
          Reading.DURATION,
          "keep so long in DEST/.freshet/trash what was somebody's; 7d if left out");

  private static final Option<Boolean> DRY_RUN =
      Option.flag("dry-run", "say what would be added, changed and deleted, and change nothing");

  private static final Option<String> ON_RELEASE =
      new Option<>(
          "on-release",
          Reading.TEXT.as("COMMAND"),
          "run this when a release is in place; it finds $FRESHET_RELEASE and $FRESHET_DEST");

  private static final Option<Size> KEEP_FREE =
      new Option<>("keep-free", Reading.SIZE, "leave so much room on the disk");

  private static final Option<Integer> VERSIONS =
      Option.number(
          "versions",
          "K",
          VERSIONS_KEPT,
          "keep the newest K releases (15 if left out) as DEST/v1, DEST/v2, …, sharing what is the same, and DEST/current, a link to the newest");

  private static final Duration TRASH_KEPT = Duration.ofDays(7);

  private static final Syntax SYNTAX =
      new Syntax(
          "mirror",
          "follow a channel: DEST becomes each new release, and stays so",
          "freshet mirror 10.0.0.5/llama-70b models/llama-70b",
          List.of(CHANNEL, DEST),
          NodeOptions.after(DRY_RUN, ADOPT, IN_PLACE, VERSIONS, TRASH, ON_RELEASE, KEEP_FREE));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    ChannelAddress channel = arguments.value(CHANNEL);
    var follow = new Follow.EachNew(channel.channel());
    refuseContradictions(arguments);
    if (arguments.has(DRY_RUN)) return preview(arguments, console);
    Neighbours.checkMirror(Path.of(arguments.value(DEST)));
    boolean inPlace = arguments.has(IN_PLACE);
    if (inPlace) {
      console.note(
          "--in-place: while a release is coming, who reads a large file in "
              + arguments.value(DEST)
              + " may see a mixture of old and new");
    }
    var terms =
        new Mirror.Terms(
            inPlace ? Mirror.Change.IN_PLACE : Mirror.Change.STAGED,
            arguments.value(TRASH).orElse(TRASH_KEPT),
            arguments.value(KEEP_FREE).map(Size::bytes).orElse(0L),
            Mirror.LOOK_MIN,
            EvenClock.started());
    NodeConfig config = NodeOptions.config(arguments, 0);
    try (MirrorPlace folder = place(arguments);
        Node node = NodeOptions.open(config, folder.node(), arguments);
        var _ = NodeOptions.reins(node, arguments, console, Path.of(arguments.value(DEST)));
        Mirror mirror =
            Mirror.open(
                node,
                channel.trackers(),
                follow,
                folder,
                terms,
                new Shown(
                    console,
                    arguments.has(NodeOptions.JSON),
                    arguments.value(ON_RELEASE).map(line -> command(line, arguments, console))))) {
      mirror.run();
      return Outcome.DONE;
    }
  }

  private static void refuseContradictions(Arguments arguments) throws UsageException {
    Optional<Integer> versions = arguments.value(VERSIONS);
    if (versions.isEmpty()) return;
    if (versions.get() == 0) {
      throw new UsageException("--versions: `0` keeps none: write how many, 1 at least");
    }
    if (arguments.has(IN_PLACE)) {
      throw new UsageException(
          "--versions and --in-place exclude each other: a file that several versions share is never changed where it stands; leave one out");
    }
    if (arguments.has(ADOPT)) {
      throw new UsageException(
          "--versions and --adopt exclude each other: with versions nothing that stands in DEST is replaced or deleted; leave one out");
    }
  }

  private static MirrorPlace place(Arguments arguments) throws IOException {
    String destination = arguments.value(DEST);
    List<Path> homes = homes(System.getenv());
    var versions = arguments.value(VERSIONS);
    if (versions.isPresent()) return VersionedFolder.open(destination, versions.get(), homes);
    var adoption = arguments.has(ADOPT) ? Adoption.ALLOWED : Adoption.REFUSED;
    return MirrorFolder.open(destination, adoption, homes);
  }

  private static ReleaseCommand command(String line, Arguments arguments, Console console) {
    return new ReleaseCommand(line, Path.of(arguments.value(DEST)), console::note);
  }

  private static Outcome preview(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    ChannelAddress channel = arguments.value(CHANNEL);
    boolean json = arguments.has(NodeOptions.JSON);
    int[] count = {0};
    try (Node node = NodeOptions.open(NodeOptions.config(arguments, 0), arguments);
        var tracked =
            TrackedRelease.follow(node, channel.trackers(), new Follow.Newest(channel.channel()))) {
      var published = tracked.first();
      String destination = arguments.value(DEST);
      if (arguments.value(VERSIONS).isPresent()) {
        destination = VersionedFolder.before(Path.of(destination));
      }
      Preview.of(
          channel.channel(),
          tracked.manifest(published),
          destination,
          homes(System.getenv()),
          (change, path) -> {
            count[0]++;
            console.line(json ? object(change, path) : word(change) + "  " + path);
          });
      console.note(
          count[0] == 0
              ? destination + " is " + published.release().label() + " already"
              : "nothing was written: this is what "
                  + published.release().label()
                  + " would change");
      return Outcome.DONE;
    } catch (UnavailableException e) {
      return new Outcome.Failed(e.getMessage());
    }
  }

  private static String object(Preview.Change change, String path) {
    return new JsonObject().put("change", word(change).strip()).put("path", path).toString();
  }

  private static String word(Preview.Change change) {
    return switch (change) {
      case ADDED -> "added  ";
      case CHANGED -> "changed";
      case REDRESSED -> "touched";
      case DELETED -> "deleted";
      case TRASHED -> "trashed";
    };
  }

  /// What the user calls home, and what the password file does.
  private static List<Path> homes(Map<String, String> environment) {
    return Stream.of(environment.get("HOME"), System.getProperty("user.home"))
        .filter(home -> home != null && !home.isEmpty())
        .map(Path::of)
        .toList();
  }

  @Override
  public Outcome interrupted() {
    return Outcome.DONE;
  }

  /// A mirror that tries again and again says why once.
  private static final class Shown implements Mirror.Listener {
    private final Console console;
    private final boolean json;
    private final Optional<ReleaseCommand> onRelease;
    private final MirrorProgress progress;
    private String trouble = "";
    private Optional<Release> fetching = Optional.empty();

    Shown(Console console, boolean json, Optional<ReleaseCommand> onRelease) {
      this.console = console;
      this.json = json;
      this.progress = new MirrorProgress(console);
      this.onRelease = onRelease;
    }

    @Override
    public void fetching(Release release) {
      progress.end();
      if (fetching.equals(Optional.of(release))) return;
      fetching = Optional.of(release);
      say(release, "fetching");
    }

    @Override
    public void moving(Download download) {
      if (!json) progress.show(download.progress(), System.nanoTime());
    }

    @Override
    public void complete(Release release) {
      progress.end();
      trouble = "";
      say(release, "complete");
      onRelease.ifPresent(command -> command.complete(release));
    }

    @Override
    public void note(String line) {
      console.note(line);
    }

    @Override
    public void trouble(String line) {
      if (line.equals(trouble)) return;
      trouble = line;
      console.note(line);
    }

    private void say(Release release, String state) {
      console.line(
          json
              ? new JsonObject()
                  .put("release", "v" + release.version())
                  .put("state", state)
                  .put("info_hash", release.infoHash().hex())
                  .put("bytes", release.bytes())
                  .toString()
              : release.label()
                  + " is "
                  + (state.equals("complete") ? "in place" : "being fetched")
                  + ": "
                  + Human.size(release.bytes())
                  + ", "
                  + Human.count(release.files(), "file"));
      console.flush();
    }
  }
}
