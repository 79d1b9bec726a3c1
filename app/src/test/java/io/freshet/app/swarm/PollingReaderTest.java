package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `mirror` as a real process that is killed (SIGKILL) while releases come, beside somebody who
/// reads its files all the time.
final class PollingReaderTest {
  private static final int RELEASES = 3;
  private static final int FILES = 40;

  /// Some of several pieces, so that there is something to be half written.
  private static final int LARGE_EVERY = 10;

  private static final int POOLED_LINES = 50;

  private static final int LARGE_LINES = 30_000;

  /// A release takes some seconds, so that its files are complete in several batches of 2 s.
  private static final String RATE = "500K/s";

  @TempDir Path temp;
  private Path source;
  private Path dest;
  // By release and file.
  private final List<List<String>> texts = new ArrayList<>();

  @BeforeEach
  void plant() throws IOException {
    source = Files.createDirectories(temp.resolve("source"));
    for (int release = 0; release <= RELEASES; release++) {
      List<String> all = new ArrayList<>();
      for (int file = 0; file < FILES; file++) all.add(text(release, file));
      texts.add(all);
    }
    dest = temp.resolve("dest");
  }

  /// In the order in which a release lists them.
  private static String name(int file) {
    return String.format("file%02d", file);
  }

  private static int lines(int file) {
    if (file == FILES - 1) return POOLED_LINES;
    return file % LARGE_EVERY == 0 ? LARGE_LINES : 1;
  }

  private static String text(int release, int file) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < lines(file); line++) {
      text.append("release ").append(release).append(", ").append(file).append(':').append(line);
      text.append('\n');
    }
    return text.toString();
  }

  /// Each file says in every line of which release it is.
  private void write(int release) throws IOException {
    for (int file = 0; file < FILES; file++) {
      Files.writeString(source.resolve(name(file)), texts.get(release).get(file));
    }
    // What the last file will ever be is in a release from the first one on: it is complete before
    // anything else has come.
    Path pool = Files.createDirectories(source.resolve("pool"));
    for (int later = 1; later <= RELEASES; later++) {
      Files.writeString(pool.resolve("release" + later), text(later, FILES - 1));
    }
  }

  @Test
  void nobodySeesAHalfWrittenFileOrAMixtureOtherThanOfTheSwap() throws Exception {
    long seed = Long.getLong("freshet.seed", 1);
    AtomicBoolean over = new AtomicBoolean();
    try (Child tracker = Child.tracker(temp)) {
      String channel = tracker.address() + "/c";
      KilledMirror mirror = KilledMirror.start(temp, channel, dest, seed, "--limit-down", RATE);
      CompletableFuture<Set<Integer>> reader = CompletableFuture.completedFuture(Set.of());
      try {
        for (int release = 1; release <= RELEASES; release++) {
          write(release);
          mirror.mirrors(source, release);
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
    String text = Files.readString(dest.resolve(name(file)));
    for (int release = 1; release <= RELEASES; release++) {
      if (text.equals(texts.get(release).get(file))) return release;
    }
    throw new IOException(
        name(file)
            + " is of no release: "
            + text.length()
            + " characters, first of them "
            + text.lines().findFirst());
  }
}
