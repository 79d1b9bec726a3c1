package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.running.Errand;
import java.io.IOException;
import java.util.List;

/// `freshet resume`: has a paused node of this machine go on.
final class ResumeCommand implements Command {
  private static final Syntax SYNTAX =
      new Syntax(
          "resume",
          "have a paused node of this machine go on",
          "freshet resume models/llama-70b",
          List.of(RunningNodes.NAME),
          List.of(RunningNodes.JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console) throws IOException, UsageException {
    return RunningNodes.ask(new Errand.Resume(), arguments, console);
  }
}
