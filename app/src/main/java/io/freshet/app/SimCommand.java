package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.simulating.Question;
import io.freshet.app.simulating.Running;
import io.freshet.app.simulating.UnfinishedException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// `freshet sim`: a distribution in a simulated network, with the real planner.
final class SimCommand implements Command {
  private static final Option<Boolean> JSON = Option.flag("json", "the result as one JSON object");

  private static final Syntax SYNTAX =
      new Syntax(
          "sim",
          "try a distribution in a simulated network, with the real planner: how long, and who waits"
              + " for what",
          "freshet sim --nodes 500 --size 20GB --up 1Gbit/s,100Mbit/s",
          List.of(),
          Stream.concat(Question.options().stream(), Stream.of(JSON)).toList());

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    var question = Question.read(arguments);
    try {
      if (arguments.has(JSON)) {
        console.line(Running.json(question, console).toString());
      } else {
        Running.lines(question, console).forEach(console::line);
      }
    } catch (UnfinishedException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
    return Outcome.DONE;
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: a simulation keeps nothing: run it again");
  }
}
