package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.JsonObject;
import io.freshet.app.simulating.ZoneFile;
import io.freshet.engine.ZoneLink;
import io.freshet.node.Node;
import io.freshet.node.TrackerHost;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.control.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// `freshet tracker`: only a tracker; releases come from `freshet publish`.
final class TrackerCommand implements Command {
  private static final Option<Path> DATA =
      new Option<>("data", Reading.PATH.as("DIR"), "where it remembers its channels and releases")
          .required();

  private static final Option<Path> LINKS =
      new Option<>(
          "links",
          Reading.PATH.as("FILE"),
          "what links carry between zones, one `link A B 200Mbit/s` a line (docs/planner.md)");

  private static final Syntax SYNTAX =
      new Syntax(
          "tracker",
          "be a tracker: know channels and releases, and plan who fetches what from whom",
          "freshet tracker --data /var/lib/freshet",
          List.of(),
          List.of(
              DATA,
              LINKS,
              NodeOptions.LISTEN,
              NodeOptions.ADVERTISE,
              NodeOptions.LIMIT_UP,
              NodeOptions.LIMIT_DOWN,
              NodeOptions.SLOTS_UP,
              NodeOptions.SLOTS_DOWN,
              NodeOptions.ZONE,
              NodeOptions.JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    var config = NodeOptions.config(arguments, Address.PORT_DEFAULT);
    Optional<Path> file = arguments.value(LINKS);
    List<ZoneLink> links = file.isPresent() ? ZoneFile.links(file.get()) : List.of();
    try (Node node = Node.open(config);
        var _ = NodeOptions.reins(node, arguments, console, arguments.value(DATA).orElseThrow());
        TrackerHost tracker = TrackerHost.open(node, arguments.value(DATA).orElseThrow(), links)) {
      Address address = Reachable.addresses(node).getFirst();
      console.line(
          arguments.has(NodeOptions.JSON)
              ? new JsonObject()
                  .put("state", "tracking")
                  .put("address", address.toString())
                  .toString()
              : "tracking on "
                  + address
                  + "; on this machine: freshet publish PATH localhost:"
                  + node.port()
                  + "/CHANNEL");
      console.flush();
      tracker.ended().get();
      return new Outcome.Failed("the tracker ended by itself: start it again, and report this");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a bug ended the tracker", e);
    } catch (CatalogException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Outcome interrupted() {
    return Outcome.DONE;
  }
}
