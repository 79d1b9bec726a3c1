package io.freshet.bench;

import java.nio.file.Path;
import java.util.List;

/// Freshet as it was just compiled.
public final class CompiledFreshet {
  private CompiledFreshet() {}

  /// The command that starts it.
  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-Dsun.jnu.encoding=UTF-8",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        "io.freshet.app.Main");
  }
}
