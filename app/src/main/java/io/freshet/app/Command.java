package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import java.io.IOException;

/// One thing that `freshet` can be asked to do.
public interface Command {
  Syntax syntax();

  /// Does it. Ctrl-C and SIGTERM interrupt this thread, once: close what is open and return, or let
  /// the `InterruptedException` pass, within [Signals#STOP_MILLIS_MAX].
  ///
  /// @throws UsageException for arguments that are each right and together wrong
  Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException;

  /// What an interruption means: unfinished work, unless the command is one that runs until it is
  /// stopped.
  default Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: the same command goes on from here");
  }
}
