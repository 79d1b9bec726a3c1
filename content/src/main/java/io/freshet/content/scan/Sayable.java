package io.freshet.content.scan;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Whether a path can be called by its text: names are bytes, and those that are not UTF-8 have
/// none that leads back to them.
public final class Sayable {
  /// What a decoder puts where bytes are not UTF-8.
  private static final char UNDECODED = '\ufffd';

  private Sayable() {}

  public static boolean is(Path path) {
    String text = path.toString();
    // A name may have this character of its own.
    try {
      return text.indexOf(UNDECODED) < 0 || path.getFileSystem().getPath(text).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /// The text, with a `?` for each byte that makes it unsayable.
  public static String like(Path path) {
    return path.toString().replace(UNDECODED, '?');
  }
}
