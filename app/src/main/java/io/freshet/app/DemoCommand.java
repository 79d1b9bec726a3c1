package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Operand;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.console.Console;
import io.freshet.app.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `freshet demo`: the main job on this machine, with real processes.
final class DemoCommand implements Command {
  private static final Operand<Path> WHAT =
      new Operand<>(Reading.PATH, "a file or folder of yours; without one, 512 MiB are made")
          .optional();

  private static final Option<Boolean> TRACKERLESS =
      Option.flag("trackerless", "nodes pick for themselves, rarest first, without a tracker");

  private static final Syntax SYNTAX =
      new Syntax(
          "demo",
          "see it work on this machine: an origin, 4 nodes, one of them killed and resumed",
          "freshet demo",
          List.of(WHAT),
          List.of(TRACKERLESS));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException {
    var mode = arguments.has(TRACKERLESS) ? Demo.Mode.TRACKERLESS : Demo.Mode.TRACKED;
    var differences = new Demo(console, arguments.optional(WHAT), mode).run();
    if (differences.isEmpty()) return Outcome.DONE;
    differences.forEach(console::line);
    return new Outcome.Failed("VERIFY FAILED: see what differs above, and please report it");
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: the demo's processes and files are gone");
  }
}
