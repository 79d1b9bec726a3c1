package io.freshet.app;

import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A manifest in a file, read with a line for people when it is none.
final class ManifestFile {
  /// A manifest of 1,000,000 files with times and modes has 114 MB; twice that is no accident.
  private static final long BYTES_MAX = 256L << 20;

  private ManifestFile() {}

  static Manifest read(Path file) throws IOException {
    if (Files.isDirectory(file))
      throw new IOException(
          file + " is a folder: name a .torrent file, or describe the folder by freshet pack");
    long bytes = Files.size(file);
    if (bytes > BYTES_MAX)
      throw new IOException(file + " has " + bytes + " bytes: is it a .torrent file?");
    try {
      return Manifest.parse(Files.readAllBytes(file));
    } catch (InvalidManifestException e) {
      throw new IOException(
          file + ": " + e.getMessage() + ": get the file again, or pack it again", e);
    }
  }
}
