package io.freshet.node.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What this process has open, as Linux tells it.
final class OpenFiles {
  private OpenFiles() {}

  /// How often it has a file of this name open; one without a name is called `FILE (deleted)`.
  static int times(String name) throws IOException {
    int times = 0;
    try (var handles = Files.list(Path.of("/proc/self/fd"))) {
      for (Path handle : handles.toList()) {
        try {
          if (Files.readSymbolicLink(handle).toString().equals(name)) times++;
        } catch (NoSuchFileException e) {
          // That of the listing.
        }
      }
    }
    return times;
  }
}
