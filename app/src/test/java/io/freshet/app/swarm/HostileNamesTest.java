package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names that would clear a terminal, forge a line or turn what follows around: every command shows
/// them escaped.
class HostileNamesTest {
  private static final String CLEAR = "\u001b[2J";
  private static final String NAME = "model" + CLEAR + "\nforged: all is well \u202e\u009b";
  private static final String FILE = "weights\u0007" + CLEAR + "\nforged";

  @TempDir Path temp = Path.of("");
  private Path source = temp;

  @BeforeEach
  void plant() throws IOException {
    source = Files.createDirectory(temp.resolve(NAME));
    Files.writeString(source.resolve(FILE), "content");
    Files.createSymbolicLink(source.resolve("link" + CLEAR), Path.of(CLEAR));
  }

  private static void assertShownEscaped(String said) {
    assertTrue(said.contains("\\u001b[2J"), said);
    assertHarmless(said);
  }

  private static void assertHarmless(String said) {
    assertTrue(
        said.chars().noneMatch(c -> (Character.isISOControl(c) && c != '\n') || c == 0x202e), said);
    assertFalse(said.lines().anyMatch(line -> line.startsWith("forged")), said);
  }

  private static void shows(int exitCode, String... words) throws Exception {
    var ended = Child.run(words);
    assertEquals(exitCode, ended.exitCode(), ended.said());
    assertShownEscaped(ended.said());
  }

  @Test
  void noCommandPassesThemOn() throws Exception {
    String torrent = temp.resolve("t.torrent").toString();
    String folder = source.toString();
    shows(0, "pack", folder, "-o", torrent);
    shows(0, "pack", folder, "-o", torrent, "--json");
    shows(0, "show", torrent);
    shows(0, "show", torrent, "--json");
    String data = temp.resolve("data").toString();
    var serve = List.of("serve", folder, "--listen", "127.0.0.1:0", "--channel", "c");
    try (Child origin = Child.start(temp, with(serve, "--data", data))) {
      String line = origin.lineWith("freshet get 127.0.0.1:");
      origin.lineWith("Ctrl-C");
      assertShownEscaped(origin.said());
      String address = line.substring(line.indexOf("127."), line.indexOf("/c"));
      // A name that a person wrote is shown as well.
      String there = temp.resolve("got" + CLEAR).toString();
      shows(0, "get", address + "/c", there);
      shows(0, "verify", there);
      Files.writeString(Path.of(there, FILE), "changed");
      shows(1, "verify", there);
      shows(1, "verify", there, "--json");
      shows(1, "get", address + "/c", there);
      shows(2, "get", address + "/c", there, "--include", CLEAR);
      shows(2, "get", address + "/c", "-");
      shows(0, "ls", address + "/c");
      shows(0, "ls", address, "--json");
      shows(0, "status", address, "--json");
      assertHarmless(Child.run("status", address).said());
      shows(2, "ls", address + "/c" + CLEAR);
      shows(2, "show", CLEAR);
      shows(2, CLEAR);
      shows(2, "show", "--" + CLEAR);
      shows(1, "pack", temp.resolve("none" + CLEAR).toString(), "-o", torrent);
      shows(1, "show", Files.writeString(temp.resolve(CLEAR), "d" + CLEAR).toString());
      shows(2, "ls", address, "--config", Files.writeString(temp.resolve(CLEAR), CLEAR).toString());
      Files.writeString(source.resolve(FILE), "other");
      var publish = List.of("publish", folder, address + "/c", "--until-copies", "0");
      assertHarmless(Child.run(with(publish)).said());
      shows(0, "ls", address + "/c");
    }
  }

  private static String[] with(List<String> words, String... more) {
    return Stream.concat(words.stream(), Arrays.stream(more)).toArray(String[]::new);
  }
}
