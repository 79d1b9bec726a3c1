package io.freshet.node.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/// A file of its own with the bytes, mode and mtime of another, durable: what there is instead of a
/// hard link where two names may not be one file.
final class FileCopy {
  private FileCopy() {}

  /// The kernel copies: where a file system shares blocks, none is.
  static void make(Tree from, String path, Tree to, String copy) throws IOException {
    try (FileChannel source = from.open(path, StandardOpenOption.READ);
        FileChannel target =
            to.open(copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      long length = source.size();
      for (long done = 0, more; done < length; done += more) {
        more = source.transferTo(done, length - done, target);
        if (more <= 0) throw new EOFException(path + " lost its end while it was copied");
      }
      to.setModified(copy, from.modified(path));
      to.setPermissions(copy, from.permissions(path));
      target.force(true);
    }
  }
}
