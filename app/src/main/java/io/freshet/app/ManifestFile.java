package io.freshet.app;

import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A manifest in a file, read with a line for people when it is none.
final class ManifestFile {
  /// A manifest of 1,000,000 files with times and modes has 114 MB; twice that is no accident.
  private static final int BYTES_MAX = 256 << 20;

  private ManifestFile() {}

  static Manifest read(Path file) throws IOException {
    return read(file, BYTES_MAX);
  }

  static Manifest read(Path file, int bytesMax) throws IOException {
    if (Files.isDirectory(file))
      throw new IOException(
          file + " is a folder: name a .torrent file, or describe the folder by freshet pack");
    try {
      return Manifest.parse(bytes(file, bytesMax));
    } catch (InvalidManifestException e) {
      throw new IOException(
          file + ": " + e.getMessage() + ": get the file again, or pack it again", e);
    }
  }

  /// All of it, but no more than a manifest can have: what has no size (a pipe, `/dev/zero`) may
  /// have no end.
  private static byte[] bytes(Path file, int bytesMax) throws IOException {
    long size = Files.size(file);
    if (size > bytesMax)
      throw new IOException(file + " has " + size + " bytes: is it a .torrent file?");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax)
        throw new IOException(
            file + " has more than " + bytesMax + " bytes: is it a .torrent file?");
      return bytes;
    }
  }
}
