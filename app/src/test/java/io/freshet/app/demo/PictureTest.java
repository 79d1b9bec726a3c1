package io.freshet.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.console.JsonLine;
import io.freshet.app.console.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is shown of what nodes said.
class PictureTest {
  private static final long MIB = 1 << 20;

  private final Process process = new ProcessBuilder("true").start();

  PictureTest() throws IOException {}

  private Fetcher fetcher(String name) {
    return new Fetcher(name, Path.of(name), List.of(), process);
  }

  private static JsonLine said(
      String state, String node, long mebibytes, long mebibytesFetched, JsonObject received) {
    return JsonLine.parse(
        new JsonObject()
            .put("state", state)
            .put("done", mebibytes * MIB)
            .put("total", 100 * MIB)
            .put("fetched", mebibytesFetched * MIB)
            .put("rate", 10 * MIB)
            .put("sources", 2)
            .put("node", node)
            .put("received", received)
            .toString());
  }

  private static JsonObject from(String node, long mebibytes) {
    return new JsonObject().put(node, mebibytes * MIB);
  }

  @Test
  void aBarForEachNode() {
    var one = fetcher("node 1");
    var two = fetcher("node 2");
    one.hear(said("fetching", "aa", 50, 50, from("0f", 40).put("bb", 10 * MIB)));
    two.hear(said("fetching", "bb", 99, 99, from("0f", 99)));
    two.killed();
    assertEquals(
        List.of(
            "                                                 RATE  FROM        SENT",
            "origin  ████████████████████████████  100 %                     139 MiB",
            "node 1  ██████████████░░░░░░░░░░░░░░   50 %  10 MiB/s  2 peers  0 bytes",
            "node 2  ███████████████████████████░   99 %            killed    10 MiB"),
        Picture.bars(List.of(one, two)));
  }

  @Test
  void whatANodeReceivedInBothOfItsLivesCounts() {
    var one = fetcher("node 1");
    var two = fetcher("node 2");
    one.hear(said("fetching", "aa", 50, 50, from("0f", 30).put("bb", 20 * MIB)));
    assertTrue(one.isHalfWay());
    one.killed();
    assertEquals(Fetcher.State.KILLED, one.state());
    one.startedAgain(process);
    one.hear(said("fetching", "cc", 48, 2, from("bb", 2)));
    one.hear(said("complete", "cc", 100, 54, from("bb", 4).put("0f", 50 * MIB)));
    two.hear(
        said("complete", "bb", 100, 100, from("0f", 60).put("aa", 15 * MIB).put("cc", 25 * MIB)));
    assertEquals(46 * MIB, one.kept());
    assertEquals(54 * MIB, one.fetchedSinceRestart());
    var shares = new Shares(List.of(one, two));
    assertEquals(140 * MIB, shares.givenByOrigin());
    assertEquals(40 * MIB, shares.givenBy(one));
    assertEquals(
        List.of(
            "TO \\ FROM   ORIGIN  NODE 1  NODE 2      ALL",
            "node 1      80 MiB       ·  24 MiB  104 MiB",
            "node 2      60 MiB  40 MiB       ·  100 MiB",
            "all        140 MiB  40 MiB  24 MiB  204 MiB"),
        shares.table());
  }
}
