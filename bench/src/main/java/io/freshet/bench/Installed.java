package io.freshet.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/// The programs of this machine.
public final class Installed {
  private Installed() {}

  public static boolean has(String program) {
    for (String place : (System.getenv("PATH") + ":/usr/sbin").split(":", -1)) {
      if (Files.isExecutable(Path.of(place, program))) return true;
    }
    return false;
  }
}
