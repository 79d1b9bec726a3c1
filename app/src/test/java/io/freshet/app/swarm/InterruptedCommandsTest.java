package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM (Ctrl-C is the same to a program) while a command works: it ends with what it has, and
/// with the exit code that says whether all was done. That it ends within two seconds is
/// `SignalsTest`'s to prove.
class InterruptedCommandsTest {
  private static final int INTERRUPTED = 3;
  private static final int BYTES = 12 << 20;

  /// Of zeros: nothing on the disk, and far longer to hash than a test takes.
  private static final long ENDLESS_BYTES = 1L << 40;

  @TempDir Path temp = Path.of("");

  private Path content() throws IOException {
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    return Files.write(temp.resolve("content"), bytes);
  }

  private static long number(String json, String key) {
    return Long.parseLong(json.replaceAll(".*\"" + key + "\":([0-9]+).*", "$1"));
  }

  /// What it has is fetched no second time.
  @Test
  void aGetKeepsWhatItHas() throws Exception {
    Path content = content();
    Path dest = temp.resolve("there").resolve("got");
    try (Child origin = Child.origin(temp, content)) {
      String release = origin.release();
      long had = 0;
      try (Child get =
          Child.start(temp, "get", release, dest.toString(), "--json", "--limit-down", "2MB/s")) {
        while (had < BYTES / 4) had = number(get.lineWith("\"fetching\""), "done");
        get.terminate();
        assertEquals(INTERRUPTED, get.waitFor(), get.errors());
        assertEquals(
            "freshet: interrupted: the same command goes on from here\n", get.errors(), get.said());
      }
      assertFalse(Files.exists(dest));
      try (Child again = Child.start(temp, "get", release, dest.toString(), "--json")) {
        long fetched = number(again.lineWith("\"complete\""), "fetched");
        assertTrue(fetched <= BYTES - had, had + " were there, and " + fetched + " were fetched");
        assertEquals(0, again.waitFor());
      }
      assertArrayEquals(Files.readAllBytes(content), Files.readAllBytes(dest));
    }
  }

  /// Everything that it was asked for is there.
  @Test
  void whoOnlyServesAfterItsGetIsDone() throws Exception {
    String dest = temp.resolve("there").resolve("got").toString();
    try (Child origin = Child.origin(temp, content());
        Child get =
            Child.start(temp, "get", origin.release(), dest, "--json", "--serve-for", "1h")) {
      get.lineWith("\"complete\"");
      get.terminate();
      assertEquals(0, get.waitFor(), get.errors());
    }
  }

  @Test
  void aPublisherIsDoneWhenItHasPublishedAndNotBefore() throws Exception {
    Path content = content();
    try (Child tracker = Child.tracker(temp)) {
      String address = tracker.address();
      assertInterrupted("publish again", "publish", endless(), address + "/endless");
      try (Child publisher = Child.start(temp, "publish", content.toString(), address + "/c")) {
        publisher.lineWith("published c@v1 ");
        publisher.terminate();
        assertEquals(0, publisher.waitFor(), publisher.errors());
      }
      // Nobody takes a copy.
      try (Child publisher =
          Child.start(temp, "publish", content.toString(), address + "/c", "--until-copies", "1")) {
        publisher.lineWith("published c@v1 ");
        publisher.terminate();
        assertEquals(INTERRUPTED, publisher.waitFor(), publisher.errors());
      }
      tracker.terminate();
      assertEquals(0, tracker.waitFor());
    }
  }

  @Test
  void whoHashesStops() throws Exception {
    String torrent = temp.resolve("t.torrent").toString();
    assertInterrupted("pack again", "pack", endless(), "-o", torrent);
    assertFalse(Files.exists(Path.of(torrent)));
    String data = temp.resolve("data").toString();
    for (String watching : new String[] {"--allow-mass-delete", "--watch"}) {
      assertEnds(0, "", "serve", endless(), "--listen", "127.0.0.1:0", "--data", data, watching);
    }
  }

  private String endless() throws IOException {
    Path endless = temp.resolve("endless");
    try (var file = new RandomAccessFile(endless.toFile(), "rw")) {
      file.setLength(ENDLESS_BYTES);
    }
    return endless.toString();
  }

  private static void assertInterrupted(String next, String... words) throws Exception {
    assertEnds(INTERRUPTED, next, words);
  }

  /// While it hashes.
  private static void assertEnds(int exitCode, String next, String... words) throws Exception {
    Process process = Child.builder(words).redirectErrorStream(true).start();
    try (var out = process.inputReader(UTF_8)) {
      StringBuilder said = new StringBuilder();
      boolean told = false;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        if (!told && line.startsWith("hashing ")) {
          told = true;
          process.toHandle().destroy(); // which leaves what it says to be read
        }
      }
      assertEquals(exitCode, process.waitFor(), said.toString());
      assertTrue(said.toString().contains(next), said.toString());
    } finally {
      process.destroyForcibly();
    }
  }
}
