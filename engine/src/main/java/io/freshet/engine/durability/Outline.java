package io.freshet.engine.durability;

import java.util.List;

/// What a release wants under which name.
public interface Outline {
  /// A release without anything: all that stands in the folder goes.
  Outline NOTHING =
      new Outline() {
        @Override
        public Place at(String path) {
          return new Place.Nothing();
        }

        @Override
        public int indexOf(String path) {
          return -1;
        }

        @Override
        public boolean ownsFolder() {
          return true;
        }

        @Override
        public int[] links() {
          return new int[0];
        }

        @Override
        public String linkTarget(int file) {
          return "";
        }

        @Override
        public List<String> folders() {
          return List.of();
        }
      };

  /// What shall stand under a name.
  sealed interface Place {
    /// Nothing.
    record Nothing() implements Place {}

    /// A file or link of the release.
    record File(int file) implements Place {}

    /// A folder with something in it, or one that the release lists.
    record Folder() implements Place {}

    /// What stands there stays: the release doesn't know what should.
    record Unsettled() implements Place {}
  }

  Place at(String path);

  /// The file or link of this name; -1 if there is none.
  int indexOf(String path);

  /// Does the destination belong to the release, so that what it lacks goes? A single file has no
  /// claim to the folder that it is in.
  boolean ownsFolder();

  /// The files that are links, ascending.
  int[] links();

  /// A link's text; empty for a file.
  String linkTarget(int file);

  /// Folders that shall be there even if they are empty; outer ones before those in them.
  List<String> folders();
}
