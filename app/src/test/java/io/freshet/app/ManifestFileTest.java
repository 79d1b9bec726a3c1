package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person names by mistake is not read into memory.
class ManifestFileTest {

  private static String refusal(Path file) {
    return String.valueOf(
        assertThrows(IOException.class, () -> ManifestFile.read(file, 1_000)).getMessage());
  }

  @Test
  void aFileThatIsTooLargeIsNotRead(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("film"), new byte[1_001]);
    assertEquals(file + " has 1001 bytes: is it a .torrent file?", refusal(file));
  }

  @Test
  void whatHasNoEndIsNotReadToIt() {
    Path zeros = Path.of("/dev/zero");
    assertEquals(zeros + " has more than 1000 bytes: is it a .torrent file?", refusal(zeros));
  }
}
