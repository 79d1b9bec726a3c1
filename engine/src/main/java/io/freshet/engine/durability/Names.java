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
}
