package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer gets wrong: one line that names it and says what to write.
class MistakesTest {
  private static final int WRONG_USAGE = 2;

  @TempDir Path temp = Path.of("");
  private Path folder = temp;

  @BeforeEach
  void plant() throws IOException {
    folder = Files.createDirectory(temp.resolve("folder"));
    Files.writeString(folder.resolve("a"), "content");
    Files.writeString(folder.resolve("b"), "other content");
  }

  private static void refuses(int exitCode, String line, String... words) throws Exception {
    var ended = Child.run(words);
    assertEquals(exitCode, ended.exitCode(), ended.said());
    assertEquals("freshet: " + line + "\n", ended.said());
  }

  private Child serve() throws IOException {
    String data = temp.resolve("data").toString();
    return Child.start(
        temp,
        "serve",
        folder.toString(),
        "--listen",
        "127.0.0.1:0",
        "--channel",
        "c",
        "--data",
        data);
  }

  @Test
  void aReleaseThatIsNone() throws Exception {
    String there = temp.resolve("x").toString();
    refuses(
        WRONG_USAGE,
        "get: RELEASE: `"
            + folder
            + "` is a folder: name a .torrent file, or make one with"
            + " freshet pack",
        "get",
        folder.toString(),
        there);
    refuses(
        WRONG_USAGE,
        "get: RELEASE: `http://hall/c` is neither a file that exists nor a release:"
            + " `http://hall/c` is a URL: write hall/c",
        "get",
        "http://hall/c",
        there);
    refuses(WRONG_USAGE, "get: DEST: an empty path names nothing", "get", "hall/c", "");
  }

  @Test
  void whatADestinationCannotBe() throws Exception {
    try (Child origin = serve()) {
      String line = origin.lineWith("freshet get 127.0.0.1:");
      String release = line.substring(line.indexOf("127."), line.lastIndexOf(" DEST"));
      String file = Files.writeString(temp.resolve("file"), "mine").toString();
      refuses(
          1,
          file + " cannot be used as a folder: a file is in the way; choose another destination",
          "get",
          release,
          file);
      refuses(
          1,
          "/proc/x cannot be used as a folder: it cannot be made there; choose another destination",
          "get",
          release,
          "/proc/x");
      refuses(
          WRONG_USAGE,
          "get: --include: `[` is not a pattern (Missing ']): write '*.json' or 'weights/**'",
          "get",
          release,
          file,
          "--include",
          "[");
      assertEquals("mine", Files.readString(Path.of(file)));
    }
  }

  @Test
  void whereNobodyCanListen() throws Exception {
    String data = temp.resolve("data").toString();
    refuses(
        WRONG_USAGE,
        "tracker: --listen: no host is called no-such-host.invalid: write an address of this"
            + " machine",
        "tracker",
        "--data",
        data,
        "--listen",
        "no-such-host.invalid:0");
    refuses(
        1,
        "192.0.2.1 is no address of this machine; choose another with --listen, or leave it out",
        "tracker",
        "--data",
        data,
        "--listen",
        "192.0.2.1:0");
  }

  @Test
  void whereNothingCanBeRemembered() throws Exception {
    String file = Files.writeString(temp.resolve("file"), "").toString();
    refuses(
        1,
        file + " cannot be used as --data folder (it is a file): choose another",
        "tracker",
        "--data",
        file,
        "--listen",
        "127.0.0.1:0");
    String inside = folder.resolve("state").toString();
    refuses(
        WRONG_USAGE,
        "serve: --data "
            + inside
            + " lies in "
            + folder
            + ", which is served: choose a folder"
            + " outside",
        "serve",
        folder.toString(),
        "--data",
        inside,
        "--listen",
        "127.0.0.1:0");
    assertFalse(Files.exists(Path.of(inside)));
  }

  @Test
  void numbersThatAreNone() throws Exception {
    refuses(
        WRONG_USAGE,
        "get: --limit-up: `999999999999999Gbit/s` is past any link: write a smaller one, or"
            + " unlimited",
        "get",
        "hall/c",
        "x",
        "--limit-up",
        "999999999999999Gbit/s");
    refuses(
        WRONG_USAGE,
        "get: --limit-up: `-5MB/s` is not a rate: write 20MB/s, 512K/s, 100Mbit/s or unlimited",
        "get",
        "hall/c",
        "x",
        "--limit-up",
        "-5MB/s");
  }

  @Test
  void aConfigFileWithErrors() throws Exception {
    Path config = Files.write(temp.resolve("conf"), List.of("# mine", "limt-up = 1MB/s"));
    refuses(
        WRONG_USAGE,
        "get: " + config + " line 2: no option is called `limt-up`: did you mean limit-up?",
        "get",
        "hall/c",
        "x",
        "--config",
        config.toString());
    Files.write(config, List.of("limit-up = 1MB/s", "limit-up = 2MB/s"));
    refuses(
        WRONG_USAGE,
        "get: " + config + ": limit-up is given more than once: write it once",
        "get",
        "hall/c",
        "x",
        "--config",
        config.toString());
  }

  @Test
  void anOutputThatCannotBeWritten() throws Exception {
    Path torrent = temp.resolve("t.torrent");
    assertEquals(0, Child.run("pack", folder.toString(), "-o", torrent.toString()).exitCode());
    Process full =
        Child.builder("show", torrent.toString()).redirectOutput(new File("/dev/full")).start();
    String said = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, full.waitFor(), said);
    assertTrue(said.startsWith("freshet: standard output cannot be written (no space"), said);
    assertEquals(1, said.lines().count(), said);

    Process closed = Child.builder("show", torrent.toString()).start();
    closed.getInputStream().close();
    assertEquals("", new String(closed.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(1, closed.waitFor());
  }

  @Test
  void aStreamThatCannotBeWritten() throws Exception {
    try (Child origin = serve()) {
      String line = origin.lineWith("freshet get 127.0.0.1:");
      String release = line.substring(line.indexOf("127."), line.lastIndexOf(" DEST"));
      Process full =
          Child.builder("get", release, "-", "--include", "a")
              .redirectOutput(new File("/dev/full"))
              .start();
      String said = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, full.waitFor(), said);
      assertTrue(said.startsWith("freshet: standard output cannot be written (no space"), said);
      assertEquals(1, said.lines().count(), said);
    }
  }
}
