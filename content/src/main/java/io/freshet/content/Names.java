package io.freshet.content;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Which names a manifest may have: one component of a path, in UTF-8, that leads nowhere but down.
final class Names {
  /// Linux takes paths of 4,095 bytes; longer ones could be listed and never be opened.
  static final int PATH_BYTES_MAX = 4095;

  /// Components of a path. The file tree stands 3 levels inside the torrent, a file's facts and a
  /// list in them 3 below its folder: 3 + 90 + 3 is under [BencodeReader#DEPTH_MAX].
  static final int COMPONENTS_MAX = 90;

  private Names() {}

  /// The name that these bytes are, or why they cannot be one.
  static String checked(byte[] bytes, int start, int length) throws InvalidManifestException {
    check(bytes, start, length);
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  /// Refuses what cannot be a name. Makes nothing of a name in ASCII, for there may be a million of
  /// them.
  static void check(byte[] bytes, int start, int length) throws InvalidManifestException {
    if (length == 0) throw new InvalidManifestException("a name is empty");
    boolean ascii = true;
    for (int i = start; i < start + length; i++) {
      if (bytes[i] < 0) ascii = false;
      if (bytes[i] == '/') throw refused(bytes, start, length, "has a '/'");
      if (bytes[i] == 0) throw refused(bytes, start, length, "has a NUL");
    }
    if (!ascii) {
      var _ = utf8(bytes, start, length, "a name");
    }
    if (bytes[start] == '.' && (length == 1 || (length == 2 && bytes[start + 1] == '.'))) {
      throw refused(bytes, start, length, "leads out of its folder");
    }
  }

  /// The components of a path: a list of names at the reader's position.
  ///
  /// @param what it is, for the message of a refusal
  static List<String> path(BencodeReader reader, byte[] torrent, String what)
      throws BencodeException, InvalidManifestException {
    var names = new ArrayList<String>();
    int bytes = -1;
    reader.enterList();
    while (reader.hasNext()) {
      reader.string();
      bytes += reader.stringLength() + 1;
      if (bytes > PATH_BYTES_MAX || names.size() == COMPONENTS_MAX) {
        throw new InvalidManifestException(what + " is too long");
      }
      try {
        names.add(checked(torrent, reader.stringStart(), reader.stringLength()));
      } catch (InvalidManifestException e) {
        throw new InvalidManifestException(what + ": " + e.why(), e);
      }
    }
    return List.copyOf(names);
  }

  private static InvalidManifestException refused(byte[] bytes, int start, int length, String why) {
    String name =
        new String(bytes, start, Math.min(length, PATH_BYTES_MAX), StandardCharsets.UTF_8);
    return new InvalidManifestException("the name \"" + Printable.of(name) + "\" " + why);
  }

  static String utf8(byte[] bytes, int start, int length, String what)
      throws InvalidManifestException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidManifestException(what + " is not UTF-8", e);
    }
  }
}
