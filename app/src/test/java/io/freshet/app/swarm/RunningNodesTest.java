package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pause`, `resume` and `limit`, on real processes.
class RunningNodesTest {
  /// At the rate to which the receivers are limited, ten minutes' worth: they do not finish before
  /// they are told to.
  private static final int BYTES = 12 << 20;

  private static final String RATE = "20KiB/s";

  @TempDir Path temp = Path.of("");
  private Path source = temp;
  private Path got = temp;

  @BeforeEach
  void plant() throws IOException {
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    source = Files.write(temp.resolve("source"), bytes);
    got = temp.resolve("there").resolve("got");
  }

  private static String address(Child origin) throws IOException {
    String line = origin.lineWith("\"address\"");
    int from = line.indexOf("\"address\":\"") + "\"address\":\"".length();
    return line.substring(from, line.indexOf('"', from));
  }

  private static String done(String... words) throws Exception {
    var ended = Child.run(words);
    assertEquals(0, ended.exitCode(), ended.said());
    return ended.said();
  }

  @Test
  void aNodeIsPausedAndGoesOnWithOtherLimits() throws Exception {
    try (Child origin = Child.origin(temp, source)) {
      String address = address(origin);
      try (Child get =
          Child.start(
              temp, "get", address + "/c", got.toString(), "--json", "--limit-down", RATE)) {
        get.lineWith("\"state\":\"fetching\"");
        String said = done("pause", got.toString());
        assertEquals(
            "get of " + got + " is paused: limits up unlimited, down " + RATE + "\n", said);
        get.lineWith("\"state\":\"paused\"");
        waitFor(address, "\"paused\":true");

        said = done("limit", got.toString(), "--down", "unlimited", "--up", "5MB/s", "--json");
        assertTrue(
            said.endsWith("\"paused\":true,\"limit_up\":\"5MB/s\",\"limit_down\":\"unlimited\"}\n"),
            said);
        said = done("resume", got.toString());
        assertTrue(said.startsWith("get of " + got + " runs: "), said);
        get.lineWith("\"state\":\"complete\"");
        assertEquals(0, get.waitFor());
      }
      assertArrayEquals(Files.readAllBytes(source), Files.readAllBytes(got));
    }
  }

  /// What the tracker is told reaches it sooner or later.
  private static void waitFor(String tracker, String words) throws Exception {
    String said = "";
    for (int i = 0; i < 100; i++) {
      said = done("status", tracker, "--json");
      if (said.contains(words)) return;
    }
    throw new AssertionError(said);
  }

  @Test
  void whoeverCannotBeFoundIsNamedWithThoseWhoCan() throws Exception {
    try (Child origin = Child.origin(temp, source)) {
      String address = address(origin);
      var wrong = Child.run("pause", temp.resolve("nothing").toString());
      assertEquals(1, wrong.exitCode(), wrong.said());
      assertTrue(wrong.said().contains("works on " + temp.resolve("nothing")), wrong.said());
      assertTrue(wrong.said().contains(source.toString()), wrong.said());

      var missing = Child.run("limit", "--up", "1MB/s");
      assertEquals(2, missing.exitCode(), missing.said());
      assertTrue(missing.said().contains(source.toString()), missing.said());

      var low = Child.run("limit", source.toString(), "--up", "1KiB/s");
      assertEquals(1, low.exitCode(), low.said());
      assertTrue(low.said().contains("serve of " + source + ": is too low"), low.said());

      // Who was killed is not there any more.
      try (Child get =
          Child.start(
              temp, "get", address + "/c", got.toString(), "--json", "--limit-down", RATE)) {
        get.lineWith("\"state\":\"fetching\"");
        assertTrue(done("limit", got.toString()).contains("down " + RATE));
        get.kill();
      }
      var killed = Child.run("resume", got.toString());
      assertEquals(1, killed.exitCode(), killed.said());
      assertFalse(killed.said().contains("get "), killed.said());
    }
  }
}
