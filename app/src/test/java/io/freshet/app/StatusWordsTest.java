package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.TrackerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusWordsTest {
  private static final String HASH = "ab".repeat(32);
  private static final NodeId ORIGIN = new NodeId(0x0a1b2c3d00000000L);
  private static final NodeId OTHER = new NodeId(0xff00ff0000000000L);

  private static final Release RELEASE =
      new Release(
          new ChannelName("demo"),
          3,
          InfoHash.parse(HASH),
          "demo.bin",
          512L << 20,
          1,
          Instant.EPOCH,
          "tester",
          Priority.NORMAL);

  private static TrackerStatus status(TrackerStatus.Member... members) {
    return new TrackerStatus(
        new NodeId(7),
        "freshet test",
        members.length,
        List.of(new TrackerStatus.Swarm(RELEASE, 200, 1, List.of(members))));
  }

  private static TrackerStatus.Member origin() {
    return new TrackerStatus.Member(
        ORIGIN,
        ":7070",
        Zone.UNKNOWN,
        Reach.REACHABLE,
        200,
        0,
        512L << 20,
        20 << 20,
        0,
        Duration.ofSeconds(90),
        List.of(),
        List.of(),
        "freshet test",
        false);
  }

  private static TrackerStatus.Member hidden(List<TrackerStatus.Trouble> troubles) {
    return new TrackerStatus.Member(
        OTHER,
        "10.0.0.2:4001",
        new Zone("eu/hall-2"),
        Reach.UNREACHABLE,
        199,
        1,
        511L << 20,
        0,
        20 << 20,
        Duration.ofSeconds(12),
        troubles,
        List.of(new TrackerStatus.Received(ORIGIN, 511L << 20)),
        "freshet test",
        false);
  }

  @Test
  void aTableOfNodesForEachRelease() {
    assertEquals(
        List.of(
            "demo@v3 · 512 MiB · 2 nodes, 1 with all of it · " + HASH,
            "  NODE      ADDRESS         ZONE        HELD         UP       DOWN   CONNECTED  NOTES",
            "  0a1b2c3d  localhost:7070             100 %   20 MiB/s  0 bytes/s  1 min 30 s",
            "  ff00ff00  10.0.0.2:4001   eu/hall-2   99 %  0 bytes/s   20 MiB/s        12 s  cannot be reached"),
        new StatusWords(status(hidden(List.of()), origin()), "localhost").lines());
  }

  @Test
  void troublesAreInWordsAndTheLatestFirst() {
    var troubles =
        List.of(
            new TrackerStatus.Trouble(ORIGIN, Failure.CORRUPT, 1, Duration.ofSeconds(30)),
            new TrackerStatus.Trouble(ORIGIN, Failure.STALLED, 3, Duration.ofSeconds(10)),
            new TrackerStatus.Trouble(ORIGIN, Failure.BROKEN, 1, Duration.ofSeconds(40)));
    var line = new StatusWords(status(hidden(troubles)), "").lines().getLast();
    assertTrue(
        line.endsWith(
            "cannot be reached; 3 × 0a1b2c3d stalled, 10 s ago; 0a1b2c3d sent wrong bytes, 30 s ago; trouble with 1 more"),
        line);
  }

  @Test
  void aReleaseWithoutNodesSaysSo() {
    assertEquals(
        "  nobody is here that holds or fetches it",
        new StatusWords(status(), "localhost").lines().getLast());
    assertEquals(
        List.of("no release is held or fetched by any node; 4 nodes connected"),
        new StatusWords(new TrackerStatus(new NodeId(7), "x", 4, List.of()), "").lines());
  }

  @Test
  void whoIsPausedIsSaidToBe() {
    var it = origin();
    var paused =
        new TrackerStatus.Member(
            it.node(),
            it.address(),
            it.zone(),
            it.reach(),
            it.heldExtents(),
            it.wantedExtents(),
            it.heldBytes(),
            it.upRate(),
            it.downRate(),
            it.attached(),
            it.troubles(),
            it.received(),
            it.program(),
            true);
    var words = new StatusWords(status(paused), "");
    assertTrue(words.lines().getLast().endsWith("  paused"), words.lines().getLast());
    assertTrue(words.json().toString().contains("\"paused\":true"), words.json().toString());
  }

  @Test
  void programsReadAllOfIt() {
    var json = new StatusWords(status(hidden(List.of())), "").json().toString();
    assertTrue(json.contains("\"reach\":\"unreachable\",\"held_extents\":199"), json);
    assertTrue(json.contains("\"received\":{\"0a1b2c3d00000000\":535822336}"), json);
  }

  @Test
  void programsCanDialTheTrackersOwnNode() {
    var status = status(origin());
    assertTrue(
        new StatusWords(status, "10.0.0.1")
            .json()
            .toString()
            .contains("\"address\":\"10.0.0.1:7070\""));
    assertTrue(
        new StatusWords(status, "fd00::1")
            .json()
            .toString()
            .contains("\"address\":\"[fd00::1]:7070\""));
  }
}
