package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node says of itself to whoever asks: who it is and what it speaks.
///
/// @param program the program's version, for people
public record NodeCard(NodeId id, int protocol, String program) {
  /// The version of the data plane's protocol: `docs/protocol.md`.
  public static final int PROTOCOL = 1;

  /// As much as a card can need.
  static final int JSON_MAX = 1024;

  private static final int PROGRAM_LENGTH_MAX = 64;
  private static final Pattern JSON =
      Pattern.compile(
          "\\{\"node\":\"([0-9a-f]{16})\",\"protocol\":([0-9]{1,9}),\"program\":\"([ -!#-\\[\\]-~]*)\"\\}\\s*");

  public NodeCard {
    if (program.length() > PROGRAM_LENGTH_MAX) {
      throw new IllegalArgumentException("program version of " + program.length() + " characters");
    }
  }

  String json() {
    return "{\"node\":\"%s\",\"protocol\":%d,\"program\":\"%s\"}\n"
        .formatted(id.hex(), protocol, program.replaceAll("[^ -!#-\\[\\]-~]", "?"));
  }

  /// Reads what [#json()] writes; `IllegalArgumentException` for anything else.
  static NodeCard parse(String json) {
    Matcher matcher = JSON.matcher(json);
    if (!matcher.matches()) throw new IllegalArgumentException("not what a node says of itself");
    return new NodeCard(
        NodeId.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)), matcher.group(3));
  }
}
