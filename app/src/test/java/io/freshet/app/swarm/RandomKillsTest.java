package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `get`, tracker and origin as real processes, killed (SIGKILL) at moments that a seed draws,
/// again and again until everything is there.
///
/// `./mvnw -Plong -pl app -am test -Dtest=RandomKillsTest` goes on for ten minutes;
/// `-Dfreshet.seed=N` begins with another seed.
final class RandomKillsTest {
  private static final int LARGE_BYTES = 40 << 20;

  /// What the hints in a journal may lack when a process is killed.
  private static final long FORGOTTEN_MAX = 4L << 20;

  private static final Pattern DONE = Pattern.compile("\"done\":([0-9]+)");

  @TempDir Path temp;
  private final List<Child> children = new ArrayList<>();
  private Path source;
  private Random random = new Random(0);
  private Child tracker;
  private Child origin;
  private HeldPort held;
  private String address = "";

  @BeforeEach
  void begin() throws IOException {
    held = new HeldPort();
    address = "127.0.0.1:" + held.port();
    write();
    track();
    publish();
  }

  @AfterEach
  void endAll() throws IOException {
    children.forEach(Child::close);
    held.close();
  }

  private Child start(String... words) throws IOException {
    Child child = Child.start(temp, words);
    children.add(child);
    return child;
  }

  @Test
  void whoeverIsKilledNothingIsLostAndNothingIsWrong() throws Exception {
    long until =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("freshet.killSeconds", 0));
    long seed = Long.getLong("freshet.seed", 1);
    do {
      try {
        round(seed);
      } catch (IOException | AssertionError e) {
        throw new AssertionError("-Dfreshet.seed=" + seed + ": " + e.getMessage(), e);
      }
      seed++;
    } while (System.nanoTime() - until < 0);
  }

  private void write() throws IOException {
    source = Files.createDirectories(temp.resolve("source/sub"));
    byte[] content = new byte[LARGE_BYTES];
    new Random(1).nextBytes(content);
    Files.write(source.resolve("large"), content);
    for (int i = 0; i < 40; i++) {
      byte[] small = new byte[1000 * i];
      new Random(i).nextBytes(small);
      Files.write(source.resolve("small" + i), small);
    }
    source = temp.resolve("source");
  }

  private void track() throws IOException {
    String data = temp.resolve("data").toString();
    tracker = start("tracker", "--data", data, "--listen", address, "--json");
    tracker.lineWith("\"tracking\"");
  }

  private void publish() throws IOException {
    origin = start("publish", source.toString(), address + "/m", "--json");
    origin.lineWith("\"published\"");
  }

  private Child fetch(Path dest) throws IOException {
    return start("get", address + "/m", dest.toString(), "--json", "--limit-down", "12MB/s");
  }

  /// One destination, from nothing to all of it.
  private void round(long seed) throws Exception {
    random = new Random(seed);
    Path dest = temp.resolve("dest" + seed);
    Child get = fetch(dest);
    long before = 0;
    long killAt = random.nextLong(LARGE_BYTES);
    while (true) {
      String line = get.lineWith("\"state\"");
      if (line.contains("\"complete\"")) break;
      var form = DONE.matcher(line);
      assertTrue(form.find(), line);
      long done = Long.parseLong(form.group(1));
      assertTrue(done >= before - FORGOTTEN_MAX, () -> "it had more before it was killed: " + line);
      before = Math.max(before, done);
      if (done < killAt) continue;
      killAt = done + random.nextLong(LARGE_BYTES);
      get = kill(get, dest);
    }
    assertEquals(0, get.waitFor());
    checkVisible(dest);
    var verified = Child.run("verify", dest.toString());
    assertEquals(0, verified.exitCode(), verified.said());
  }

  private Child kill(Child get, Path dest) throws Exception {
    return switch (random.nextInt(4)) {
      case 0 -> {
        tracker.kill();
        track();
        yield get;
      }
      case 1 -> {
        origin.kill();
        publish();
        yield get;
      }
      default -> {
        get.kill();
        checkVisible(dest);
        yield fetch(dest);
      }
    };
  }

  /// Whatever stands under a final name is what it should be.
  private void checkVisible(Path dest) throws IOException {
    Files.walkFileTree(
        dest,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.endsWith(".freshet")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path right = source.resolve(dest.relativize(file).toString());
            assertEquals(-1L, Files.mismatch(file, right), file + " is wrong");
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
