package io.freshet.app.demo;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How this program is started once more: the same java, the same options, so the same AOT cache.
final class ThisProgram {
  private static final String MAIN = "io.freshet.app.Main";

  /// What the launcher says of the terminal: a child's output is read by a program.
  private static final String TERMINAL = "-Dfreshet.";

  private ThisProgram() {}

  static ProcessBuilder with(List<String> words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments())
      if (!option.startsWith(TERMINAL)) command.add(option);
    var classes = System.getProperty("java.class.path");
    // A jar's own manifest counts only with -jar: it grants what SQLite needs.
    if (classes.endsWith(".jar") && !classes.contains(File.pathSeparator))
      command.addAll(List.of("-jar", classes));
    else command.addAll(List.of("-cp", classes, MAIN));
    command.addAll(words);
    var builder = new ProcessBuilder(command);
    // The demo says itself how its nodes run; a person's settings are for a person's nodes.
    builder.environment().keySet().removeIf(name -> name.startsWith("FRESHET_"));
    return builder;
  }
}
