package io.freshet.app;

import io.freshet.content.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/// Where a program keeps what it remembers when nobody says: a `serve` its tracker's memory in one
/// folder of the user's state for each served path, and every node its [Reins].
final class StateFolder {
  private static final int DIGITS = 16;

  /// Of the 255 that a file's name may have.
  private static final int NAME_BYTES_MAX = 255 - DIGITS - 1;

  private StateFolder() {}

  /// `$XDG_STATE_HOME/freshet/NAME-0123456789abcdef`, named after the path so that a person finds
  /// it.
  ///
  /// @param environment the process's variables
  static Path of(Path served, Map<String, String> environment) {
    Path absolute = served.toAbsolutePath().normalize();
    Path name = absolute.getFileName();
    String hash = digest(absolute.toString()).substring(0, DIGITS);
    return state(environment)
        .resolve("freshet")
        .resolve((name == null ? "root" : beginning(name.toString())) + "-" + hash);
  }

  private static String beginning(String name) {
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end);
  }

  /// Where nodes listen for this user's other processes.
  static Path ofRunningNodes(Map<String, String> environment) {
    return state(environment).resolve("freshet").resolve("running");
  }

  /// Java's own idea of a home is the password file's, whatever HOME says.
  private static Path state(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (!state.isEmpty()) return Path.of(state);
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home, ".local", "state");
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
