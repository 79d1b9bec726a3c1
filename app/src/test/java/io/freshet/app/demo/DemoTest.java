package io.freshet.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as a person runs it: six processes, a folder whose names are awkward.
class DemoTest {
  /// Twelve extents or more, so that half of them is a moment that can be met.
  private static final int LARGE_BYTES = 6 << 20;

  @TempDir Path temp = Path.of("");
  private Path tree = temp;
  private Path scratch = temp;

  @BeforeEach
  void plant() throws IOException {
    scratch = Files.createDirectory(temp.resolve("scratch"));
    tree = Files.createDirectories(temp.resolve("a tree"));
    var random = new Random(1);
    var large = new byte[LARGE_BYTES];
    random.nextBytes(large);
    Files.write(
        Files.createDirectories(tree.resolve("日本/ deep ")).resolve("large 'n \"quoted\""), large);
    Files.write(tree.resolve("twin"), large);
    Files.write(tree.resolve("holes"), new byte[1 << 20]);
    Files.write(tree.resolve("empty"), new byte[0]);
    Files.createDirectory(tree.resolve("nothing in it"));
    Files.createSymbolicLink(tree.resolve("link\nwith a line's end"), Path.of("日本"));
    for (int i = 0; i < 100; i++) {
      var small = new byte[random.nextInt(4_096)];
      random.nextBytes(small);
      Files.write(tree.resolve("-small " + i + "%00"), small);
    }
  }

  private ProcessBuilder demo(String... words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(
        List.of("-Dsun.jnu.encoding=UTF-8", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.freshet.app.Main", "demo"));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command);
    builder.environment().put("TMPDIR", scratch.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder;
  }

  private void runs(String... words) throws IOException, InterruptedException {
    var errors = temp.resolve("errors");
    var process = demo(words).redirectError(errors.toFile()).start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var all = out + Files.readString(errors);
    assertEquals(0, process.waitFor(), all);
    assertTrue(out.contains("\nVERIFY OK: 4 copies equal the source, "), all);
    assertTrue(out.contains("node 3   killed (SIGKILL, process "), all);
    assertTrue(out.contains("node 3   complete: kept "), all);
    assertTrue(out.contains("\n  node 4: 105 files, "), all);
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() throws IOException {
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aFolderReachesFourNodesAndOneIsKilledAndResumed() throws Exception {
    runs(tree.toString());
  }

  @Test
  void theSameWithoutATracker() throws Exception {
    runs("--trackerless", tree.toString());
  }

  @Test
  void whenItIsInterruptedNothingIsLeft() throws Exception {
    var process = demo(tree.toString()).redirectError(Redirect.DISCARD).start();
    var out = process.inputReader(StandardCharsets.UTF_8);
    String line;
    do line = out.readLine();
    while (line != null && !line.startsWith("nodes "));
    assertTrue(line != null, "the nodes were started");
    var nodes = process.descendants().toList();
    assertEquals(5, nodes.size());
    // Only the signal: Process.destroy() closes the pipe as well, and who can't write ends with 1.
    process.toHandle().destroy();
    assertEquals(3, process.waitFor());
    for (var node : nodes) node.onExit().get(10, TimeUnit.MINUTES);
    assertNothingIsLeft();
  }
}
