package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder = Path.of("");

  private int run(String words) {
    out.reset();
    err.reset();
    var console = new Console(out, err, Surface.PLAIN);
    return new Program(console, Map.of()).run(List.of(words.split(" ", -1)));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private double number(String key) {
    var matcher = Pattern.compile("\"" + key + "\":([-0-9.E]+)").matcher(out());
    assertTrue(matcher.find(), key + " in " + out());
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void itSaysHowLongAndWhoWaitsForWhat() {
    assertEquals(0, run("sim --nodes 8 --size 64M --up 200Mbit/s --down 200Mbit/s"), err());
    assertTrue(
        out().startsWith("64 MiB in 256 extents of 256 KiB to 8 receivers, seed 1\n"), out());
    for (String row :
        List.of(
            "time ", "bound ", "origin sent ", "receivers took ", "the last ", "it waited for ")) {
      assertTrue(out().lines().anyMatch(line -> line.startsWith(row)), row + " in " + out());
    }
  }

  @Test
  void programsGetOneObject() {
    assertEquals(0, run("sim --nodes 8 --size 64M --up 200Mbit/s --down 200Mbit/s --json"), err());
    assertEquals(1, out().lines().count());
    assertEquals(number("bound_s") / number("time_s"), number("efficiency"), 1e-9);
    assertEquals(64 << 20, number("bytes"));
    assertEquals(8 * 256, number("deliveries"));
    assertTrue(number("origin_copies") >= 0.99, out());
    assertTrue(number("p50_s") <= number("p999_s"), out());
    assertTrue(number("engine_step_p999_us") > 0, out());
    assertTrue(number("engine_bytes") >= 0, out());
  }

  @Test
  void zonesAndTroublesAreTaken() throws IOException {
    var file =
        Files.writeString(folder.resolve("zones"), "zone a nodes 4\nzone b\nlink a b 40Mbit/s");
    assertEquals(
        0,
        run(
            "sim --json --nodes 8 --size 16M --up 200Mbit/s,100Mbit/s --links "
                + file
                + " --slow 4:3 --drop-outs 1 --joins 2s --failures 1/50 --latency 2ms --seed 3"),
        err());
    assertTrue(
        out().contains("\"zones\":[{\"zone\":\"a\",\"nodes\":4,\"up_rates\":[25000000,12500000]"),
        out());
    assertTrue(
        out().contains("\"zone_links\":[{\"from\":\"a\",\"to\":\"b\",\"rate\":5000000,"), out());
    assertEquals(0.02, number("failures"));
    assertEquals(0.002, number("latency_s"));
    assertTrue(number("copies") >= 1, out());
  }

  @Test
  void aPublishedCaseStandsBesideOurs() {
    assertEquals(0, run("sim --case lanscatter --json"), err());
    assertTrue(out().startsWith("{\"case\":\"lanscatter\",\"nodes\":27,"), out());
    assertTrue(out().contains("\"theirs\":[0.5,0.9],\"ours\":"), out());
    assertEquals(0, run("sim --case lanscatter"), err());
    assertTrue(out().contains("0.50–0.90"), out());
  }

  @Test
  void mistakesAreNamed() {
    refused("--zones and --zone-link go together: --zones 3 --zone-link 1Gbit/s", "--zones 3");
    refused("--nodes is decided by --case: leave one out", "--case kraken --nodes 3");
    refused("--slow: `16`: write 16:100, or 16:100:sending", "--slow 16");
    refused("--failures: `2%` is not a share: write 1/50 or 0.02", "--failures 2%");
    refused("--nodes 0: write a number from 1 to 100000", "--nodes 0");
    refused("no receiver stays and keeps up: let fewer drop out or be slow", "--drop-outs 100");
    refused("more than 1048576 extents: choose longer pieces", "--size 1T --piece-length 256K");
  }

  @Test
  void whatCannotBeSimulatedIsRefusedBefore() {
    refused("--latency: write 2s at most", "--latency 999999999d");
    refused("--latency of nothing: write 1us at least", "--latency 0s");
    refused("--joins: write 30d at most", "--joins 999999999d");
    refused("more than 1048576 extents: choose a smaller release", "--size 999P");
    refused("--failures: `1/1` is not a share: write 1/50 or 0.02", "--failures 1/1");
    refused("--slow: slower by a factor of 0.5: write 1 or more", "--slow 2:0.5");
    refused(
        "--slow: every 1. receiver slow leaves none to judge by: write 2:100, or more",
        "--slow 1:3");
  }

  @Test
  void aFileOfZonesDoesNotContradictTheCommandLine() throws IOException {
    var file = Files.writeString(folder.resolve("zones"), "zone a nodes 4\nzone b nodes 4");
    refused(
        file
            + " places 8 nodes, not 20: leave out --nodes, or the `nodes` of a zone, which then takes"
            + " the rest",
        "--nodes 20 --links " + file);
    assertEquals(0, run("sim --size 16M --nodes 8 --links " + file), err());
  }

  @Test
  void whoNeverGetsEverythingIsSaidInALine() {
    assertEquals(1, run("sim --nodes 2 --size 512K --failures 0.99999"), out());
    assertTrue(err().startsWith("freshet: not all of 2 receivers had everything after 1"), err());
    assertEquals(1, err().lines().count());
  }

  private void refused(String message, String words) {
    assertEquals(2, run("sim " + words), out());
    assertEquals("freshet: sim: " + message + "\n", err());
  }
}
