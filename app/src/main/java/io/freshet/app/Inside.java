package io.freshet.app;

import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps what Freshet writes out of what it reads.
final class Inside {
  private Inside() {}

  /// Does this path, which need not exist, lie in that folder or is it the folder?
  static boolean is(Path path, Path folder) {
    return Files.isDirectory(folder)
        && path.toAbsolutePath().normalize().startsWith(folder.toAbsolutePath().normalize());
  }
}
