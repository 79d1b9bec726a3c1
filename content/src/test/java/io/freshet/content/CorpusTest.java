package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What fuzzing has kept is tried again in each build; `./mvnw -Pfuzz` looks for more.
final class CorpusTest {
  private static final Path CORPUS = Path.of("src", "test", "resources", "corpus");

  private interface Target {
    void one(byte[] input);
  }

  private static void replay(String name, Target target) throws IOException {
    List<Path> inputs;
    try (var files = Files.list(CORPUS.resolve(name))) {
      inputs = files.sorted().toList();
    }
    assertFalse(inputs.isEmpty());
    for (Path input : inputs) {
      try {
        target.one(Files.readAllBytes(input));
      } catch (RuntimeException | Error e) {
        throw new AssertionError(input.toString(), e);
      }
    }
  }

  @Test
  void bencode() throws IOException {
    replay("bencode", BencodeFuzz::fuzzerTestOneInput);
  }

  @Test
  void manifest() throws IOException {
    replay("manifest", ManifestFuzz::fuzzerTestOneInput);
  }

  /// The hostile torrents are good seeds, too.
  @Test
  void hostileTorrents() {
    HostileTorrents.all()
        .values()
        .forEach(hostile -> ManifestFuzz.fuzzerTestOneInput(hostile.torrent().clone()));
  }
}
