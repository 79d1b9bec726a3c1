package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whose variables decide where a tracker's memory is kept.
class StateFolderTest {
  private static final Path SERVED = Path.of("/srv/model");

  private static Path parent(Map<String, String> environment) {
    Path folder = StateFolder.of(SERVED, environment);
    assertTrue(
        String.valueOf(folder.getFileName()).matches("model-[0-9a-f]{16}"), folder.toString());
    return folder.resolveSibling(".").normalize();
  }

  @Test
  void xdgWinsOverHomeAndHomeOverThePasswordFile() {
    assertEquals(
        Path.of("/state/freshet"),
        parent(Map.of("XDG_STATE_HOME", "/state", "HOME", "/home/somebody")));
    assertEquals(
        Path.of("/home/somebody/.local/state/freshet"),
        parent(Map.of("XDG_STATE_HOME", "", "HOME", "/home/somebody")));
    assertEquals(
        Path.of(System.getProperty("user.home"), ".local/state/freshet"), parent(Map.of()));
  }

  @Test
  void whatHasALongNameHasAFolderThatCanBeMade(@TempDir Path temp) throws IOException {
    for (String name : List.of("€".repeat(85), "𝄞".repeat(63) + "abc", "n".repeat(238))) {
      Path folder =
          StateFolder.of(Path.of("/srv", name), Map.of("XDG_STATE_HOME", temp.toString()));
      Files.createDirectories(folder);
      assertTrue(String.valueOf(folder.getFileName()).startsWith(name.substring(0, 70)), name);
    }
  }
}
