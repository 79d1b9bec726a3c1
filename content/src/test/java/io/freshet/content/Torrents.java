package io.freshet.content;

import io.freshet.content.merkle.MerkleTree;
import io.freshet.content.merkle.PieceHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Torrents for tests: honest ones through the writer, others as text in which anything can be
/// said.
///
/// Text is one character a byte (ISO 8859-1); [#s] and [#d] take Unicode and make its UTF-8 of it.
final class Torrents {
  static final int PIECE_LENGTH = 64 << 10;

  /// `file tree`, `meta version`, `name` and `piece length` of a release of one empty file.
  static final String[] INFO = {
    "file tree",
    d("a", file(d("length", i(0)))),
    "meta version",
    i(2),
    "name",
    s("a"),
    "piece length",
    i(PIECE_LENGTH)
  };

  private Torrents() {}

  /// A string.
  static String s(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return raw(new String(utf8, StandardCharsets.ISO_8859_1));
  }

  /// A string of bytes.
  static String raw(String latin1) {
    return latin1.length() + ":" + latin1;
  }

  static String raw(Hash hash) {
    return raw(new String(hash.bytes(), StandardCharsets.ISO_8859_1));
  }

  static String i(long number) {
    return "i" + number + "e";
  }

  static String l(String... values) {
    return "l" + String.join("", values) + "e";
  }

  /// A dictionary: key, bencoded value, key, …; in the order given.
  static String d(String... keysAndValues) {
    var text = new StringBuilder("d");
    for (int at = 0; at < keysAndValues.length; at += 2) {
      text.append(s(keysAndValues[at])).append(keysAndValues[at + 1]);
    }
    return text.append('e').toString();
  }

  /// What stands under a file's name.
  static String file(String facts) {
    return d("", facts);
  }

  /// The info dictionary of a release with this file tree.
  static String info(String tree) {
    return infoWith("file tree", tree);
  }

  /// The plain info dictionary with another value for one of its keys; an empty one leaves the key
  /// out.
  static String infoWith(String key, String value) {
    var info = new StringBuilder("d");
    for (int at = 0; at < INFO.length; at += 2) {
      String said = INFO[at].equals(key) ? value : INFO[at + 1];
      if (!said.isEmpty()) info.append(s(INFO[at])).append(said);
    }
    return info.append('e').toString();
  }

  static byte[] torrent(String info) {
    return torrent(info, d());
  }

  static byte[] torrent(String info, String layers) {
    return bytes(d("info", info, "piece layers", layers));
  }

  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The piece hashes of this content, as a scan would find them.
  static byte[] pieceHashes(byte[] content, int pieceLength) {
    int pieces = (content.length + pieceLength - 1) / pieceLength;
    int width = (int) MerkleTree.width(MerkleTree.leafCount(Math.min(content.length, pieceLength)));
    byte[] hashes = new byte[pieces * Hash.BYTES];
    var hasher = new PieceHasher();
    for (int piece = 0; piece < pieces; piece++) {
      int length = Math.min(pieceLength, content.length - piece * pieceLength);
      hasher.start(length, width);
      hasher.update(ByteBuffer.wrap(content, piece * pieceLength, length));
      hasher.finish().copyTo(hashes, piece * Hash.BYTES);
    }
    return hashes;
  }

  /// Hashes that no content is known to have.
  static byte[] inventedHashes(Random random, long length, int pieceLength) {
    byte[] hashes = new byte[(int) ((length + pieceLength - 1) / pieceLength) * Hash.BYTES];
    random.nextBytes(hashes);
    return hashes;
  }
}
