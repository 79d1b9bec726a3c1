package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The files that an earlier release put into a destination, as it left them: what a mirror may
/// replace. One that somebody changed since is theirs.
public final class PutFiles implements Standing {
  private final Reopening<IOException> left;
  private final Map<String, Integer> files;

  private PutFiles(Reopening<IOException> left, Map<String, Integer> files) {
    this.left = left;
    this.files = files;
  }

  /// Reads the journal that this release left in this destination; without one, nothing may be
  /// replaced.
  public static PutFiles of(Manifest earlier, String destination) throws IOException {
    Layout layout = Layout.of(earlier, destination);
    Map<String, Integer> files = new HashMap<>();
    for (int file = 0; file < earlier.fileCount(); file++) files.put(layout.fileAt(file), file);
    try (Tree tree = new Tree(layout.root());
        FolderDisk disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      return new PutFiles(
          Reopening.read(disk, ReleaseShape.of(earlier), layout, Long.MIN_VALUE), files);
    }
  }

  @Override
  public boolean mayReplace(String path, Fingerprint now) {
    Integer file = files.get(path);
    return file != null && left.hasPut(file, now);
  }
}
