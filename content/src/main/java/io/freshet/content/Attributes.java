package io.freshet.content;

import java.time.Instant;

/// What a file system says about a file or folder besides its name and bytes, where a manifest
/// keeps it.
public sealed interface Attributes {
  Attributes NONE = new None();

  /// The manifest doesn't say: a plain `pack`, or another program's torrent.
  record None() implements Attributes {}

  /// @param mode the permission bits, `07777` at most
  /// @param mtime when the content last changed, to the nanosecond
  record Kept(int mode, Instant mtime, Owner owner) implements Attributes {
    static final int MODE_MAX = 07777;

    public Kept {
      if (mode < 0 || mode > MODE_MAX) throw new IllegalArgumentException("mode " + mode);
    }
  }

  /// Whose file it is, where owners are kept.
  sealed interface Owner {
    Owner UNKNOWN = new Unknown();

    record Unknown() implements Owner {}

    /// @param user the user's name, empty where the source knew none
    /// @param group the group's name, empty where the source knew none
    record Known(long uid, long gid, String user, String group) implements Owner {
      public Known {
        if (uid < 0 || gid < 0) throw new IllegalArgumentException("uid " + uid + ", gid " + gid);
      }
    }
  }
}
