package io.freshet.content;

import java.time.Instant;
import java.util.List;

/// What one dictionary says of a file, link or folder: read once to check it, and again whenever
/// somebody asks.
///
/// @param pathOfFolder the components of `path`, which only an entry of `folders` has
record FileFacts(
    long length,
    int rootAt,
    boolean executable,
    boolean isLink,
    String linkText,
    List<String> symlinkPath,
    List<String> pathOfFolder,
    Attributes attributes) {
  static final int NO_ROOT = -1;

  private static final long NO_NUMBER = Long.MIN_VALUE;
  private static final long ID_MAX = 0xffff_ffffL;
  private static final int NANOS_MAX = 999_999_999;

  /// User and group names are at most 32 characters on Linux; other systems get room.
  private static final int OWNER_BYTES_MAX = 255;

  /// Reads the dictionary at the reader's position. Keys that it doesn't know it passes over.
  static FileFacts read(BencodeReader reader, byte[] torrent)
      throws BencodeException, InvalidManifestException {
    var facts = new Reading(reader, torrent);
    reader.enterDictionary();
    while (reader.hasNext()) {
      reader.key();
      facts.take();
    }
    return facts.result();
  }

  /// Reads a dictionary of a manifest that has been checked.
  static FileFacts proven(Torrent torrent, int dictionaryAt) {
    return torrent.read(
        dictionaryAt,
        (reader, bytes) -> {
          int start = reader.position();
          return read(reader, bytes).moved(dictionaryAt - start);
        });
  }

  /// The same, where the torrent's bytes stood so much earlier in what they were read from.
  private FileFacts moved(int bytes) {
    if (bytes == 0 || rootAt == NO_ROOT) return this;
    return new FileFacts(
        length,
        rootAt + bytes,
        executable,
        isLink,
        linkText,
        symlinkPath,
        pathOfFolder,
        attributes);
  }

  /// The facts while they are being read.
  private static final class Reading {
    private final BencodeReader reader;
    private final byte[] torrent;
    private long length = NO_NUMBER;
    private long mode = NO_NUMBER;
    private long mtime = NO_NUMBER;
    private long nanos = 0;
    private long uid = NO_NUMBER;
    private long gid = NO_NUMBER;
    private String user = "";
    private String group = "";
    private int rootAt = NO_ROOT;
    private boolean executable;
    private boolean link;
    private String linkText = "";
    private List<String> symlinkPath = List.of();
    private List<String> pathOfFolder = List.of();

    Reading(BencodeReader reader, byte[] torrent) {
      this.reader = reader;
      this.torrent = torrent;
    }

    void take() throws BencodeException, InvalidManifestException {
      if (reader.is("length")) {
        length = number("length", 0, Long.MAX_VALUE);
      } else if (reader.is("pieces root")) {
        reader.string();
        if (reader.stringLength() != Hash.BYTES) {
          throw new InvalidManifestException(
              "its pieces root has " + reader.stringLength() + " bytes, not 32");
        }
        rootAt = reader.stringStart();
      } else if (reader.is("attr")) {
        attr();
      } else if (reader.is("mode")) {
        mode = number("mode", 0, Attributes.Kept.MODE_MAX);
      } else if (reader.is("mtime")) {
        mtime = number("mtime", Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
      } else if (reader.is("nsec")) {
        nanos = number("nsec", 0, NANOS_MAX);
      } else if (reader.is("uid")) {
        uid = number("uid", 0, ID_MAX);
      } else if (reader.is("gid")) {
        gid = number("gid", 0, ID_MAX);
      } else if (reader.is("user")) {
        user = text("user");
      } else if (reader.is("group")) {
        group = text("group");
      } else if (reader.is("link")) {
        linkText = linkText();
      } else if (reader.is("symlink path")) {
        symlinkPath = Names.path(reader, torrent, "its symlink path");
      } else if (reader.is("path")) {
        pathOfFolder = Names.path(reader, torrent, "its path");
      } else {
        reader.skip();
      }
    }

    FileFacts result() throws InvalidManifestException {
      return new FileFacts(
          length == NO_NUMBER ? (link ? 0 : NO_NUMBER) : length,
          rootAt,
          executable,
          link,
          linkText,
          symlinkPath,
          pathOfFolder,
          attributes());
    }

    private Attributes attributes() throws InvalidManifestException {
      if ((uid == NO_NUMBER) != (gid == NO_NUMBER)) {
        throw new InvalidManifestException("it has only one of uid and gid");
      }
      // Another program's torrent may carry an mtime alone: that is not what we call kept
      // attributes.
      if (mode == NO_NUMBER) return Attributes.NONE;
      if (mtime == NO_NUMBER) throw new InvalidManifestException("it has a mode and no mtime");
      Attributes.Owner owner =
          uid == NO_NUMBER
              ? Attributes.Owner.UNKNOWN
              : new Attributes.Owner.Known(uid, gid, user, group);
      return new Attributes.Kept((int) mode, Instant.ofEpochSecond(mtime, nanos), owner);
    }

    private void attr() throws BencodeException, InvalidManifestException {
      reader.string();
      for (int i = 0; i < reader.stringLength(); i++) {
        switch (torrent[reader.stringStart() + i]) {
          case 'x' -> executable = true;
          case 'l' -> link = true;
          case 'p' ->
              throw new InvalidManifestException("it is a pad file, which version 2 has not");
          default -> {
            // BEP 47: letters that one doesn't know are to be ignored.
          }
        }
      }
    }

    private long number(String key, long min, long max)
        throws BencodeException, InvalidManifestException {
      long value = reader.integer();
      if (value < min || value > max) {
        throw new InvalidManifestException("its " + key + " is " + value);
      }
      return value;
    }

    private String text(String key) throws BencodeException, InvalidManifestException {
      reader.string();
      if (reader.stringLength() > OWNER_BYTES_MAX) {
        throw new InvalidManifestException("its " + key + " has more than 255 bytes");
      }
      return Names.utf8(torrent, reader.stringStart(), reader.stringLength(), "its " + key);
    }

    private String linkText() throws BencodeException, InvalidManifestException {
      reader.string();
      if (reader.stringLength() > Names.PATH_BYTES_MAX) {
        throw new InvalidManifestException("its link has more than 4095 bytes");
      }
      String text = Names.utf8(torrent, reader.stringStart(), reader.stringLength(), "its link");
      if (text.isEmpty()) throw new InvalidManifestException("its link is empty");
      if (text.indexOf(0) >= 0) throw new InvalidManifestException("its link has a NUL");
      return text;
    }
  }
}
