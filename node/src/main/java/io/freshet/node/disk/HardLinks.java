package io.freshet.node.disk;

import io.freshet.engine.durability.Sighting;
import java.io.IOException;

/// Asks a file system whether a file can have two names there.
final class HardLinks {
  private HardLinks() {}

  /// Tries it in the notes of a release.
  static boolean canBeMade(Ground ground) throws IOException {
    return canBeMade(
        ground.tree(), ground.layout().manifestFile(), ground.layout().notes() + "/second-name");
  }

  /// @param path a file of ours
  /// @param second a name that nobody else uses
  static boolean canBeMade(Tree tree, String path, String second) throws IOException {
    if (!(tree.look(second) instanceof Sighting.Nothing)) tree.deleteFile(second);
    if (!tree.link(tree.path(path), second)) return false;
    tree.deleteFile(second);
    return true;
  }
}
