package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
