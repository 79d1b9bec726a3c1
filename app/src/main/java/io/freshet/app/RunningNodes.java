package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.JsonObject;
import io.freshet.app.console.Table;
import io.freshet.app.console.Table.Column;
import io.freshet.app.running.Errand;
import io.freshet.app.running.RunningNode;
import io.freshet.app.running.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The nodes that this user runs on this machine, by the names that people have for them: what they
/// work on.
final class RunningNodes {
  static final Operand<Path> NAME =
      new Operand<>(
              Reading.PATH.as("DEST"),
              "the DEST or PATH that a running command was given, or its node's id")
          .optional();

  static final Option<Boolean> JSON = Option.flag("json", "one JSON object for each node");

  private RunningNodes() {}

  /// As one is called: a path as it is from the root on, without detours.
  static String name(Path on) {
    return on.toAbsolutePath().normalize().toString();
  }

  /// Asks this of each node that is called so, and says how it stands then.
  static Outcome ask(Errand errand, Arguments arguments, Console console)
      throws IOException, UsageException {
    List<RunningNode> all = RunningNode.all(StateFolder.ofRunningNodes(System.getenv()));
    Optional<Path> name = arguments.optional(NAME);
    if (name.isEmpty()) {
      list(all, console);
      throw new UsageException(
          all.isEmpty()
              ? "no node of yours runs on this machine"
              : "name one of these nodes: freshet "
                  + arguments.command()
                  + " "
                  + all.getFirst().standing().work().on());
    }
    List<RunningNode> meant = all.stream().filter(node -> isMeant(node, name.get())).toList();
    if (meant.isEmpty()) {
      list(all, console);
      return new Outcome.Failed(
          "no node of yours on this machine works on "
              + name(name.get())
              + (all.isEmpty() ? ", and none runs at all" : ": name one of these"));
    }
    for (RunningNode node : meant) {
      switch (node.ask(errand)) {
        case RunningNode.Answer.Done(Standing standing) -> say(standing, arguments, console);
        case RunningNode.Answer.Refused(String why) -> {
          return new Outcome.Failed(node.standing().work() + ": " + why);
        }
        case RunningNode.Answer.Silent() -> {
          return new Outcome.Failed(node.standing().work() + " does not answer: has it ended?");
        }
      }
    }
    return Outcome.DONE;
  }

  private static boolean isMeant(RunningNode node, Path name) {
    return node.standing().isCalled(name(name)) || node.standing().isCalled(name.toString());
  }

  private static void list(List<RunningNode> nodes, Console console) {
    if (nodes.isEmpty()) return;
    var table =
        new Table(
            Column.left("COMMAND"),
            Column.left("WORKS ON"),
            Column.left("UP"),
            Column.left("DOWN"),
            Column.left("NOTES"));
    for (RunningNode node : nodes) {
      Standing standing = node.standing();
      table.row(
          List.of(
              standing.work().command(),
              standing.work().on(),
              standing.up().toString(),
              standing.down().toString(),
              standing.paused() ? "paused" : ""));
    }
    table.lines().forEach(console::note);
  }

  private static void say(Standing standing, Arguments arguments, Console console) {
    console.line(
        arguments.has(JSON)
            ? new JsonObject()
                .put("command", standing.work().command())
                .put("on", standing.work().on())
                .put("node", standing.node())
                .put("pid", standing.pid())
                .put("paused", standing.paused())
                .put("limit_up", standing.up().toString())
                .put("limit_down", standing.down().toString())
                .toString()
            : standing.work()
                + (standing.paused() ? " is paused" : " runs")
                + ": limits up "
                + standing.up()
                + ", down "
                + standing.down());
  }
}
