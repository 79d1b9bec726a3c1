package io.freshet.bench.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabTest {
  @TempDir Path folder;

  @Test
  void tracesAreKeptByHostAndWhoHasNoneLeavesNothing() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Files.createDirectory(place.resolve("from"));
    Path to = folder.resolve("kept/even-8-1");
    Lab.keepTraces(place, to);
    assertFalse(Files.exists(to));

    for (int turn = 1; turn <= 2; turn++) {
      Path home = Files.createDirectories(place.resolve("host-3"));
      Files.writeString(home.resolve("trace"), "turn " + turn);
      Lab.keepTraces(place, to);
    }
    assertEquals("turn 2", Files.readString(to.resolve("host-3.trace")));
  }
}
