package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders that may not be written to, from the start or from some moment on. Root may write
/// anywhere: where the tests are run by root, the commands do without that right.
class NoPermissionTest {
  private static final int BYTES = 12 << 20;

  @TempDir Path temp = Path.of("");
  private Path source = temp;
  private Path dest = temp;

  @BeforeEach
  void plant() throws IOException {
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    source = Files.write(temp.resolve("source"), bytes);
    dest = Files.createDirectory(temp.resolve("dest"));
  }

  private static Process start(String... words) throws IOException {
    ProcessBuilder builder = Child.builder(words);
    if (System.getProperty("user.name").equals("root")) {
      builder
          .command()
          .addAll(0, List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    }
    return builder.redirectErrorStream(true).start();
  }

  private static void allow(Path folder, String permissions) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }

  private static void assertFails(String line, String... words) throws Exception {
    Process process = start(words);
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(1, process.waitFor(), said);
    assertTrue(said.endsWith("freshet: " + line + "\n"), said);
  }

  @Test
  void whatMayNotBeWrittenToFromTheStartIsNamed() throws Exception {
    allow(dest, "r-xr-xr-x");
    try (Child origin = Child.origin(temp, source)) {
      String release = origin.release();
      assertFails(
          dest + ": no permission to write here; choose another destination",
          "get",
          release,
          dest + "/");
      Path data = dest.resolve("data");
      assertFails(
          data
              + " cannot be used as --data folder (no permission for "
              + data
              + "): choose another",
          "tracker",
          "--data",
          data.toString(),
          "--listen",
          "127.0.0.1:0");
    } finally {
      allow(dest, "rwxr-xr-x");
    }
  }

  /// What has arrived is kept, and fetched no second time when all is mended.
  @Test
  void aPermissionThatIsTakenAwayHalfWayIsNamed() throws Exception {
    try (Child origin = Child.origin(temp, source)) {
      String release = origin.release();
      String there = dest + "/";
      Process get = start("get", release, there, "--json", "--limit-down", "100KiB/s");
      try (var out = get.inputReader(UTF_8)) {
        String line = out.readLine();
        while (!line.matches(".*\"fetched\":[1-9].*")) line = out.readLine();
        allow(dest, "r-xr-xr-x");
        // It was so slow that it cannot have been done before.
        var faster = Child.run("limit", there, "--down", "unlimited");
        assertEquals(0, faster.exitCode(), faster.said());
        while (line.startsWith("{")) line = out.readLine();
        assertEquals(
            "freshet: "
                + dest.resolve("source")
                + " cannot be used: no permission; check its permissions; what has arrived is kept,"
                + " and the same command goes on from there",
            line);
        assertEquals(1, get.waitFor());
      } finally {
        get.destroyForcibly();
        allow(dest, "rwxr-xr-x");
      }
      try (Child again = Child.start(temp, "get", release, there, "--json")) {
        assertTrue(again.lineWith("\"complete\"").contains("\"fetched\":0,"), again.said());
        assertEquals(0, again.waitFor());
      }
    }
  }
}
