package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.running.Errand;
import io.freshet.app.values.RateSchedule;
import java.io.IOException;
import java.util.List;

/// `freshet limit`: gives a running node of this machine other limits, or says those it has.
final class LimitCommand implements Command {
  private static final Option<RateSchedule> UP =
      new Option<>(
          "up",
          Reading.SCHEDULE,
          "send no more than this: 20MB/s, 08:00-18:00=20MB/s,else=unlimited, or unlimited");

  private static final Option<RateSchedule> DOWN =
      new Option<>("down", Reading.SCHEDULE, "fetch no more than this");

  private static final Syntax SYNTAX =
      new Syntax(
          "limit",
          "change the limits of a running node of this machine, or see them",
          "freshet limit models/llama-70b --up 20MB/s --down unlimited",
          List.of(RunningNodes.NAME),
          List.of(UP, DOWN, RunningNodes.JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console) throws IOException, UsageException {
    return RunningNodes.ask(errand(arguments), arguments, console);
  }

  private static Errand errand(Arguments arguments) {
    return new Errand.Limit(arguments.value(UP), arguments.value(DOWN));
  }
}
