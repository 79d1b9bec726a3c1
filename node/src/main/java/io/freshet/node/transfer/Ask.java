package io.freshet.node.transfer;

import io.freshet.content.InfoHash;

/// What a request asks for, by its target: `docs/protocol.md` lists them.
sealed interface Ask {
  String SWARMS = "/freshet/1/swarms/";
  String MANIFESTS = "/freshet/1/manifests/";
  String NODE = "/freshet/1/node";

  /// @param runs as written: how many pieces there are is known when the swarm is
  record Pieces(InfoHash swarm, String runs) implements Ask {}

  record Leaves(InfoHash swarm, String piece) implements Ask {}

  record HavesOf(InfoHash swarm) implements Ask {}

  record ManifestOf(InfoHash swarm) implements Ask {}

  record Card() implements Ask {}

  /// Nothing that this server has ever had.
  record Unknown() implements Ask {}

  /// Almost something; the reason says what is wrong with it.
  record Malformed(String reason) implements Ask {}

  static Ask of(String target) {
    try {
      if (target.equals(NODE)) return new Card();
      if (target.startsWith(MANIFESTS)) {
        return new ManifestOf(InfoHash.parse(target.substring(MANIFESTS.length())));
      }
      if (target.startsWith(SWARMS)) return ofSwarm(target.substring(SWARMS.length()));
      return new Unknown();
    } catch (IllegalArgumentException e) {
      return new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Ask ofSwarm(String rest) {
    int slash = rest.indexOf('/');
    if (slash < 0) return new Unknown();
    InfoHash swarm = InfoHash.parse(rest.substring(0, slash));
    String what = rest.substring(slash + 1);
    if (what.equals("haves")) return new HavesOf(swarm);
    if (what.startsWith("pieces/")) return new Pieces(swarm, what.substring(7));
    if (what.startsWith("leaves/")) return new Leaves(swarm, what.substring(7));
    return new Unknown();
  }

  static String pieces(InfoHash swarm, PieceRuns runs) {
    return SWARMS + swarm.hex() + "/pieces/" + runs;
  }

  static String leaves(InfoHash swarm, int piece) {
    return SWARMS + swarm.hex() + "/leaves/" + piece;
  }

  static String haves(InfoHash swarm) {
    return SWARMS + swarm.hex() + "/haves";
  }

  static String manifest(InfoHash swarm) {
    return MANIFESTS + swarm.hex();
  }
}
