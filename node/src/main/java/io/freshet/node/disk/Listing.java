package io.freshet.node.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;

/// Which names of a tree may be there: asked folder by folder, in their order, it costs a system
/// call for many files instead of three for each.
final class Listing {
  /// Names of one folder that are kept: 2 MB.
  private static final int NAMES_MAX = 20_000;

  private final Tree tree;
  private String folder = "/";
  private Set<String> names = Set.of();
  private boolean known;

  Listing(Tree tree) {
    this.tree = tree;
  }

  /// False only where nothing stands under this name.
  boolean mayHave(String path) throws IOException {
    String parent = Tree.parent(path);
    if (!parent.equals(folder)) read(parent);
    return !known || names.contains(Tree.name(path));
  }

  private void read(String parent) throws IOException {
    folder = parent;
    try {
      names = new HashSet<>(tree.list(parent, NAMES_MAX + 1));
      known = names.size() <= NAMES_MAX;
    } catch (NoSuchFileException e) {
      names = Set.of();
      known = true;
    } catch (FileSystemException e) {
      // Whoever looks at the name itself finds out what is wrong.
      names = Set.of();
      known = false;
    }
  }
}
