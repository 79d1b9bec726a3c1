package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGSTOP of a tracker and of an origin, and SIGCONT: their sockets stay open, and nobody is told.
/// (A receiver that is stopped is in `SwarmCommandsTest`.)
class StoppedProcessesTest {
  private static final int BYTES = 8 << 20;

  @TempDir Path temp = Path.of("");
  private byte[] content = {};
  private Path source = temp;

  @BeforeEach
  void plant() throws IOException {
    content = new byte[BYTES];
    new Random(7).nextBytes(content);
    source = Files.write(temp.resolve("source"), content);
  }

  private Child get(String release, Path to, String rate) throws IOException {
    return Child.start(temp, "get", release, to.toString(), "--json", "--limit-down", rate);
  }

  private void assertComplete(Child get, Path to) throws Exception {
    get.lineWith("\"complete\"");
    assertEquals(0, get.waitFor(), get.errors());
    assertArrayEquals(content, Files.readAllBytes(to));
  }

  /// Without its tracker a node goes on for itself, and the tracker has forgotten nothing.
  @Test
  void aTrackerThatIsStoppedStopsNobody() throws Exception {
    Path one = temp.resolve("apart/one");
    Path two = temp.resolve("apart/two");
    try (Child tracker = Child.tracker(temp)) {
      String release = tracker.address() + "/c";
      try (Child origin = Child.start(temp, "publish", source.toString(), release)) {
        origin.lineWith("published c@v1 ");
        // Eight seconds: a silent tracker is waited for six.
        try (Child get = get(release, one, "1MiB/s")) {
          get.lineWith("\"received\":{\"");
          tracker.freeze();
          assertComplete(get, one);
        }
        tracker.thaw();
        var shown = Child.run("get", release, two.toString());
        assertEquals(0, shown.exitCode(), shown.said());
        assertArrayEquals(content, Files.readAllBytes(two));
      }
    }
  }

  /// Nobody else has it: its receivers wait, and go on with what they have when it does.
  @Test
  void anOriginThatIsStoppedIsWaitedFor() throws Exception {
    Path there = temp.resolve("apart/there");
    try (Child tracker = Child.tracker(temp)) {
      String release = tracker.address() + "/c";
      try (Child origin = Child.start(temp, "publish", source.toString(), release)) {
        origin.lineWith("published c@v1 ");
        // So slow that it cannot have been done before the origin is stopped.
        try (Child get = get(release, there, "256KiB/s")) {
          get.lineWith("\"received\":{\"");
          origin.freeze();
          String waiting = get.lineWith("\"sources\":0,");
          assertTrue(waiting.contains("\"fetching\""), waiting);
          var faster = Child.run("limit", there.toString(), "--down", "unlimited");
          assertEquals(0, faster.exitCode(), faster.said());
          origin.thaw();
          assertComplete(get, there);
        }
      }
    }
  }
}
