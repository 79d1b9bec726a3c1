package io.freshet.app;

import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Help;
import io.freshet.app.arguments.Likeness;
import io.freshet.app.arguments.LogLevel;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.console.ResultStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds the command that was asked for, runs it, and says in one line what went wrong.
final class Program {
  private static final int USAGE = 2;

  private final Console console;
  private final Map<String, String> environment;
  private volatile @Nullable Command running;

  Program(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  /// The exit code. Never throws: what a person gets is a line.
  @SuppressWarnings("CatchAndPrintStackTrace") // see below
  int run(List<String> words) {
    try {
      int exitCode = dispatch(words);
      console.flush();
      return exitCode;
    } catch (UncheckedIOException e) {
      return end(failed(Objects.requireNonNull(e.getCause())));
    } catch (RuntimeException | AssertionError e) {
      // Outside of any command.
      console.trace(e);
      return end(new Outcome.Failed("a bug in freshet: " + e + ": please report it"));
    }
  }

  private int dispatch(List<String> words) {
    String asked = words.isEmpty() ? "" : words.getFirst();
    return switch (asked) {
      case "" -> {
        help(List.of());
        yield USAGE;
      }
      case "--version", "-V", "version" -> {
        console.line("freshet " + version());
        yield 0;
      }
      case "--help", "-h", "help" -> help(words.subList(1, words.size()));
      default -> run(asked, words.subList(1, words.size()));
    };
  }

  int exitCodeWhenInterrupted() {
    var command = running;
    return command == null ? 0 : command.interrupted().exitCode();
  }

  private int help(List<String> words) {
    if (!words.isEmpty()) return run(words.getFirst(), List.of("--help"));
    Help.ofAll(Commands.syntaxes()).forEach(console::line);
    return 0;
  }

  private int run(String name, List<String> words) {
    var found = Commands.find(name);
    if (found.isEmpty()) {
      console.error(
          "there is no command `"
              + name
              + "`: "
              + Likeness.suggest(name, Commands.names(), "freshet --help lists them"));
      return USAGE;
    }
    var command = found.get();
    Arguments arguments;
    try {
      arguments = Arguments.parse(command.syntax(), words, environment, Commands::anyHasOption);
    } catch (UsageException e) {
      return wrongUsage(name, e);
    }
    if (arguments.wantsHelp()) {
      Help.of(command.syntax()).forEach(console::line);
      return 0;
    }
    if (command.syntax().options().contains(Niceness.NICE) && arguments.has(Niceness.NICE)) {
      Niceness.begin().ifPresent(console::note);
    }
    running = command;
    Outcome outcome;
    try {
      outcome = outcome(command, arguments);
    } catch (UsageException e) {
      return wrongUsage(name, e);
    }
    return end(outcome);
  }

  private int end(Outcome outcome) {
    console.endProgress();
    outcome.message().ifPresent(console::error);
    return outcome.exitCode();
  }

  // The last frame before a person: what went past every other one becomes a line here.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private Outcome outcome(Command command, Arguments arguments) throws UsageException {
    try {
      return command.run(arguments, console);
    } catch (InterruptedException e) {
      return command.interrupted();
    } catch (IOException e) {
      trace(arguments, e);
      return Failures.isInterruption(e) ? command.interrupted() : failed(e);
    } catch (UncheckedIOException e) {
      trace(arguments, e);
      return failed(Objects.requireNonNull(e.getCause()));
    } catch (OutOfMemoryError e) {
      trace(arguments, e);
      return new Outcome.Failed(
          "out of memory ("
              + e.getMessage()
              + "): ask for less, or give it more, FRESHET_JAVA_OPTIONS=-Xmx"
              + Math.ceilDiv(2 * Runtime.getRuntime().maxMemory(), 1 << 30)
              + "g freshet …");
    } catch (RuntimeException | AssertionError e) {
      trace(arguments, e);
      return new Outcome.Failed(
          "a bug in freshet: "
              + e
              + ": run it again with --log-level=debug and report what it says");
    }
  }

  private static Outcome failed(IOException failure) {
    return failure instanceof ResultStream.Failure unwritten && unwritten.isEndOfReading()
        ? new Outcome.Unread()
        : new Outcome.Failed(Failures.line(failure));
  }

  private void trace(Arguments arguments, Throwable thrown) {
    if (arguments.value(Syntax.LOG_LEVEL).orElse(LogLevel.WARNING) == LogLevel.DEBUG)
      console.trace(thrown);
  }

  private int wrongUsage(String name, UsageException wrong) {
    console.error(name + ": " + wrong.getMessage());
    return USAGE;
  }

  static String version() {
    var version = Program.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
