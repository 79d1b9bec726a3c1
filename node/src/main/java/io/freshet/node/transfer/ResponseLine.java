package io.freshet.node.transfer;

import java.net.ProtocolException;

/// The first line of an answer.
final class ResponseLine {
  private ResponseLine() {}

  /// Its status; whatever is no HTTP/1.1 answer is an exception.
  static int status(String line) throws ProtocolException {
    boolean sensible =
        line.startsWith("HTTP/1.")
            && line.length() >= 12
            && line.charAt(8) == ' '
            && (line.length() == 12 || line.charAt(12) == ' ')
            && HttpHead.isDigits(line, 9, 12);
    if (!sensible) throw new ProtocolException("no HTTP/1.1 answer");
    return Integer.parseInt(line, 9, 12, 10);
  }
}
