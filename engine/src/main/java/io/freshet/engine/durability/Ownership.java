package io.freshet.engine.durability;

import java.util.ArrayList;
import java.util.List;

/// What earlier releases have put into a destination.
public interface Ownership {

  /// Whose is what stands under this name? A folder is theirs, with all that is in it, if no
  /// release had one of this name.
  Whose of(String path, Sighting now);

  /// The names of files and links that were put there.
  List<String> names();

  /// The same of this one name, and of no other.
  default Ownership only(String name) {
    Ownership all = this;
    return new Ownership() {
      @Override
      public Whose of(String path, Sighting now) {
        return path.equals(name) ? all.of(path, now) : Whose.THEIRS;
      }

      @Override
      public List<String> names() {
        return all.names().contains(name) ? List.of(name) : List.of();
      }
    };
  }

  /// What any of these releases has put there.
  static Ownership ofAny(List<? extends Ownership> releases) {
    List<Ownership> all = List.copyOf(releases);
    return new Ownership() {
      @Override
      public Whose of(String path, Sighting now) {
        boolean ours = all.stream().anyMatch(one -> one.of(path, now) == Whose.OURS);
        return ours ? Whose.OURS : Whose.THEIRS;
      }

      @Override
      public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Ownership one : all) names.addAll(one.names());
        return names;
      }
    };
  }
}
