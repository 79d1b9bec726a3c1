package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file system that is too small, with real processes: a tmpfs of our own in a mount namespace,
/// for which one must be root or be let make user namespaces. Where neither is so, each test says
/// that it proved nothing; `FailingDiskTest` runs everywhere.
class FullDiskTest {
  private static final int FILES = 200;
  private static final int MINUTES_MAX = 10;

  @TempDir Path temp = Path.of("");
  private Path release = temp;
  private Path small = temp;

  @BeforeEach
  void plant() throws IOException {
    release = Files.createDirectory(temp.resolve("release"));
    small = Files.createDirectory(temp.resolve("small"));
    for (int i = 0; i < FILES; i++) Files.writeString(release.resolve("f" + i), "content " + i);
  }

  /// The start of a command line that may mount.
  private List<String> mounting() throws Exception {
    List<List<String>> ways =
        List.of(List.of("unshare", "-m"), List.of("unshare", "--map-root-user", "-m"));
    for (List<String> way : ways) {
      List<String> command = new ArrayList<>(way);
      command.addAll(List.of("mount", "-t", "tmpfs", "none", small.toString()));
      try {
        Process tried = new ProcessBuilder(command).redirectErrorStream(true).start();
        tried.getInputStream().readAllBytes();
        if (tried.waitFor() == 0) return way;
      } catch (IOException e) {
        // No such program here.
      }
    }
    System.out.println("NOT PROVEN here, where nobody may mount: " + getClass().getSimpleName());
    return List.of();
  }

  /// A command in a namespace of its own, where a script runs before and after it.
  private static Process start(List<String> mounting, String before, String after, String... words)
      throws IOException {
    ProcessBuilder builder = Child.builder(words);
    List<String> command = new ArrayList<>(mounting);
    String script = before + " && \"$@\"; rc=$?; " + after + "; exit $rc";
    command.addAll(List.of("sh", "-c", script, "sh"));
    command.addAll(builder.command());
    return builder.command(command).redirectErrorStream(true).start();
  }

  /// A tracker on a file system of its own, of this size.
  private Process tracker(List<String> mounting, String size) throws IOException {
    String mount = "mount -t tmpfs -o size=" + size + " none " + small;
    String data = small.resolve("data").toString();
    return start(mounting, mount, "true", "tracker", "--data", data, "--listen", "127.0.0.1:0");
  }

  private static String said(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES), said);
    return said;
  }

  @Test
  void tooFewBytesAreRefusedBeforeTheFirst() throws Exception {
    List<String> mounting = mounting();
    if (mounting.isEmpty()) return;
    byte[] noise = new byte[9 << 20];
    new Random(1).nextBytes(noise);
    Files.write(release.resolve("large"), noise);
    try (Child origin = Child.origin(temp, release)) {
      String dest = small.resolve("d").toString();
      Process get =
          start(
              mounting,
              "mount -t tmpfs -o size=8m none " + small,
              "true",
              "get",
              origin.release(),
              dest);
      String said = said(get);
      assertEquals(1, get.waitFor(), said);
      assertTrue(said.contains(dest + ": no room for "), said);
      assertTrue(said.contains("are missing; make room or choose another destination"), said);
    }
  }

  /// So few files are not counted before: then there is no room in the middle.
  @Test
  void aFullDiskIsWaitedFor() throws Exception {
    List<String> mounting = mounting();
    if (mounting.isEmpty()) return;
    try (Child origin = Child.origin(temp, release)) {
      Path dest = small.resolve("d");
      String before =
          "mount -t tmpfs -o size=64m,nr_inodes=%d none %s && mkdir %s/o && for i in $(seq %d); do : >%s/o/$i; done"
              .formatted(FILES + 100, small, small, FILES / 2, small);
      String after = "diff -r -x .freshet " + release + " " + dest + " && echo IT IS THE SAME";
      Process get = start(mounting, before, after, "get", origin.release(), dest.toString());
      try {
        var out = get.inputReader(UTF_8);
        StringBuilder said = new StringBuilder();
        boolean asked = false;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          said.append(line).append('\n');
          if (!asked && line.contains("going on as soon as there is room")) {
            asked = true;
            assertTrue(line.contains("more files, of which its file system can hold 0"), line);
            makeRoom(get);
          }
        }
        assertEquals(0, get.waitFor(), said.toString());
        assertTrue(asked, said.toString());
        assertTrue(said.toString().contains("there is room again: going on"), said.toString());
        assertTrue(said.toString().contains("IT IS THE SAME"), said.toString());
      } finally {
        get.descendants().forEach(ProcessHandle::destroyForcibly);
        get.destroyForcibly();
      }
    }
  }

  /// Without room for a release it stays what it is, and takes the release when there is room.
  @Test
  void aTrackerWhoseDiskIsFullSaysSo() throws Exception {
    List<String> mounting = mounting();
    if (mounting.isEmpty()) return;
    Process tracker = tracker(mounting, "4m");
    try {
      String line =
          tracker.inputReader(UTF_8).lines().filter(FullDiskTest::isOurs).findFirst().orElseThrow();
      assertTrue(line.startsWith("tracking on 127.0.0.1:"), line);
      String channel = line.substring("tracking on ".length(), line.indexOf(';')) + "/c";
      Path filler = inside(tracker).resolve("filler");
      fill(filler);
      var full = Child.run("publish", release.toString(), channel, "--until-copies", "0");
      assertEquals(1, full.exitCode(), full.said());
      assertTrue(full.said().contains("make room"), full.said());
      assertEquals(1, full.said().lines().count(), full.said());
      Files.delete(filler);
      var kept = Child.run("publish", release.toString(), channel, "--until-copies", "0");
      assertEquals(0, kept.exitCode(), kept.said());
      assertTrue(kept.said().startsWith("published c@v1 "), kept.said());
    } finally {
      tracker.descendants().forEach(ProcessHandle::destroyForcibly);
      tracker.destroyForcibly();
    }
  }

  private static void fill(Path file) throws IOException {
    byte[] zeros = new byte[4 << 10];
    try (var out = Files.newOutputStream(file)) {
      while (true) out.write(zeros);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException full) {
      // As it should be.
    }
  }

  /// SQLite's library does not fit: that is a line, not a stack trace of somebody else's.
  @Test
  void aTrackerThatHasNoRoomToBeginSaysSo() throws Exception {
    List<String> mounting = mounting();
    if (mounting.isEmpty()) return;
    Process tracker = tracker(mounting, "200k");
    String catalog = small.resolve("data/catalog.db").toString();
    List<String> said = said(tracker).lines().filter(FullDiskTest::isOurs).toList();
    assertEquals(
        List.of("freshet: " + catalog + " cannot be opened: its disk is full: make room"), said);
    assertEquals(1, tracker.waitFor());
  }

  /// Among the tests' libraries is one that says that it has nothing to log to.
  private static boolean isOurs(String line) {
    return !line.startsWith("SLF4J");
  }

  /// The namespace is reached through a process in it.
  private Path inside(Process process) {
    return Path.of("/proc", Long.toString(process.pid()), "root" + small);
  }

  private void makeRoom(Process get) throws IOException {
    Path other = inside(get).resolve("o");
    try (var files = Files.list(other)) {
      for (Path file : files.toList()) Files.delete(file);
    }
  }
}
