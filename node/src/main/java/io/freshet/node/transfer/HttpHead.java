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

  /// Lines are found by the JDK's own search, not by a loop of ours over each byte: that would be
  /// hot enough for the JIT to spend 0.1 s of CPU on it in the first second.
  static HttpHead parse(byte[] bytes, int from, int to) throws MalformedException {
    String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    if (text.indexOf('\0') >= 0) throw new MalformedException("a NUL");
    int end = text.indexOf('\n');
    String firstLine = line(text, 0, end);
    Map<String, String> headers = new HashMap<>();
    for (int start = end + 1; start < text.length(); start = end + 1) {
      end = text.indexOf('\n', start);
      String line = line(text, start, end);
      if (line.isEmpty()) break;
      int colon = line.indexOf(':');
      if (colon < 1 || line.lastIndexOf(' ', colon) >= 0 || line.lastIndexOf('\t', colon) >= 0) {
        throw new MalformedException("a line that is no header");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (one, two) -> one + "," + two);
      if (headers.size() > HEADERS_MAX) throw new MalformedException("too many headers");
    }
    return new HttpHead(firstLine, headers);
  }

  private static String line(String text, int start, int end) throws MalformedException {
    boolean carriage = end > start && text.charAt(end - 1) == '\r';
    String line = text.substring(start, carriage ? end - 1 : end);
    if (line.indexOf('\r') >= 0) throw new MalformedException("a carriage return within a line");
    return line;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// A header that is a number, as the length of a body is.
  Optional<Long> number(String name) throws MalformedException {
    String text = headers.get(name);
    if (text == null) return Optional.empty();
    if (text.isEmpty() || text.length() > 18 || !isDigits(text, 0, text.length())) {
      throw new MalformedException(name + " is no number: " + text);
    }
    return Optional.of(Long.parseLong(text));
  }

  /// A loop, not a stream: each answer comes through here, mostly before the JIT has.
  static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
    }
    return true;
  }

  /// Does a comma-separated header have this word?
  boolean has(String name, String word) {
    for (String value : headers.getOrDefault(name, "").split(",", -1)) {
      if (value.strip().equalsIgnoreCase(word)) return true;
    }
    return false;
  }
}
