package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `mirror --versions` as a real process that is killed (SIGKILL) while releases come, beside
/// somebody who reads `current` all the time.
final class VersionsTest {
  private static final int RELEASES = 4;
  private static final int KEPT = 2;

  /// In each release they all have the same text.
  private static final int SHARDS = 40;

  @TempDir Path temp;
  private Path source;
  private Path dest;

  @BeforeEach
  void plant() throws IOException {
    source = Files.createDirectories(temp.resolve("source"));
    dest = temp.resolve("dest");
    byte[] large = new byte[3 << 20];
    new Random(7).nextBytes(large);
    Files.write(source.resolve("large"), large);
    Files.createSymbolicLink(source.resolve("link"), Path.of("large"));
    Files.createDirectory(source.resolve("empty"));
  }

  private void write(int release) throws IOException {
    for (int shard = 0; shard < SHARDS; shard++) {
      Path folder = Files.createDirectories(source.resolve("folder" + shard % 4));
      Files.writeString(folder.resolve("shard" + shard), "release " + release);
    }
  }

  @Test
  void aKillAtAnyMomentLeavesAWholeReleaseUnderCurrent() throws Exception {
    long seed = Long.getLong("freshet.seed", 1);
    AtomicBoolean over = new AtomicBoolean();
    try (Child tracker = Child.tracker(temp)) {
      String channel = tracker.address() + "/c";
      var reader = CompletableFuture.supplyAsync(() -> read(over));
      KilledMirror mirror =
          KilledMirror.start(temp, channel, dest, seed, "--versions", Integer.toString(KEPT));
      try {
        for (int release = 1; release <= RELEASES; release++) {
          write(release);
          mirror.mirrors(source, release);
          String picture =
              TreePicture.of(source).difference(TreePicture.of(dest.resolve("v" + release)));
          assertEquals("", picture, "seed " + seed);
          assertEquals("v" + release, Files.readSymbolicLink(dest.resolve("current")).toString());
        }
      } finally {
        over.set(true);
        mirror.close();
      }
      Set<String> seen = reader.get();
      assertTrue(seen.contains("release " + RELEASES), seen.toString());
    }
    assertEquals(
        Files.getAttribute(dest.resolve("v" + RELEASES + "/large"), "unix:ino"),
        Files.getAttribute(dest.resolve("v" + (RELEASES - 1) + "/large"), "unix:ino"));
    Set<String> names = new TreeSet<>();
    try (var entries = Files.list(dest)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    assertEquals(
        Set.of(".freshet", "current", "v" + (RELEASES - 1), "v" + RELEASES), names, "seed " + seed);
  }

  /// Follows `current` once for each look, as a model server does that opens a folder.
  private Set<String> read(AtomicBoolean over) {
    Set<String> seen = new HashSet<>();
    try {
      // Once more when all is over: somebody starved for the whole time saw at least the last one.
      for (boolean last = false; !last; ) {
        last = over.get();
        TimeUnit.MILLISECONDS.sleep(2);
        Optional<Path> folder = current();
        if (folder.isEmpty()) continue;
        try {
          seen.add(whole(folder.get()));
        } catch (NoSuchFileException e) {
          // Two releases came meanwhile, and the version is no longer kept.
          if (folder.equals(current())) throw e;
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("current was not whole", e);
    }
    return seen;
  }

  private Optional<Path> current() throws IOException {
    try {
      return Optional.of(dest.resolve(Files.readSymbolicLink(dest.resolve("current"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String whole(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("folder0/shard0"));
    for (int shard = 0; shard < SHARDS; shard++) {
      String other = Files.readString(folder.resolve("folder" + shard % 4 + "/shard" + shard));
      if (!other.equals(text)) throw new IOException(folder + ": " + text + " and " + other);
    }
    return text;
  }
}
