package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The hostile torrents that `content` keeps, opened by a person: one line that says what is wrong,
/// and nothing is made in DEST.
class HostileTorrentTest {
  private static final Path KEPT =
      Path.of("..", "content", "src", "test", "resources", "hostile").normalize();

  @TempDir Path folder = Path.of("");

  static List<String> sentences() throws IOException {
    return Files.readAllLines(KEPT.resolve("sentences.tsv"));
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void isRefusedInOneLineAndNothingIsWritten(String line) throws IOException {
    String[] fields = line.split("\t", -1);
    Path torrent = KEPT.resolve(fields[0] + ".torrent");
    String said =
        "freshet: " + torrent + ": " + fields[1] + ": get the file again, or pack it again\n";
    refused(said, "show", torrent.toString());
    Path fresh = folder.resolve("fresh");
    refused(said, "get", torrent.toString(), fresh.toString(), "--peer", "127.0.0.1:1");
    refused(said, "get", torrent.toString(), folder.toString(), "--peer", "127.0.0.1:1");
    try (var there = Files.list(folder)) {
      assertEquals(List.of(), there.toList());
    }
  }

  private static void refused(String said, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, err, Surface.PLAIN);
    int code = new Program(console, Map.of()).run(List.of(words));
    console.flush();
    assertEquals(said, err.toString(StandardCharsets.UTF_8));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertEquals(1, code);
  }
}
