package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that nobody may write, as those of a git repository, reach somebody who is not root; more
/// of them than are kept open.
final class ReadOnlyFilesTest {
  private static final int FILES = 300;

  /// Only a test that fails waits so long.
  private static final long MINUTES_MAX = 5;

  @TempDir Path temp;

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static Process start(String... words) throws IOException {
    ProcessBuilder builder = Child.builder(words);
    if (isRoot()) {
      builder
          .command()
          .addAll(0, List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    }
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    // One that never gets there says nothing more.
    CompletableFuture.delayedExecutor(MINUTES_MAX, TimeUnit.MINUTES)
        .execute(process::destroyForcibly);
    return process;
  }

  private void plant(Path source) throws IOException {
    Path folder = Files.createDirectories(source.resolve("objects"));
    for (int i = 0; i < FILES; i++) {
      Path file = Files.writeString(folder.resolve("object" + i), "object " + i);
      allow(file, "r--r--r--");
    }
    // Who is not root can read it nowhere, so it has no source then.
    if (isRoot()) allow(folder.resolve("object7"), "---------");
    allow(folder, "r-xr-xr-x");
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void awaitComplete(BufferedReader out, int release) throws IOException {
    String complete = "\"release\":\"v" + release + "\",\"state\":\"complete\"";
    for (String line = out.readLine(); !line.contains(complete); line = out.readLine()) {
      // It is fetching.
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Path only(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findFirst().orElseThrow();
    }
  }

  @Test
  void theyAreMirroredAndRenamed() throws Exception {
    Path source = temp.resolve("source");
    plant(source);
    Path dest = temp.resolve("dest");
    try (Child origin = Child.origin(temp, source, "--watch")) {
      Process mirror = start("mirror", origin.release(), dest.toString(), "--json");
      try (var out = mirror.inputReader(UTF_8)) {
        for (int release = 1; release <= 2; release++) {
          awaitComplete(out, release);
          assertEquals("", TreePicture.of(source).difference(TreePicture.of(dest)));
          if (release == 1) Files.move(source.resolve("objects"), source.resolve("renamed"));
        }
      } finally {
        mirror.destroyForcibly();
        mirror.waitFor();
        for (Path folder : List.of(source.resolve("renamed"), dest.resolve("renamed"))) {
          if (Files.isDirectory(folder)) allow(folder, "rwxr-xr-x");
        }
      }
    }
  }

  /// Folders of somebody's that their owner may not change, or not even look into, are moved to the
  /// trash as they are, and deleted from there in time.
  @Test
  void foldersOfSomebodysGoToTheTrashAndFromThere() throws Exception {
    Path source = temp.resolve("source");
    plant(source);
    Path dest = temp.resolve("dest");
    Path own = dest.resolve("objects/own");
    Path trash = dest.resolve(".freshet/trash");
    try (Child origin = Child.origin(temp, source, "--watch")) {
      String release = origin.release();
      Process mirror = start("mirror", release, dest.toString(), "--json");
      try (var out = mirror.inputReader(UTF_8)) {
        awaitComplete(out, 1);
        allow(dest.resolve("objects"), "rwxr-xr-x");
        Files.createDirectories(own.resolve("shut/empty"));
        allow(own.resolve("shut"), "---------");
        allow(own, "r-xr-xr-x");
        awaitComplete(out, 1);
        Path there = only(trash).resolve("objects/own");
        assertEquals("r-xr-xr-x", mode(there));
        assertEquals("---------", mode(there.resolve("shut")));
      } finally {
        mirror.destroyForcibly();
        mirror.waitFor();
      }
      Process emptying = start("mirror", release, dest.toString(), "--json", "--trash", "0s");
      try (var out = emptying.inputReader(UTF_8)) {
        awaitComplete(out, 1);
        try (var left = Files.list(trash)) {
          assertEquals(0, left.count());
        }
      } finally {
        emptying.destroyForcibly();
        emptying.waitFor();
        allow(dest.resolve("objects"), "rwxr-xr-x");
        allow(source.resolve("objects"), "rwxr-xr-x");
      }
    }
  }
}
