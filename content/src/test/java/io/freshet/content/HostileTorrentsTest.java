package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kept hostile torrents: each is refused with its sentence, and is what [HostileTorrents]
/// makes.
final class HostileTorrentsTest {
  static Set<String> names() {
    return HostileTorrents.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isRefusedByName(String name) {
    var hostile = HostileTorrents.named(name);
    String why =
        assertThrows(
                InvalidManifestException.class, () -> Manifest.parse(hostile.torrent().clone()))
            .why();
    assertEquals(hostile.sentence(), why);
    assertTrue(why.chars().noneMatch(Character::isISOControl), "one line");
  }

  @Test
  void theFilesAreKept() throws IOException {
    var kept = new TreeSet<String>();
    for (String line : Files.readAllLines(HostileTorrents.SENTENCES)) {
      String[] fields = line.split("\t", -1);
      var made = HostileTorrents.named(fields[0]);
      assertEquals(made.sentence(), fields[1], "run HostileTorrents.main in content");
      Path file = HostileTorrents.FOLDER.resolve(fields[0] + ".torrent");
      assertArrayEquals(made.torrent(), Files.readAllBytes(file), file.toString());
      kept.add(fields[0]);
    }
    assertEquals(new TreeSet<>(names()), kept);
    var expected = new TreeSet<String>(Set.of("sentences.tsv"));
    for (String name : names()) expected.add(name + ".torrent");
    var there = new TreeSet<String>();
    try (var files = Files.list(HostileTorrents.FOLDER)) {
      files.forEach(file -> there.add(file.getFileName().toString()));
    }
    assertEquals(expected, there);
  }
}
