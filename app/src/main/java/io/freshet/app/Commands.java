package io.freshet.app;

import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Syntax;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// Which commands there are. A command's class is loaded when it is asked for, and not before.
final class Commands {
  private static final List<String> NAMES =
      List.of(
          "demo", "serve", "get", "mirror", "publish", "tracker", "ls", "status", "rm", "pause",
          "resume", "limit", "verify", "pack", "show", "sim");

  private Commands() {}

  static List<String> names() {
    return syntaxes().stream().map(Syntax::command).toList();
  }

  static Optional<Command> find(String name) {
    return switch (name) {
      case "demo" -> Optional.of(new DemoCommand());
      case "serve" -> Optional.of(new ServeCommand());
      case "get" -> Optional.of(new GetCommand());
      case "mirror" -> Optional.of(new MirrorCommand());
      case "publish" -> Optional.of(new PublishCommand());
      case "tracker" -> Optional.of(new TrackerCommand());
      case "ls" -> Optional.of(new LsCommand());
      case "status" -> Optional.of(new StatusCommand());
      case "rm" -> Optional.of(new RmCommand());
      case "pause" -> Optional.of(new PauseCommand());
      case "resume" -> Optional.of(new ResumeCommand());
      case "limit" -> Optional.of(new LimitCommand());
      case "verify" -> Optional.of(new VerifyCommand());
      case "pack" -> Optional.of(new PackCommand());
      case "show" -> Optional.of(new ShowCommand());
      case "sim" -> Optional.of(new SimCommand());
      default -> others().stream().filter(one -> one.syntax().command().equals(name)).findFirst();
    };
  }

  /// What comes from beside this module: `bench`, where its jar is on the class path.
  private static List<Command> others() {
    return ServiceLoader.load(Command.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /// Every command's syntax: for help, and for what a config file may hold. Loads them all.
  static List<Syntax> syntaxes() {
    Stream<Command> own = NAMES.stream().map(name -> find(name).orElseThrow());
    return Stream.concat(own, others().stream()).map(Command::syntax).toList();
  }

  static boolean anyHasOption(String name) {
    return syntaxes().stream()
        .flatMap(syntax -> syntax.options().stream())
        .map(Option::name)
        .anyMatch(name::equals);
  }
}
