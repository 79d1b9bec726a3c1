package io.freshet.node.catalog;

import io.freshet.content.InfoHash;
import io.freshet.engine.Priority;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// One immutable version of a channel's content, as the catalog records it.
///
/// @param version from 1, never given twice in a channel
/// @param name of the file or folder that was packed
/// @param bytes the sum of the files' lengths
/// @param publisher who published it, for people
/// @param priority how urgent it is beside others on the same links
public record Release(
    ChannelName channel,
    int version,
    InfoHash infoHash,
    String name,
    long bytes,
    long files,
    Instant published,
    String publisher,
    Priority priority) {

  /// A file name may have 255 bytes on the file systems that we know.
  public static final int NAME_LENGTH_MAX = 255;

  /// `user@host` fits, with room.
  public static final int PUBLISHER_LENGTH_MAX = 128;

  public Release {
    // What a database keeps of a moment; so that a release read back equals the one that was
    // written.
    published = published.truncatedTo(ChronoUnit.MILLIS);
    if (version < 1) {
      throw new IllegalArgumentException("version " + version);
    }
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " bytes");
    }
    if (files < 0) {
      throw new IllegalArgumentException(files + " files");
    }
    if (name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException("a name of " + name.length() + " characters");
    }
    if (publisher.length() > PUBLISHER_LENGTH_MAX) {
      throw new IllegalArgumentException("a publisher of " + publisher.length() + " characters");
    }
  }

  /// `CHANNEL@v3`: how people and messages write it.
  public String label() {
    return channel + "@v" + version;
  }
}
