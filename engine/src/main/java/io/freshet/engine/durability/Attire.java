package io.freshet.engine.durability;

import java.util.List;

/// What files and folders have besides names and bytes.
public interface Attire<X extends Exception> {
  /// For a release without anything.
  static <X extends Exception> Attire<X> none() {
    return new Attire<>() {
      @Override
      public void dress(int file, String path) {}

      @Override
      public boolean suits(int link, String path) {
        return true;
      }

      @Override
      public List<DiskEvent.Found> redress() {
        return List.of();
      }

      @Override
      public void dressFolders() {}
    };
  }

  /// Gives a complete file its mode and times, before it is synced; or a link its time, before it
  /// gets its name.
  void dress(int file, String path) throws X;

  /// Has a link of the right text the right time?
  boolean suits(int link, String path) throws X;

  /// Gives files that stand under their final names with the right bytes the attributes that they
  /// lack, durably.
  ///
  /// @return those that look another way now
  List<DiskEvent.Found> redress() throws X;

  /// Gives folders theirs: the last thing that happens to them.
  void dressFolders() throws X;
}
