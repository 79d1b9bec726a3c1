package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.running.Errand;
import java.io.IOException;
import java.util.List;

/// `freshet pause`: has a running node of this machine begin no new transfers.
final class PauseCommand implements Command {
  private static final Syntax SYNTAX =
      new Syntax(
          "pause",
          "have a running node of this machine begin no new transfers",
          "freshet pause models/llama-70b",
          List.of(RunningNodes.NAME),
          List.of(RunningNodes.JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console) throws IOException, UsageException {
    return RunningNodes.ask(new Errand.Pause(), arguments, console);
  }
}
