package io.freshet.node.disk;

import io.freshet.content.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/// A process that fetches a release from a folder beside it, and says each piece that it holds and
/// each file that is in place, until it is killed.
final class CrashVictim {
  private CrashVictim() {}

  /// @param args the manifest, the source, the destination, a seed for the order
  public static void main(String[] args) throws Exception {
    Manifest manifest = Manifest.parse(Files.readAllBytes(Path.of(args[0])));
    TestRelease release = TestRelease.scan(Path.of(args[1]));
    Watcher watcher =
        new Watcher() {
          @Override
          public synchronized void settled(int file) {
            say("settled " + file);
          }
        };
    Random random = new Random(Long.parseLong(args[3]));
    try (Destination destination = DestinationOpening.of(manifest, args[2], watcher).open()) {
      int[] pieces = shuffled(manifest.pieces().count(), random);
      for (int piece : pieces) {
        if (!destination.lacks(piece)) continue;
        if (random.nextInt(20) == 0) Feeding.piece(destination, piece, noise(release, piece));
        Feeding.piece(destination, piece, release.piece(piece));
        say("held " + piece);
      }
      watcher.awaitComplete();
      say("complete");
    }
  }

  private static byte[] noise(TestRelease release, int piece) {
    return TestRelease.noise(piece, release.manifest().pieces().length(piece));
  }

  private static int[] shuffled(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /// Starts a victim.
  static Process start(Path manifest, Path source, Path destination, long seed)
      throws java.io.IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashVictim.class.getName(),
            manifest.toString(),
            source.toString(),
            destination.toString(),
            Long.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static Path writeManifest(Path folder, Manifest manifest) throws java.io.IOException {
    byte[] bytes = new byte[manifest.bytes().remaining()];
    manifest.bytes().get(bytes);
    return Files.write(folder.resolve("manifest"), bytes, StandardOpenOption.CREATE);
  }
}
