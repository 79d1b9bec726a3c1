package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder = Path.of("");

  private int run(Object... words) {
    out.reset();
    err.reset();
    var console = new Console(out, err, Surface.PLAIN);
    int code =
        new Program(console, Map.of()).run(List.of(words).stream().map(Object::toString).toList());
    console.flush();
    return code;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  static List<String> commands() {
    return Commands.names();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsFoundAndExplained(String name) {
    assertEquals(0, run(name, "--help"), err());
    assertTrue(out().contains("Usage: freshet " + name), out());
    assertTrue(out().contains("Example: freshet " + name), out());
    assertEquals(name, Commands.find(name).orElseThrow().syntax().command());
  }

  @Test
  void whatVersionsExcludeIsSaid() {
    String dest = folder.resolve("dest").toString();
    assertEquals(2, run("mirror", "hall/c", dest, "--versions", "--in-place"));
    assertTrue(err().contains("--versions and --in-place exclude each other"), err());
    assertEquals(2, run("mirror", "hall/c", dest, "--versions", "--adopt"));
    assertTrue(err().contains("--versions and --adopt exclude each other"), err());
    assertEquals(2, run("mirror", "hall/c", dest, "--versions", "0"));
    assertTrue(err().contains("write how many, 1 at least"), err());
  }

  @Test
  void whereAMirrorHasItsVersionsCurrentIsMeant() throws IOException {
    Path notes = Files.createDirectories(folder.resolve("dest/.freshet"));
    Files.writeString(notes.resolve("mirror"), "versions\n");
    String dest = folder.resolve("dest").toString();
    assertEquals(2, run("serve", dest, "--data", folder.resolve("data").toString()));
    assertTrue(err().contains("serve the newest, " + dest + "/current"), err());
    assertEquals(1, run("verify", dest));
    assertTrue(err().contains("verify " + dest + "/current"), err());
  }

  @Test
  void helpListsEveryCommand() {
    assertEquals(0, run("--help"));
    for (String name : Commands.names()) assertTrue(out().contains("\n  " + name + " "), name);
  }

  @Test
  void withoutACommandItExplainsItself() {
    assertEquals(2, run());
    assertTrue(out().startsWith("Usage: freshet COMMAND"), out());
  }

  @Test
  void wrongUsageIsOneLineAndExitCode2() {
    assertEquals(2, run("shw"));
    assertEquals("freshet: there is no command `shw`: did you mean show?\n", err());
    assertEquals(2, run("show"));
    assertEquals("freshet: show: RELEASE is missing: freshet show RELEASE [OPTION]…\n", err());
  }

  @Test
  void packLeavesOutWhatIsExcluded() throws IOException {
    var tree = Files.createDirectory(folder.resolve("tree"));
    Files.writeString(tree.resolve("kept"), "hello");
    Files.writeString(tree.resolve("a.tmp"), "not this");
    Files.writeString(tree.resolve("b.o"), "nor this");
    assertEquals(
        0, run("pack", tree, "-o", folder.resolve("t"), "--exclude", "*.tmp", "--exclude", "*.o"));
    assertTrue(out().startsWith("packed tree: 1 file, 5 bytes"), out());
  }

  @Test
  void packsAndShows() throws IOException {
    var tree = Files.createDirectory(folder.resolve("tree"));
    Files.writeString(tree.resolve("日本"), "hello");
    Files.createDirectory(tree.resolve("empty"));
    var torrent = folder.resolve("t.torrent");
    assertEquals(0, run("pack", tree, "-o", torrent), err());
    assertTrue(
        out().startsWith("packed tree: 1 file, 5 bytes, 1 piece of 256 KiB\ninfo hash "), out());
    assertEquals(0, run("show", torrent), err());
    assertTrue(out().contains("   5 bytes  日本\n    folder  empty/\n"), out());
    assertEquals(0, run("show", torrent, "--json"), err());
    assertTrue(
        out()
            .contains(
                "\"folders\":[\"empty\"],\"unsettled\":[],\"files\":[{\"path\":\"日本\",\"bytes\":5,\"executable\":false}]}\n"),
        out());
    try (var left = Files.list(folder)) {
      assertEquals(2, left.count(), "only the tree and its manifest are there");
    }
  }

  @Test
  void failuresNameTheThingAndTheNextStep() throws IOException {
    var nothing = folder.resolve("nothing");
    assertEquals(2, run("show", nothing));
    assertEquals(
        "freshet: show: RELEASE: there is no file `" + nothing + "`: check its path\n", err());
    assertEquals(2, run("show", folder));
    assertEquals(
        "freshet: show: RELEASE: `"
            + folder
            + "` is a folder: name a .torrent file, or make one with freshet pack\n",
        err());
    assertEquals(2, run("pack", folder, "-o", folder.resolve("x.torrent")));
    assertTrue(err().contains("would be packed the next time: write it outside"), err());
    assertEquals(1, run("pack", nothing, "-o", folder.resolve("x.torrent")));
    assertTrue(err().contains(nothing + ": check the path"), err());
    assertEquals(1, run("show", Files.writeString(folder.resolve("y.torrent"), "no torrent")));
    assertTrue(err().startsWith("freshet: " + folder.resolve("y.torrent") + ": "), err());
    assertEquals(1, err().lines().count(), err());
  }

  @Test
  void stackTracesAreForThoseWhoAsk() {
    var nothing = folder.resolve("nothing");
    run("pack", nothing, "-o", folder.resolve("t"), "--log-level", "debug");
    assertTrue(err().contains("\tat "), err());
    run("pack", nothing, "-o", folder.resolve("t"));
    assertFalse(err().contains("\tat "), err());
  }
}
