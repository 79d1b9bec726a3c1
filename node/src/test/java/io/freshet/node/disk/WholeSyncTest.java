package io.freshet.node.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.DiskContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that syncs many files at once is a disk.
final class WholeSyncTest extends DiskContract<IOException> {
  @TempDir Path temp;
  private Tree tree;
  private FolderDisk disk;

  @BeforeEach
  void open() {
    tree = new Tree(temp);
    disk = new FolderDisk(tree, OwnTouches.none(tree));
    disk.expectMany();
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

  @Test
  void manyFilesAreSyncedInOneCall() throws Exception {
    int count = FolderDisk.SYNCED_WHOLE_MIN;
    for (int i = 0; i < count; i++) {
      disk.create("f" + i);
      disk.write("f" + i, ByteBuffer.wrap("content".getBytes(UTF_8)), 0);
    }
    // A file that is not there can't be synced by itself: nobody tries.
    disk.each(count, i -> disk.sync("gone" + i));
    AtomicInteger failed = new AtomicInteger();
    disk.each(
        count - 1,
        i -> {
          try {
            disk.sync("gone" + i);
          } catch (IOException e) {
            failed.incrementAndGet();
          }
        });
    assertEquals(count - 1, failed.get(), "fewer are synced one by one");
  }

  @Test
  void itCanBeDoneHere() throws Exception {
    if (!Files.exists(Path.of("/proc/sys/kernel/random/boot_id"))) return;
    var whole = WholeSync.open(temp);
    assertTrue(whole.isPresent(), System.getProperty("os.version"));
    whole.get().sync();
    whole.get().close();
  }
}
