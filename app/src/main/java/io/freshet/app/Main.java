package io.freshet.app;

import io.freshet.app.console.Console;
import java.util.List;

/// Where the process begins and ends.
public final class Main {
  private Main() {}

  public static void main(String[] words) {
    var console = Console.ofProcess();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, bug) ->
            console.error(
                "a bug in freshet, in thread "
                    + thread.getName()
                    + ": "
                    + bug
                    + ": please report it"));
    var program = new Program(console, System.getenv());
    var signals = Signals.watch(program::exitCodeWhenInterrupted);
    int exitCode = program.run(List.of(words));
    signals.exit(exitCode);
  }
}
