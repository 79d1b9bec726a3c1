package io.freshet.engine.durability;

import java.util.ArrayList;
import java.util.List;

/// What earlier releases have put into a destination.
public interface Ownership {

  /// Whose is what stands under this name? A folder is of no account: only what is in it counts.
  Whose of(String path, Sighting now);

  /// The names of files and links that were put there.
  List<String> names();

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
