package io.freshet.app;

import io.freshet.content.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Where a `serve` keeps its tracker's memory when nobody says: one folder of the user's state for
/// each served path.
final class StateFolder {
  private static final int DIGITS = 16;

  private StateFolder() {}

  /// `$XDG_STATE_HOME/freshet/NAME-0123456789abcdef`, named after the path so that a person finds
  /// it.
  static Path of(Path served) {
    Path absolute = served.toAbsolutePath().normalize();
    Path name = absolute.getFileName();
    String hash = digest(absolute.toString()).substring(0, DIGITS);
    return home().resolve("freshet").resolve((name == null ? "root" : name) + "-" + hash);
  }

  private static Path home() {
    String state = System.getenv("XDG_STATE_HOME");
    return state == null || state.isEmpty()
        ? Path.of(System.getProperty("user.home", "."), ".local", "state")
        : Path.of(state);
  }

  private static String digest(String text) {
    try {
      return Hash.of(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
          .hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
