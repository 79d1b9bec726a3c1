package io.freshet.node.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.Repetition;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import io.freshet.node.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Changes in a real tree are heard of, wherever in it they are.
final class FolderWatchTest {
  private final List<String> troubles = new ArrayList<>();
  @TempDir Path folder;
  private Path root;
  private FolderWatch watch;

  @BeforeEach
  void watchATree() throws Exception {
    root = folder.resolve("r");
    Files.createDirectories(root.resolve("d/e"));
    watch = FolderWatch.open(FolderWatch.FOLDERS_MAX, troubles::add);
    scan();
  }

  @AfterEach
  void nothingWasWrong() throws IOException {
    watch.close();
  }

  private void scan() throws IOException, InterruptedException {
    watch.scanBegins(root);
    var _ = Scanner.scan(root, ScanOptions.PLAIN.repeating(Repetition.NONE.visiting(watch)));
    watch.scanIsOver();
  }

  private void heard() throws InterruptedException {
    var _ = await();
  }

  private int await() throws InterruptedException {
    long begin = System.nanoTime();
    int heard = 0;
    while (heard == 0) {
      long left = Patience.DURATION.toNanos() - (System.nanoTime() - begin);
      assertTrue(left > 0, "no change was heard of");
      heard = watch.await(left);
    }
    return heard;
  }

  /// Takes all that happened before: the kernel tells in order, and a folder that is made is
  /// watched when it is heard of. Says how many changes that were, without the making of it.
  private int earlierChanges() throws Exception {
    Path mark = Files.createDirectory(root.toRealPath().resolve("mark-" + marks++));
    int changes = 0;
    while (!watch.watches(mark)) changes += await();
    return changes - 1;
  }

  private int marks;

  private void scanInQuiet() throws Exception {
    scan();
    var _ = earlierChanges();
  }

  @Test
  void everyKindOfChangeIsHeard() throws Exception {
    Path file = Files.writeString(root.resolve("d/e/f"), "1");
    heard();
    scanInQuiet();
    Files.writeString(file, "2");
    heard();
    scanInQuiet();
    Files.setAttribute(file, "unix:mode", 0600);
    heard();
    scanInQuiet();
    Files.move(file, root.resolve("d/g"));
    heard();
    scanInQuiet();
    Files.delete(root.resolve("d/g"));
    heard();
    scanInQuiet();
    Files.createSymbolicLink(root.resolve("l"), Path.of("d"));
    heard();
    assertTrue(watch.isComplete());
    assertEquals(List.of(), troubles);
  }

  @Test
  void aFolderThatIsMadeIsHeardOfBeforeAScanHasSeenIt() throws Exception {
    Files.createDirectories(root.resolve("new/deep/er"));
    heard();
    assertTrue(watch.watches(root.resolve("new/deep/er")));
    Files.writeString(root.resolve("new/deep/er/f"), "1");
    heard();
  }

  @Test
  void aFolderThatWasMovedIsStillHeard() throws Exception {
    Files.move(root.resolve("d"), root.resolve("x"));
    heard();
    scanInQuiet();
    Files.writeString(root.resolve("x/e/f"), "1");
    heard();
    scanInQuiet();
    // And under its old name stands another one.
    Files.createDirectories(root.resolve("d/e"));
    heard();
    scanInQuiet();
    Files.writeString(root.resolve("d/e/f"), "1");
    heard();
    scanInQuiet();
    Files.writeString(root.resolve("x/e/f"), "2");
    heard();
  }

  @Test
  void aRootThatIsReplacedIsHeardOfAndNothingElseBesideIt() throws Exception {
    Path beside = Files.createDirectories(folder.resolve("beside"));
    Files.move(root, folder.resolve("old"));
    heard();
    Files.createDirectories(root);
    heard();
    scanInQuiet();
    Files.writeString(folder.resolve("other"), "1");
    Files.delete(beside);
    assertEquals(0, earlierChanges());
    Files.createSymbolicLink(root.resolve("l"), Path.of("x"));
    assertEquals(1, earlierChanges());
  }

  @Test
  void aLinkAsRootThatLeadsElsewhereIsHeardOf() throws Exception {
    Path real = root;
    root = Files.createSymbolicLink(folder.resolve("current"), real);
    scanInQuiet();
    Files.writeString(real.resolve("f"), "1");
    heard();
    scanInQuiet();
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.createSymbolicLink(folder.resolve("next"), other);
    Files.move(folder.resolve("next"), root, StandardCopyOption.REPLACE_EXISTING);
    heard();
    scanInQuiet();
    Files.writeString(other.resolve("f"), "1");
    heard();
  }

  @Test
  void aFolderThatIsLeftOutIsNotWatched() throws Exception {
    Files.writeString(root.resolve(".freshetignore"), "d/e\n");
    heard();
    scanInQuiet();
    assertFalse(watch.watches(root.resolve("d/e")));
    Files.writeString(root.resolve("d/e/unheard"), "1");
    assertEquals(0, earlierChanges());
    Files.createSymbolicLink(root.resolve("d/heard"), Path.of("x"));
    assertEquals(1, earlierChanges());
  }

  @Test
  void whenTheJdkLosesCountItMayBeAnything() throws Exception {
    watch.close();
    var lost = new AtomicBoolean();
    watch =
        FolderWatch.open(
            FolderWatch.FOLDERS_MAX,
            troubles::add,
            new FolderWatch.Ear() {
              @Override
              public void changed(Path path) {}

              @Override
              public void changedAnything() {
                lost.set(true);
              }
            });
    scan();
    lost.set(false);
    for (int i = 1; !lost.get(); i++) {
      Files.createFile(root.resolve("f" + i));
      if (i % 1000 == 0) watch.await(0);
      assertTrue(i < 100_000, "it never said so");
    }
  }

  @Test
  void atTheLimitItSaysSoOnceAndHearsTheRest() throws Exception {
    watch.close();
    watch = FolderWatch.open(2, troubles::add);
    scan();
    scan();
    assertFalse(watch.isComplete());
    assertEquals(
        List.of(
            "only 2 folders are watched: changes elsewhere are found by looking from time to"
                + " time"),
        troubles);
    Files.writeString(root.resolve("d/f"), "1");
    heard();
  }
}
