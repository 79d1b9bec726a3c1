package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

  @Test
  void theyAreMirroredAndRenamed() throws Exception {
    Path source = temp.resolve("source");
    plant(source);
    Path dest = temp.resolve("dest");
    try (Child origin = Child.origin(temp, source, "--watch")) {
      Process mirror = start("mirror", origin.release(), dest.toString(), "--json");
      try (var out = mirror.inputReader(UTF_8)) {
        for (int release = 1; release <= 2; release++) {
          String complete = "\"release\":\"v" + release + "\",\"state\":\"complete\"";
          for (String line = out.readLine(); !line.contains(complete); line = out.readLine()) {
            // It is fetching.
          }
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
}
