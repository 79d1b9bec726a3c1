package io.freshet.node.catalog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Where sqlite-jdbc unpacks its native library: in the data folder, which is ours to tidy.
///
/// Left to itself it unpacks into `/tmp`, which may forbid running what is in it, and a killed
/// process leaves 1.3 MB there for ever.
final class SqliteLibrary {

  /// Read by sqlite-jdbc when it loads the library, once in a process.
  private static final String FOLDER = "org.sqlite.tmpdir";

  /// It would print stack traces where there is no room for the library: its caller says that in a
  /// line. Held, because the JDK forgets a logger's level with the logger.
  private static final Logger SQLITE = Logger.getLogger("org.sqlite");

  private SqliteLibrary() {}

  /// To be called before the first connection. A place that was set already is left alone.
  static void unpackInto(DataFolder folder) throws IOException {
    SQLITE.setLevel(Level.OFF);
    if (System.getProperty(FOLDER) == null) {
      Path unpacked = Files.createDirectories(folder.path().resolve("native"));
      try (DirectoryStream<Path> leftBehind = Files.newDirectoryStream(unpacked, "sqlite-*")) {
        for (Path file : leftBehind) {
          Files.delete(file);
        }
      }
      System.setProperty(FOLDER, unpacked.toString());
    }
  }
}
