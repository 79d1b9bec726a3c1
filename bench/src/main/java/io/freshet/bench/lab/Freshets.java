package io.freshet.bench.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/// The program that is measured: `./freshet` of the folder that the lab is run in.
final class Freshets {
  private Freshets() {}

  static Path launcher() {
    Path launcher = Path.of("freshet").toAbsolutePath();
    if (!Files.isExecutable(launcher)) {
      throw new IllegalStateException(launcher + " is not there: run this in Freshet's folder");
    }
    return launcher;
  }
}
