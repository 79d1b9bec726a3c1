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
import io.freshet.content.scan.ScanResult;
import io.freshet.node.Node;
import io.freshet.node.Seeding;
import io.freshet.node.TrackerHost;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.control.Publishing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// `freshet serve`: origin and tracker for a file or folder.
final class ServeCommand implements Command {
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

  private static final Syntax SYNTAX =
      new Syntax(
          "serve",
          "be origin and tracker for a file or folder",
          "freshet serve llama-70b",
          List.of(SOURCE),
          NodeOptions.after(CHANNEL, DATA, Scanning.EXCLUDE, Scanning.PIECE_LENGTH));

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
    try (Node node = NodeOptions.open(config, arguments)) {
      ScanResult scanned = Scanning.scan(path, arguments, console);
      try (TrackerHost tracker = TrackerHost.open(node, data);
          var swarms = tracker.attach();
          Seeding seeding =
              Seeding.start(
                  node,
                  scanned,
                  path,
                  (file, what) -> console.note(file + " " + what + ": serve again"))) {
        BlockingQueue<Publishing> steps = new ArrayBlockingQueue<>(1_000);
        try (var _ =
            tracker.publish(channel, seeding.manifest(), Scanning.publisher(), steps::offer)) {
          while (true) {
            switch (steps.take()) {
              case Publishing.Accepted(Release release) -> {
                swarms.add(seeding.swarm());
                say(arguments, console, node, release);
              }
              case Publishing.Refused(String why) -> {
                return new Outcome.Failed(why);
              }
              case Publishing.Ended(var why) -> {
                return new Outcome.Failed(why.line());
              }
              case Publishing.Announced _, Publishing.Copies _ -> {}
            }
          }
        }
      }
    } catch (CatalogException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
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
