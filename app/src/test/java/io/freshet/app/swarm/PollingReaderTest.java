package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `mirror` as a real process that is killed (SIGKILL) while releases come, beside somebody who
/// reads its files all the time.
final class PollingReaderTest {
  private static final int RELEASES = 4;
  private static final int FILES = 40;

  /// Some of several pieces, so that there is something to be half written.
  private static final int LARGE_EVERY = 10;

  private static final int LARGE_LINES = 200_000;

  @TempDir Path temp;
  private Path source;
  private Path dest;

  @BeforeEach
  void plant() throws IOException {
    source = Files.createDirectories(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  /// In the order in which a release lists them.
  private static String name(int file) {
    return String.format("file%02d", file);
  }

  /// Each file says in every line of which release it is.
  private void write(int release) throws IOException {
    for (int file = 0; file < FILES; file++) {
      String line = "release " + release + "\n";
      String text = file % LARGE_EVERY == 0 ? line.repeat(LARGE_LINES) : line;
      Files.writeString(source.resolve(name(file)), text);
    }
  }

  private Child mirror(String channel) throws IOException {
    return Child.start(temp, "mirror", channel, dest.toString(), "--json");
  }

  @Test
  void nobodySeesAHalfWrittenFileOrAMixtureOtherThanOfTheSwap() throws Exception {
    long seed = Long.getLong("freshet.seed", 1);
    Random random = new Random(seed);
    AtomicBoolean over = new AtomicBoolean();
    try (Child tracker =
        Child.start(
            temp,
            "tracker",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--data",
            temp.resolve("data").toString())) {
      String channel =
          tracker.lineWith("\"tracking\"").replaceAll(".*:([0-9]+)\".*", "127.0.0.1:$1/c");
      Child mirror = mirror(channel);
      CompletableFuture<Set<Integer>> reader = CompletableFuture.completedFuture(Set.of());
      try {
        for (int release = 1; release <= RELEASES; release++) {
          write(release);
          try (Child publisher =
              Child.start(temp, "publish", source.toString(), channel, "--until-copies", "1")) {
            publisher.lineWith("published c@v" + release);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
            mirror.kill();
            mirror = mirror(channel);
            mirror.lineWith("\"release\":\"v" + release + "\",\"state\":\"complete\"");
            assertEquals(0, publisher.waitFor(), "seed " + seed);
          }
          // From now on each file is always there.
          if (release == 1) reader = CompletableFuture.supplyAsync(() -> read(over));
        }
      } finally {
        over.set(true);
        mirror.close();
      }
      assertTrue(reader.get().contains(RELEASES), "seed " + seed);
    }
  }

  /// Names are given in order, so whoever reads the last one first and sees a new file finds all
  /// others new as well; and no file is ever older than it was.
  private Set<Integer> read(AtomicBoolean over) {
    Set<Integer> seen = new HashSet<>();
    Map<Integer, Integer> latest = new HashMap<>();
    try {
      // Once more when all is over: somebody starved for the whole time saw at least the last one.
      for (boolean last = false; !last; ) {
        last = over.get();
        int later = 0;
        for (int file = FILES; file-- > 0; ) {
          int release = release(file);
          int before = latest.getOrDefault(file, 0);
          if (release < later || release < before) {
            throw new IOException(
                name(file) + " is of v" + release + " after v" + Math.max(later, before));
          }
          latest.put(file, release);
          later = release;
          seen.add(release);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("somebody saw what is no release", e);
    }
    return seen;
  }

  private int release(int file) throws IOException {
    byte[] bytes = Files.readAllBytes(dest.resolve(name(file)));
    int line = "release 1\n".length();
    int lines = file % LARGE_EVERY == 0 ? LARGE_LINES : 1;
    if (bytes.length != lines * line) {
      throw new IOException(name(file) + " has " + bytes.length + " bytes");
    }
    for (int at = line; at < bytes.length; at++) {
      if (bytes[at] != bytes[at - line]) {
        throw new IOException(name(file) + " changes at " + at);
      }
    }
    String first = new String(bytes, 0, line, StandardCharsets.UTF_8);
    return Integer.parseInt(first.replace("release ", "").strip());
  }
}
