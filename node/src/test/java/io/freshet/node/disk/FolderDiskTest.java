package io.freshet.node.disk;

import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.DiskContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The real disk is a disk.
final class FolderDiskTest extends DiskContract<IOException> {
  @TempDir Path temp;
  private Tree tree;
  private FolderDisk disk;

  @BeforeEach
  void open() {
    tree = new Tree(temp);
    disk = new FolderDisk(tree, OwnTouches.none(tree));
  }

  @AfterEach
  void close() throws IOException {
    disk.close();
    tree.close();
  }

  @Override
  protected Disk<IOException> disk() {
    return disk;
  }
}
