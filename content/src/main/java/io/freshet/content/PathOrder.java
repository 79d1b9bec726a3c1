package io.freshet.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// The order of a manifest's paths: component by component, by the raw bytes of their UTF-8.
///
/// It is the plain order of the paths' bytes after each `/` became a zero, which no name contains:
/// `a/b` comes before `a-b`, for in the bencoded tree `a` is a key and comes before `a-b`.
public final class PathOrder implements Comparator<String> {
  public static final PathOrder INSTANCE = new PathOrder();

  private PathOrder() {}

  @Override
  public int compare(String a, String b) {
    int end = Math.min(a.length(), b.length());
    for (int i = 0; i < end; i++) {
      if (a.charAt(i) != b.charAt(i)) return Integer.compare(rank(a.charAt(i)), rank(b.charAt(i)));
    }
    return Integer.compare(a.length(), b.length());
  }

  // UTF-8 sorts as code points do, and UTF-16 nearly: only the halves of what lies beyond U+FFFF
  // must come last.
  private static int rank(char c) {
    if (c == '/') return -1;
    return Character.isSurrogate(c) ? Character.MAX_VALUE + c : c;
  }

  /// Bytes that are ordered as the path is.
  static byte[] key(String path) {
    byte[] key = path.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < key.length; i++) {
      if (key[i] == '/') key[i] = 0;
    }
    return key;
  }

  /// Is the path of one key that of the other, or below it?
  static boolean isSameOrBelow(byte[] key, byte[] above) {
    return key.length >= above.length
        && Arrays.equals(key, 0, above.length, above, 0, above.length)
        && (key.length == above.length || key[above.length] == 0);
  }
}
