package io.freshet.app.swarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve --watch` and mirrors as real processes, killed (SIGKILL) at moments that a seed draws,
/// while somebody edits the source: at rest every mirror equals it.
///
/// `./mvnw -Plong -pl app -am test -Dtest=MirrorModelTest` goes on for an hour; `-Dfreshet.seed=N`
/// begins with another seed.
final class MirrorModelTest {
  private static final int MIRRORS = 2;
  private static final int ROUNDS = 16;
  private static final int EDITS_MAX = 400;

  /// Only a test that fails waits so long.
  private static final long PATIENCE_MINUTES = 5;

  @TempDir Path temp;
  private final List<Child> mirrors = new ArrayList<>();
  private final List<String> edits = new ArrayList<>();
  private Path source;
  private Child origin;
  private HeldPort held;
  private String address = "";

  @BeforeEach
  void begin() throws IOException {
    held = new HeldPort();
    address = "127.0.0.1:" + held.port();
    source = Files.createDirectories(temp.resolve("source"));
    // There is always something: a source that is newly empty is not believed.
    Files.writeString(source.resolve("kept"), "always here");
    serve();
    for (int i = 0; i < MIRRORS; i++) mirrors.add(mirror(i));
  }

  @AfterEach
  void endAll() throws IOException {
    mirrors.forEach(Child::close);
    origin.close();
    held.close();
  }

  @Test
  void atRestEveryMirrorEqualsTheSource() throws Exception {
    long seed = Long.getLong("freshet.seed", 1);
    long until =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("freshet.modelSeconds", 0));
    Random random = new Random(seed);
    RandomEdits editing = new RandomEdits(source, seed);
    for (int round = 0; round < ROUNDS || System.nanoTime() - until < 0; round++) {
      try {
        edit(editing, random.nextInt(1, EDITS_MAX));
        disturb(random);
        for (int i = 0; i < MIRRORS; i++) awaitEqual(i);
      } catch (IOException | AssertionError e) {
        throw new AssertionError(
            "-Dfreshet.seed=" + seed + ", round " + round + ": " + e.getMessage(), e);
      }
    }
  }

  private void serve() throws IOException {
    origin =
        Child.start(
            temp,
            "serve",
            source.toString(),
            "--watch",
            "--allow-mass-delete",
            "--channel",
            "m",
            "--listen",
            address,
            "--data",
            temp.resolve("data").toString(),
            "--json");
    origin.lineWith("\"serving\"");
  }

  private Path dest(int number) {
    return temp.resolve("dest" + number);
  }

  private Child mirror(int number) throws IOException {
    return Child.start(temp, "mirror", address + "/m", dest(number).toString(), "--json");
  }

  private void edit(RandomEdits editing, int count) throws IOException {
    edits.clear();
    for (int i = 0; i < count; i++) edits.add(editing.next());
  }

  /// Kills some of them, soon after what is to be brought began.
  private void disturb(Random random) throws Exception {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
    if (random.nextInt(5) == 0) {
      origin.kill();
      serve();
    }
    for (int i = 0; i < MIRRORS; i++) {
      if (random.nextInt(3) == 0) {
        mirrors.get(i).kill();
        mirrors.set(i, mirror(i));
      }
    }
  }

  private void awaitEqual(int number) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    String difference;
    do {
      TimeUnit.MILLISECONDS.sleep(200);
      difference = difference(number);
      if (difference.isEmpty()) return;
    } while (System.nanoTime() - end < 0);
    throw new AssertionError(
        dest(number)
            + " is not like the source:\n"
            + difference
            + "after\n"
            + edits
            + "\nThe source said\n"
            + origin.errors()
            + "\nthe mirror\n"
            + mirrors.get(number).errors());
  }

  private String difference(int number) throws IOException {
    try {
      return TreePicture.of(source).difference(TreePicture.of(dest(number)));
    } catch (IOException e) {
      // Something took a place while it was looked at.
      return "changing still: " + e + "\n";
    }
  }
}
