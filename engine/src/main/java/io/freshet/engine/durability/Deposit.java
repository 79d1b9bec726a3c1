package io.freshet.engine.durability;

import java.util.ArrayList;
import java.util.List;

/// What one release has put into a destination, as its journal says.
public final class Deposit implements Ownership {
  private final ReleaseShape shape;
  private final Names names;
  private final Outline outline;
  private final Reopening<?> journal;

  public Deposit(ReleaseShape shape, Names names, Outline outline, Reopening<?> journal) {
    this.shape = shape;
    this.names = names;
    this.outline = outline;
    this.journal = journal;
  }

  @Override
  public Whose of(String path, Sighting now) {
    if (now instanceof Sighting.Folder) {
      return outline.at(path) instanceof Outline.Place.Folder ? Whose.OURS : Whose.THEIRS;
    }
    int file = outline.indexOf(path);
    if (file < 0) return Whose.THEIRS;
    boolean ours =
        switch (now) {
          case Sighting.RegularFile(var print) -> journal.hasPut(file, print);
          case Sighting.Link(String target) -> target.equals(outline.linkTarget(file));
          case Sighting.Nothing _, Sighting.Folder _, Sighting.Special _, Sighting.Blocked _ ->
              false;
        };
    return ours ? Whose.OURS : Whose.THEIRS;
  }

  @Override
  public List<String> names() {
    List<String> all = new ArrayList<>(shape.fileCount());
    for (int file = 0; file < shape.fileCount(); file++) all.add(names.fileAt(file));
    return all;
  }
}
