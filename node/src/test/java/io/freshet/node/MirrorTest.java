package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.content.scan.Scanner;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Address;
import io.freshet.node.control.Follow;
import io.freshet.node.control.Publishing;
import io.freshet.node.disk.MirrorFolder;
import io.freshet.node.swarm.TrackedSwarms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mirror in this process, whose folder somebody changes.
final class MirrorTest {
  @TempDir Path temp;
  private Path source;
  private Path dest;
  private Node origin;
  private TrackerHost tracker;
  private TrackedSwarms swarms;
  private final Deque<Closing> open = new ArrayDeque<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private volatile Edit somebody = () -> {};
  private volatile Edit whenTrashed = () -> {};

  private interface Edit {
    void run() throws IOException;
  }

  private interface Closing {
    void close() throws Exception;
  }

  @BeforeEach
  void publish() throws Exception {
    source = Files.createDirectories(temp.resolve("source"));
    dest = temp.resolve("dest");
    Files.createDirectories(source.resolve("d/e"));
    for (String name : List.of("a", "d/b", "d/e/c")) Files.writeString(source.resolve(name), name);
    origin = node();
    tracker = TrackerHost.open(origin, Files.createDirectory(temp.resolve("tracker")));
    open.push(tracker::close);
    swarms = tracker.attach();
    open.push(swarms::close);
    publishAsItIs();
  }

