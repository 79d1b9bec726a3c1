package io.freshet.node.transfer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The first line and the headers of an HTTP/1.1 message, from bytes that may be anything.
///
/// @param firstLine the request or status line
/// @param headers by name in lower case; of a header that comes twice, the two values are one,
///   joined by a comma
record HttpHead(String firstLine, Map<String, String> headers) {
  /// The longest head accepted: a request for 250 runs of pieces fits with room for a proxy's
  /// headers.
  static final int BYTES_MAX = 8 << 10;

  static final int HEADERS_MAX = 64;

  /// These bytes are not an HTTP head.
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  /// Where a head ends, or -1: behind the empty line.
  static int end(byte[] bytes, int from, int to) {
    for (int i = from; i + 1 < to; i++) {
      if (bytes[i] != '\n') continue;
      if (bytes[i + 1] == '\n') return i + 2;
      if (bytes[i + 1] == '\r' && i + 2 < to && bytes[i + 2] == '\n') return i + 3;
    }
    return -1;
  }

  static HttpHead parse(byte[] bytes, int from, int to) throws MalformedException {
    for (int i = from; i < to; i++) {
      int b = bytes[i];
      if (b < ' ' && b != '\r' && b != '\n' && b != '\t') {
        throw new MalformedException("a byte that no header has: " + (b & 0xff));
      }
    }
    String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\r?\n", -1);
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].isEmpty()) continue;
      int colon = lines[i].indexOf(':');
      if (colon < 1 || !isToken(lines[i], colon)) {
        throw new MalformedException("line " + (i + 1) + " is no header");
      }
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, lines[i].substring(colon + 1).strip(), (one, two) -> one + "," + two);
      if (headers.size() > HEADERS_MAX) throw new MalformedException("too many headers");
    }
    return new HttpHead(lines[0], headers);
  }

  private static boolean isToken(String line, int end) {
    for (int i = 0; i < end; i++) {
      char c = line.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) return false;
    }
    return true;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// A header that is a number, as the length of a body is.
  Optional<Long> number(String name) throws MalformedException {
    String text = headers.get(name);
    if (text == null) return Optional.empty();
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new MalformedException(name + " is no number: " + text);
    }
    return Optional.of(Long.parseLong(text));
  }

  /// Does a comma-separated header have this word?
  boolean has(String name, String word) {
    for (String value : headers.getOrDefault(name, "").split(",", -1)) {
      if (value.strip().equalsIgnoreCase(word)) return true;
    }
    return false;
  }
}
