package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// A mirror that is killed at a random moment of each release, and started again.
final class KilledMirror implements AutoCloseable {
  private static final int KILLED_WITHIN_MILLIS = 400;

  private final Path folder;
  private final String channel;
  private final List<String> words;
  private final long seed;
  private final Random random;
  private Child mirror;

  private KilledMirror(Path folder, String channel, List<String> words, long seed)
      throws IOException {
    this.folder = folder;
    this.channel = channel;
    this.words = words;
    this.seed = seed;
    random = new Random(seed);
    mirror = start();
  }

  /// @param options what follows the command `mirror CHANNEL DEST`
  static KilledMirror start(Path folder, String channel, Path dest, long seed, String... options)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("mirror", channel, dest.toString()));
    words.addAll(List.of(options));
    words.add("--json");
    return new KilledMirror(folder, channel, words, seed);
  }

  private Child start() throws IOException {
    return Child.start(folder, words.toArray(String[]::new));
  }

  /// Publishes what is in a folder, with a kill meanwhile; returns when it is mirrored.
  ///
  /// @param version what it becomes
  void mirrors(Path source, int version) throws IOException, InterruptedException {
    try (Child publisher =
        Child.start(folder, "publish", source.toString(), channel, "--until-copies", "1")) {
      publisher.lineWith("published c@v" + version);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(KILLED_WITHIN_MILLIS));
      mirror.kill();
      mirror = start();
      mirror.lineWith("\"release\":\"v" + version + "\",\"state\":\"complete\"");
      assertEquals(0, publisher.waitFor(), "seed " + seed + ": " + publisher.errors());
    }
  }

  @Override
  public void close() throws IOException {
    mirror.close();
  }
}