  private void publishAsItIs() throws Exception {
    ScanResult scanned =
        Scanner.scan(source, ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES));
    Seeding seeding =
        Seeding.start(
            origin,
            scanned,
            source,
            new Seeding.Losses() {
              @Override
              public void changed(Path file) {}

              @Override
              public void rotten(Path file, String what) {}
            });
    open.push(seeding::close);
    CountDownLatch published = new CountDownLatch(1);
    var publication =
        tracker.publish(
            new ChannelName("c"),
            scanned.manifest(),
            "test",
            step -> {
              if (step instanceof Publishing.Announced) published.countDown();
            });
    open.push(publication::close);
    assertTrue(published.await(Patience.SECONDS, TimeUnit.SECONDS), "never published");
    swarms.add(seeding.swarm());
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) open.pop().close();
  }

  private Node node() throws IOException {
    Node node =
        Node.open(
            NodeConfig.standard("test")
                .listeningAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    open.push(node::close);
    return node;
  }

  private final class Hearing implements Mirror.Listener {
    @Override
    public void fetching(Release release) {
      run(somebody);
    }

    private void run(Edit edit) {
      try {
        edit.run();
      } catch (IOException e) {
        heard.add("somebody failed: " + e);
      }
    }

    @Override
    public void moving(Download download) {}

    @Override
    public void complete(Release release) {
      heard.add("complete");
    }

    @Override
    public void note(String line) {
      heard.add(line);
      if (line.startsWith("moved to .freshet/trash")) run(whenTrashed);
    }

    @Override
    public void trouble(String line) {
      heard.add("trouble: " + line);
    }
  }

  private void mirror(Duration lookMin) throws Exception {
    MirrorFolder folder =
        MirrorFolder.open(dest.toString(), MirrorFolder.Adoption.REFUSED, List.of());
    open.push(folder::close);
    Mirror mirror =
        Mirror.open(
            node(),
            List.of(new Address("127.0.0.1", origin.port())),
            new Follow.EachNew(new ChannelName("c")),
            folder,
            new Mirror.Terms(
                Mirror.Change.STAGED, Duration.ofDays(7), 0, lookMin, InstantSource.system()),
            new Hearing());
    open.push(mirror::close);
    Thread running =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    mirror.run();
                  } catch (IOException | InterruptedException e) {
                    heard.add("ended: " + e);
                  }
                });
    open.push(
        () -> {
          running.interrupt();
          running.join();
        });
    assertEquals("complete", next());
  }

  private String next() throws InterruptedException {
    String line = heard.poll(Patience.SECONDS, TimeUnit.SECONDS);
    return line == null ? "nothing more" : line;
  }

  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (var all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        String name = root.relativize(path).toString();
        if (name.startsWith(".freshet")) continue;
        String what = Files.isDirectory(path) ? "a folder" : Files.readString(path);
        tree.put(name, what + " " + Files.getLastModifiedTime(path));
      }
    }
    return tree;
  }

  private void putRight(String named) throws Exception {
    String line = next();
    assertEquals("putting right what was changed: " + named, line);
    line = next();
    if (line.startsWith("moved to .freshet/trash")) line = next();
    assertEquals("complete", line);
    assertEquals(tree(source), tree(dest));
  }

  /// It looks by itself after hours only: what it puts right, the kernel has told it.
  @Test
  void whatSomebodyChangesIsHeardOf() throws Exception {
    mirror(Duration.ofHours(5));
    Files.writeString(dest.resolve("d/e/c"), "mine");
    putRight("d/e/c");
    Files.delete(dest.resolve("a"));
    putRight("a");
    Files.setLastModifiedTime(dest.resolve("d/b"), FileTime.from(Instant.EPOCH));
    putRight("d/b");
    // In a folder that the mirror has just made again.
    Files.delete(dest.resolve("d/e/c"));
    Files.delete(dest.resolve("d/e"));
    putRight("d/e/, d/e/c");
    Files.writeString(dest.resolve("d/e/new"), "mine");
    putRight("d/e/new");
  }

  /// From now on the release that is there cannot be put in place.
  private Path obstruct() throws IOException {
    Path notes;
    try (var all = Files.newDirectoryStream(dest.resolve(".freshet"), "?".repeat(64))) {
      notes = all.iterator().next();
    }
    Path inTheWay = Files.createDirectory(notes.resolve("channel.new"));
    Files.delete(notes.resolve("channel"));
    return inTheWay;
  }

  @Test
  void aMirrorThatCannotWriteItsNotesGoesOnWhenItCan() throws Exception {
    mirror(Duration.ofHours(5));
    Path inTheWay = obstruct();
    Files.writeString(dest.resolve("a"), "mine");
    assertEquals("putting right what was changed: a", next());
    String line = next();
    assertTrue(line.startsWith("trouble: c@v1: " + dest + " cannot be used: Is a directory"), line);
    Files.delete(inTheWay);
    while (!line.equals("complete")) {
      assertTrue(line.startsWith("trouble") || line.startsWith("moved"), line);
      line = next();
    }
    assertEquals(tree(source), tree(dest));
  }

  @Test
  void aFolderThatIsGoneIsMadeAgain() throws Exception {
    mirror(Duration.ofHours(5));
    Path away = Files.move(dest, temp.resolve("away"));
    Files.delete(away.resolve("a"));
    assertEquals(dest + " is gone: making it again", next());
    assertEquals("complete", next());
    assertEquals(tree(source), tree(dest));
  }

  /// What is heard of after the release has come to rest would be looked at in any case: this is
  /// before.
  @Test
  void whatSomebodyChangesWhileAReleaseComesIsPutRightWithIt() throws Exception {
    mirror(Duration.ofHours(5));
    FileTime then = Files.getLastModifiedTime(dest.resolve("d/e/c"));
    List<Edit> edits =
        List.of(
            () -> {
              Files.writeString(dest.resolve("d/e/c"), "C");
              Files.setLastModifiedTime(dest.resolve("d/e/c"), then);
            },
            () -> {
              Files.move(dest.resolve("d"), temp.resolve("away"));
              Files.writeString(temp.resolve("away/e/c"), "C");
              Files.move(temp.resolve("away"), dest.resolve("d"));
            },
            () -> {
              Files.delete(dest.resolve("d/e/c"));
              Files.createSymbolicLink(dest.resolve("d/e/c"), Path.of("../b"));
            },
            () -> Files.writeString(dest.resolve("d/new"), "C"),
            () -> Files.writeString(dest.resolve("a"), "C"));
    for (int i = 0; i < edits.size(); i++) {
      somebody = edits.get(i);
      Files.writeString(source.resolve("a"), "a" + i);
      publishAsItIs();
      boolean isKept = false;
      for (String line = next(); !line.equals("complete"); line = next()) {
        assertFalse(line.startsWith("somebody") || line.startsWith("nothing"), line);
        isKept |= line.contains(".freshet/trash");
      }
      assertTrue(isKept, "what somebody made, edit " + i);
      assertEquals(tree(source), tree(dest), "after edit " + i);
    }
  }

  /// The notes of the release before are still there, for something is unsettled.
  @Test
  void whatSomebodyChangesWhenAReleaseHasJustComeIsPutRightWithIt() throws Exception {
    Files.createDirectory(source.resolve("busy"));
    Files.writeString(source.resolve("busy/x"), "x");
    publishAsItIs();
    mirror(Duration.ofHours(5));
    somebody = () -> Files.writeString(dest.resolve("a"), "mine");
    whenTrashed =
        () -> {
          whenTrashed = () -> {};
          Files.writeString(dest.resolve("d/e/c"), "mine");
        };
    Files.write(source.resolve("busy/.freshetignore"), new byte[] {(byte) 0xff});
    Files.writeString(source.resolve("a"), "a3");
    publishAsItIs();
    List<String> lines = new ArrayList<>();
    for (String line = next(); !line.equals("complete"); line = next()) {
      assertFalse(line.startsWith("somebody") || line.startsWith("nothing"), line);
      lines.add(line);
    }
    assertEquals("putting right what was changed meanwhile: d/e/c", lines.get(1), lines.toString());
    assertEquals("d/e/c", Files.readString(dest.resolve("d/e/c")));
  }

  /// The kernel tells of it elsewhere, as below.
  @Test
  void whatALookFoundIsPutRightByTheNextReleaseIfNotBefore() throws Exception {
    mirror(Duration.ofMillis(1));
    obstruct();
    Files.writeString(Files.createLink(temp.resolve("link"), dest.resolve("d/e/c")), "mine");
    assertEquals("putting right what was changed: d/e/c", next());
    String line = next();
    assertTrue(line.startsWith("trouble: c@v1"), line);
    Files.writeString(source.resolve("a"), "a2");
    publishAsItIs();
    while (line.startsWith("trouble: c@v1")) line = next();
    assertTrue(line.startsWith("moved to .freshet/trash"), line);
    assertEquals("complete", next());
    assertEquals(tree(source), tree(dest));
  }

  /// There are paths that are too long to be called, and files that nobody but root may delete.
  @Test
  void whatCannotBeDeletedInTheTrashHoldsNothingUp() throws Exception {
    mirror(Duration.ofHours(5));
    Path trash = dest.resolve(".freshet/trash");
    for (int day = 1; day < 10; day++) {
      Files.createDirectories(trash.resolve("2001-01-0" + day + "T00-00-00Z/folder"));
    }
    Path day5 = trash.resolve("2001-01-05T00-00-00Z");
    shell(day5, "touch a; (while mkdir $0 && cd $0; do :; done) 2>&-; touch z");
    open.push(() -> shell(trash, "rm -r *"));
    Files.writeString(source.resolve("a"), "a2");
    publishAsItIs();
    String line = next();
    assertTrue(line.startsWith("trouble: cannot delete what is old in the trash"), line);
    assertEquals("complete", next());
    try (var left = Files.list(trash);
        var beside = Files.list(day5)) {
      assertEquals(1, left.count());
      assertEquals(List.of("n".repeat(200)), beside.map(one -> "" + one.getFileName()).toList());
    }
    Files.writeString(source.resolve("a"), "a3");
    publishAsItIs();
    assertEquals("complete", next(), "it is said once");
  }

  private static void shell(Path folder, String command) throws Exception {
    var shell = new ProcessBuilder("sh", "-c", command, "n".repeat(200)).directory(folder.toFile());
    shell.inheritIO().start().waitFor();
  }

  /// Its own net: where nothing can be heard it looks all the same.
  @Test
  void itLooksFromTimeToTimeInAnyCase() throws Exception {
    mirror(Duration.ofMillis(1));
    // The kernel tells of this one in the folder through which it was written to.
    Files.writeString(Files.createLink(temp.resolve("link"), dest.resolve("d/e/c")), "mine");
    putRight("d/e/c");
  }
}
