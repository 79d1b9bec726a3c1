package io.freshet.app.simulating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.arguments.UsageException;
import io.freshet.app.values.Rate;
import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.sim.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZoneFileTest {
  private static final Group OTHERWISE =
      new Group(Zone.UNKNOWN, 100, List.of(1_000L), List.of(2_000L));

  private static final Zone OFFICE = new Zone("office");
  private static final Zone PLANT = new Zone("plant/hall-2");

  private static ZoneFile parse(String text) throws UsageException {
    return ZoneFile.parse(text.lines().toList(), "zones.txt", OTHERWISE);
  }

  @Test
  void whatAZoneLeavesOutIsAsTheCommandLineSays() throws UsageException {
    var zones =
        parse(
            """
            # who stands where
            zone office nodes 40 down 8kbit/s
            zone plant/hall-2 up 80kbit/s,8kbit/s   # the rest of them

            link office plant/hall-2 800kbit/s
            """);
    assertEquals(
        List.of(
            new Group(OFFICE, 40, List.of(1_000L), List.of(1_000L)),
            new Group(PLANT, 60, List.of(10_000L, 1_000L), List.of(2_000L))),
        zones.groups());
    assertEquals(
        List.of(new ZoneLink(OFFICE, PLANT, 100_000), new ZoneLink(PLANT, OFFICE, 100_000)),
        zones.links());
  }

  @Test
  void aLinkMayLeadOneWayOnly() throws UsageException {
    var zones = parse("zone office\nzone plant/hall-2\nlink office -> plant/hall-2 8kbit/s");
    assertEquals(List.of(new ZoneLink(OFFICE, PLANT, 1_000)), zones.links());
    assertEquals(List.of(50, 50), zones.groups().stream().map(Group::count).toList());
  }

  @Test
  void evenZonesAreJoinedEachWithEach() {
    var zones = ZoneFile.even(3, new Rate(500), OTHERWISE);
    assertEquals(List.of(34, 33, 33), zones.groups().stream().map(Group::count).toList());
    assertEquals(6, zones.links().size());
  }

  @Test
  void mistakesNameTheirLine() {
    refused("zones.txt has no zone: write lines like `zone office nodes 40`", "");
    refused("zones.txt, line 2: `zoen`: a line begins with zone or link", "zone a\nzoen b");
    refused("zones.txt, line 1: `none` is not a number of nodes", "zone a nodes none");
    refused("zones.txt, line 1: `size`: a zone has nodes, up and down", "zone a size 4");
    refused(
        "zones.txt, line 1: write `zone NAME`, then `nodes N`, `up RATE`, `down RATE` as needed",
        "zone a nodes");
    refused(
        "zones.txt, line 2: write `link A B 200Mbit/s`, or `link A -> B 200Mbit/s`",
        "zone a\nlink a 200Mbit/s");
    refused(
        "zones.txt, line 1: `fast` is not a rate: write 20MB/s, 512K/s, 100Mbit/s or unlimited",
        "zone a up fast");
    refused(
        "zones.txt places 100 of 100 nodes, which leaves too few for the zones without `nodes`:"
            + " write more --nodes",
        "zone a nodes 100\nzone b");
    refused(
        "zones.txt, line 2: zone a has a line already: leave one out", "zone a\nzone a nodes 3");
    refused("zones.txt, line 1: `nodes` twice: leave one out", "zone a nodes 3 nodes 4");
    refused(
        "zones.txt, line 3: two links from b to a: leave one out",
        "zone a\nlink a b 1MB/s\nlink b -> a 2MB/s");
    refused(
        "zones.txt places 3600000 nodes: place 100000 at most",
        "zone a nodes 900000\nzone b nodes 900000\nzone c nodes 900000\nzone d nodes 900000");
  }

  @Test
  void aByteOrderMarkIsNoWord(@TempDir Path folder) throws IOException, UsageException {
    Path file = Files.writeString(folder.resolve("zones"), "\ufeffzone a\r\nlink a b 8kbit/s\r\n");
    assertEquals(2, ZoneFile.links(file).size());
  }

  private static void refused(String message, String text) {
    assertEquals(message, assertThrows(UsageException.class, () -> parse(text)).getMessage());
  }

  @Test
  void aTrackerReadsTheLinksOfTheSameFile() throws UsageException {
    List<String> lines =
        List.of("zone office nodes 40", "link office plant/hall-2 8kbit/s # thin", "");
    assertEquals(
        List.of(new ZoneLink(OFFICE, PLANT, 1_000), new ZoneLink(PLANT, OFFICE, 1_000)),
        ZoneFile.linksOnly(lines, "sites.txt"));
  }

  @Test
  void aTrackersFileIsRefusedByName() {
    for (var wrong :
        Map.of(
                List.of("zone office"), "sites.txt has no link",
                List.of("link a b 1MB/s", "link b -> a 2MB/s"), "two links from b to a",
                List.of("", "link a b fast"), "sites.txt, line 2: ",
                List.of("link a a 1MB/s"), "sites.txt, line 1: ",
                List.of("road a b 1MB/s"), "`road`: a line begins with zone or link")
            .entrySet()) {
      var refused =
          assertThrows(UsageException.class, () -> ZoneFile.linksOnly(wrong.getKey(), "sites.txt"));
      assertTrue(
          String.valueOf(refused.getMessage()).contains(wrong.getValue()), refused.getMessage());
    }
  }

  @Test
  void whatIsNoTextFileIsRefusedByName(@TempDir Path folder) throws IOException {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    for (Path file : List.of(folder, binary, folder.resolve("missing"))) {
      var refused = assertThrows(UsageException.class, () -> ZoneFile.links(file));
      assertTrue(
          String.valueOf(refused.getMessage()).contains(file.toString()), refused.getMessage());
    }
  }
}
