package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file system that is too small, with real processes: a tmpfs of our own in a mount namespace,
/// for which one must be root or be let make user namespaces. Where neither is so, each test says
/// that it proved nothing; `FailingDiskTest` runs everywhere.
class FullDiskTest {
  private static final int FILES = 200;

  @TempDir Path temp = Path.of("");
  private Path release = temp;
  private Path small = temp;

  @BeforeEach
  void plant() throws IOException {
    release = Files.createDirectory(temp.resolve("release"));
    small = Files.createDirectory(temp.resolve("small"));
    for (int i = 0; i < FILES; i++) Files.writeString(release.resolve("f" + i), "content " + i);
  }

  private Optional<OwnMounts> mounts() throws Exception {
    return OwnMounts.here(small, getClass());
  }

  /// A tracker on a file system of its own, of this size.
  private Process tracker(OwnMounts mounts, String size) throws IOException {
    String data = small.resolve("data").toString();
    return mounts.start(
        OwnMounts.tmpfs("size=" + size, small),
        "true",
        "tracker",
        "--data",
        data,
        "--listen",
        "127.0.0.1:0");
  }

  @Test
  void tooFewBytesAreRefusedBeforeTheFirst() throws Exception {
    Optional<OwnMounts> mounts = mounts();
    if (mounts.isEmpty()) return;
    byte[] noise = new byte[9 << 20];
    new Random(1).nextBytes(noise);
    Files.write(release.resolve("large"), noise);
    try (Child origin = Child.origin(temp, release)) {
      String dest = small.resolve("d").toString();
      Process get =
          mounts
              .get()
              .start(OwnMounts.tmpfs("size=8m", small), "true", "get", origin.release(), dest);
      String said = OwnMounts.said(get);
      assertEquals(1, get.waitFor(), said);
      assertTrue(said.contains(dest + ": no room for "), said);
      assertTrue(said.contains("are missing; make room or choose another destination"), said);
    }
  }

  /// So few files are not counted before: then there is no room in the middle.
  @Test
  void aFullDiskIsWaitedFor() throws Exception {
    Optional<OwnMounts> mounts = mounts();
    if (mounts.isEmpty()) return;
    try (Child origin = Child.origin(temp, release)) {
      Path dest = small.resolve("d");
      String before =
          OwnMounts.tmpfs("size=64m,nr_inodes=" + (FILES + 100), small)
              + " && mkdir %s/o && for i in $(seq %d); do : >%s/o/$i; done"
                  .formatted(small, FILES / 2, small);
      String after = "diff -r -x .freshet " + release + " " + dest + " && echo IT IS THE SAME";
      Process get = mounts.get().start(before, after, "get", origin.release(), dest.toString());
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

  /// It finds no room even for its notes.
  @Test
  void aMirrorBeginsOnADiskThatIsFull() throws Exception {
    Optional<OwnMounts> mounts = mounts();
    if (mounts.isEmpty()) return;
    try (Child origin = Child.origin(temp, release)) {
      Path dest = small.resolve("d");
      String before =
          OwnMounts.tmpfs("size=8m", small)
              + " && mkdir -p %s/.freshet && : >%s/.freshet/lock && { cat /dev/zero >%s/filler; true; }"
                  .formatted(dest, dest, small);
      Process mirror =
          mounts.get().start(before, "true", "mirror", origin.release(), dest.toString());
      try {
        var out = mirror.inputReader(UTF_8);
        next(out, "c@v1: " + dest + ": its file system is full");
        Files.delete(OwnMounts.inside(mirror, small).resolve("filler"));
        next(out, "c@v1 is in place");
      } finally {
        mirror.descendants().forEach(ProcessHandle::destroyForcibly);
        mirror.destroyForcibly();
      }
    }
  }

  /// Without room for a release it stays what it is, and takes the release when there is room.
  @Test
  void aTrackerWhoseDiskIsFullSaysSo() throws Exception {
    Optional<OwnMounts> mounts = mounts();
    if (mounts.isEmpty()) return;
    Process tracker = tracker(mounts.get(), "4m");
    try {
      String line =
          tracker.inputReader(UTF_8).lines().filter(FullDiskTest::isOurs).findFirst().orElseThrow();
      assertTrue(line.startsWith("tracking on 127.0.0.1:"), line);
      String channel = line.substring("tracking on ".length(), line.indexOf(';')) + "/c";
      Path filler = OwnMounts.inside(tracker, small).resolve("filler");
      OwnMounts.fill(filler);
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

  /// The folder cannot be told of, and what was served before still is.
  @Test
  void aWatchedFolderWhoseDataHasNoRoomIsServedAsItWas() throws Exception {
    Optional<OwnMounts> mounts = mounts();
    if (mounts.isEmpty()) return;
    Process serve =
        mounts
            .get()
            .start(
                OwnMounts.tmpfs("size=4m", small),
                "true",
                "serve",
                release.toString(),
                "--watch",
                "--json",
                "--channel",
                "c",
                "--data",
                small.resolve("data").toString(),
                "--listen",
                "127.0.0.1:0");
    try {
      var out = serve.inputReader(UTF_8);
      String serving = next(out, "\"serving\"");
      String channel = serving.replaceAll(".*:([0-9]+)\".*", "127.0.0.1:$1/c");
      Path filler = OwnMounts.inside(serve, small).resolve("filler");
      OwnMounts.fill(filler);
      Files.writeString(release.resolve("more"), "more");
      next(out, "make room");
      Path dest = temp.resolve("dest");
      var got = Child.run("get", channel, dest.toString());
      assertEquals(0, got.exitCode(), got.said());
      assertTrue(Files.exists(dest.resolve("f0")) && Files.notExists(dest.resolve("more")));
      Files.delete(filler);
      next(out, "\"release\":\"v2\",\"state\":\"published\"");
    } finally {
      serve.descendants().forEach(ProcessHandle::destroyForcibly);
      serve.destroyForcibly();
    }
  }

  private static String next(BufferedReader out, String text) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(text)) return line;
      said.append(line).append('\n');
    }
    throw new IOException("`" + text + "` was never said, but:\n" + said);
  }

  /// SQLite's library does not fit: that is a line, not a stack trace of somebody else's.
  @Test
  void aTrackerThatHasNoRoomToBeginSaysSo() throws Exception {
    Optional<OwnMounts> mounts = mounts();
    if (mounts.isEmpty()) return;
    Process tracker = tracker(mounts.get(), "200k");
    String catalog = small.resolve("data/catalog.db").toString();
    List<String> said = OwnMounts.said(tracker).lines().filter(FullDiskTest::isOurs).toList();
    assertEquals(
        List.of("freshet: " + catalog + " cannot be opened: its disk is full: make room"), said);
    assertEquals(1, tracker.waitFor());
  }

  /// Among the tests' libraries is one that says that it has nothing to log to.
  private static boolean isOurs(String line) {
    return !line.startsWith("SLF4J");
  }

  private void makeRoom(Process get) throws IOException {
    Path other = OwnMounts.inside(get, small).resolve("o");
    try (var files = Files.list(other)) {
      for (Path file : files.toList()) Files.delete(file);
    }
  }
}
