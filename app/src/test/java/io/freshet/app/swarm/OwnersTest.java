package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whose files are, at the source and at its receivers. Only root can give files away: where the
/// tests are run by somebody else, each says that it proved nothing.
class OwnersTest {
  private static final int SOMEBODY = 54_321;
  private static final int SOMEBODY_ELSE = 54_322;

  @TempDir Path temp = Path.of("");
  private Path source = temp;

  @BeforeEach
  void plant() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    Files.createDirectory(source.resolve("folder"));
    Files.writeString(source.resolve("folder/file"), "content");
    Files.createSymbolicLink(source.resolve("link"), Path.of("folder/file"));
  }

  /// Gives it all to somebody; false where one may not.
  private boolean giveAway(int owner) throws IOException {
    try {
      for (String path : paths(source)) {
        for (String kind : List.of("unix:uid", "unix:gid")) {
          Files.setAttribute(source.resolve(path), kind, owner, LinkOption.NOFOLLOW_LINKS);
        }
      }
      return true;
    } catch (IOException e) {
      System.out.println("NOT PROVEN here, where nobody may give files away: " + getClass());
      return false;
    }
  }

  private static List<String> paths(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(path -> !path.toString().contains("/.freshet"))
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private static List<String> owners(Path root) throws IOException {
    List<String> owners = new ArrayList<>();
    for (String path : paths(root)) {
      var of = Files.readAttributes(root.resolve(path), "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
      owners.add(path + " " + of.get("uid") + ":" + of.get("gid"));
    }
    return owners;
  }

  private static List<String> all(int owner) {
    String them = " " + owner + ":" + owner;
    return List.of(them, "folder" + them, "folder/file" + them, "link" + them);
  }

  @Test
  void theyAreWhoseTheyWereAndFollow() throws Exception {
    if (!giveAway(SOMEBODY)) return;
    Path got = temp.resolve("got");
    Path mirrored = temp.resolve("mirrored");
    try (Child origin = Child.origin(temp, source, "--owner", "--watch")) {
      String release = origin.release();
      var ended = Child.run("get", release, got.toString());
      assertEquals(0, ended.exitCode(), ended.said());
      assertEquals(all(SOMEBODY), owners(got));
      try (Child mirror = Child.start(temp, "mirror", release, mirrored.toString(), "--json")) {
        mirror.lineWith("\"complete\"");
        assertEquals(all(SOMEBODY), owners(mirrored));
        giveAway(SOMEBODY_ELSE);
        // Several releases, perhaps: they were not all given away at once.
        while (!owners(mirrored).equals(all(SOMEBODY_ELSE))) mirror.lineWith("\"complete\"");
      }
    }
  }

  /// So many that they are made in a quicker way.
  @Test
  void manySmallFilesAreTheirsToo() throws Exception {
    for (int i = 0; i < 1_100; i++) Files.writeString(source.resolve("folder/f" + i), "" + i);
    if (!giveAway(SOMEBODY)) return;
    Path got = temp.resolve("got");
    try (Child origin = Child.origin(temp, source, "--owner", "--watch")) {
      var ended = Child.run("get", origin.release(), got.toString());
      assertEquals(0, ended.exitCode(), ended.said());
    }
    assertEquals(owners(source), owners(got));
  }

  @Test
  void whoMayNotGiveFilesAwayIsToldSoOnce() throws Exception {
    if (!giveAway(SOMEBODY)) return;
    Path got = temp.resolve("got");
    try (Child origin = Child.origin(temp, source, "--owner", "--watch")) {
      var get = Child.builder("get", origin.release(), got.toString());
      // Root, but for this one right.
      get.command().addAll(0, List.of("setpriv", "--bounding-set", "-chown"));
      Process process = get.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), said);
      assertEquals(1, said.lines().filter(line -> line.contains("whose its files are")).count());
      assertTrue(owners(got).stream().noneMatch(each -> each.contains("" + SOMEBODY)), said);
    }
  }
}
