package io.freshet.app.demo;

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
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MAIN);
    command.addAll(words);
    var builder = new ProcessBuilder(command);
    // The demo says itself how its nodes run; a person's settings are for a person's nodes.
    builder.environment().keySet().removeIf(name -> name.startsWith("FRESHET_"));
    return builder;
  }
}
