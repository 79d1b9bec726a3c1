package io.freshet.content.scan;

import io.freshet.content.Attributes;
import io.freshet.content.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What the file system says of one path, of a link itself and not of its target.
///
/// @param bornNanos when it was made; where nobody knows, its mtime
record Stat(
    Fingerprint fingerprint,
    long device,
    long bornNanos,
    int rawMode,
    Instant mtime,
    int uid,
    int gid) {
  private static final String NAMES =
      "unix:mode,dev,ino,size,creationTime,lastModifiedTime,ctime,uid,gid";

  /// The bits of a Unix mode that say what it is (inode(7)).
  private static final int TYPE = 0170000;

  private static final int EXECUTABLE_BY_OWNER = 0100;
  private static final int PERMISSIONS = 07777;

  enum Type {
    FILE,
    FOLDER,
    LINK,
    SOCKET,
    PIPE,
    DEVICE
  }

  static Stat of(Path path) throws IOException {
    Map<String, Object> read = Files.readAttributes(path, NAMES, LinkOption.NOFOLLOW_LINKS);
    FileTime mtime = value(read, "lastModifiedTime", FileTime.class);
    FileTime ctime = value(read, "ctime", FileTime.class);
    var fingerprint =
        new Fingerprint(
            value(read, "size", Long.class),
            mtime.to(TimeUnit.NANOSECONDS),
            ctime.to(TimeUnit.NANOSECONDS),
            value(read, "ino", Long.class));
    return new Stat(
        fingerprint,
        value(read, "dev", Long.class),
        value(read, "creationTime", FileTime.class).to(TimeUnit.NANOSECONDS),
        value(read, "mode", Integer.class),
        mtime.toInstant(),
        value(read, "uid", Integer.class),
        value(read, "gid", Integer.class));
  }

  /// What the kernel says of it; empty where Java has to say what is wrong.
  static Optional<Stat> of(FileStatus seen) {
    if (!seen.isKnown()) return Optional.empty();
    Instant mtime = Instant.ofEpochSecond(0, seen.print().mtimeNanos());
    return Optional.of(
        new Stat(
            seen.print(),
            seen.device(),
            seen.bornNanos(),
            seen.mode(),
            mtime,
            seen.uid(),
            seen.gid()));
  }

  private static <T> T value(Map<String, Object> read, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(read.get(name), name));
  }

  Type type() {
    return switch (rawMode & TYPE) {
      case 0100000 -> Type.FILE;
      case 0040000 -> Type.FOLDER;
      case 0120000 -> Type.LINK;
      case 0140000 -> Type.SOCKET;
      case 0010000 -> Type.PIPE;
      default -> Type.DEVICE;
    };
  }

  /// May its owner execute it? That is what BEP 47's `x` means to libtorrent, too.
  boolean executable() {
    return (rawMode & EXECUTABLE_BY_OWNER) != 0;
  }

  Attributes attributes(Attributes.Owner owner) {
    return new Attributes.Kept(rawMode & PERMISSIONS, mtime, owner);
  }
}
