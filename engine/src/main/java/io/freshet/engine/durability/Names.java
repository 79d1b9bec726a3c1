package io.freshet.engine.durability;

/// Under which names a release, and the notes about it, are kept on a [Disk].
public interface Names {

  /// The folder of the journal and of what is staged.
  String notes();

  String journal();

  /// The folder of the files that are on their way.
  String staging();

  /// A file while pieces of it are missing.
  String staged(int file);

  /// A file's final name.
  String fileAt(int file);

  /// What [#nest] says of a file that is staged by itself.
  int ALONE = -1;

  /// Which folder this file is staged with, under its own names, so that the folder can get its
  /// final name as a whole. The files of one nest, and its links, follow each other.
  default int nest(int file) {
    return ALONE;
  }

  /// The folder of this file's nest in staging.
  default String stagedNest(int file) {
    throw new IllegalStateException("file " + file + " is staged alone");
  }

  /// The final name of the folder of this file's nest.
  default String nestAt(int file) {
    throw new IllegalStateException("file " + file + " is staged alone");
  }
}
