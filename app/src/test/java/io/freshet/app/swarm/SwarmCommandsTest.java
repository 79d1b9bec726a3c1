package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve`, `tracker`, `publish`, `get` and `mirror` as real processes.
class SwarmCommandsTest {
  private static final int BYTES = 24 << 20;

  @TempDir Path temp = Path.of("");
  private Path source = temp;
  private byte[] content = {};

  @BeforeEach
  void plant() throws IOException {
    content = new byte[BYTES];
    new Random(7).nextBytes(content);
    source = Files.write(temp.resolve("model 日本.bin"), content);
  }

  private Child serve(String listen) throws IOException {
    return Child.start(
        temp,
        "serve",
        source.toString(),
        "--channel",
        "m",
        "--json",
        "--listen",
        listen,
        "--data",
        temp.resolve("data").toString());
  }

  private static String field(String json, String key) {
    String start = "\"" + key + "\":\"";
    int from = json.indexOf(start) + start.length();
    return json.substring(from, json.indexOf('"', from));
  }

  private void assertGot(Path file) throws IOException {
    assertArrayEquals(content, Files.readAllBytes(file));
  }

  @Test
  void byTrackerByLinkByTorrentAndAsAStream() throws Exception {
    try (Child origin = serve("127.0.0.1:0")) {
      String ready = origin.lineWith("\"serving\"");
      String address = field(ready, "address");
      Path tracked = temp.resolve("tracked.bin");
      var got = Child.run("get", address + "/m", tracked.toString());
      assertEquals(0, got.exitCode(), got.said());
      assertGot(tracked);

      var again = Child.run("get", address + "/m", tracked.toString());
      assertEquals(0, again.exitCode(), again.said());
      assertTrue(again.said().contains("all of it was here already"), again.said());

      Path linked = temp.resolve("linked.bin");
      var byLink = Child.run("get", field(ready, "magnet"), linked.toString());
      assertEquals(0, byLink.exitCode(), byLink.said());
      assertGot(linked);

      Path torrent = temp.resolve("m.torrent");
      var packed = Child.run("pack", source.toString(), "-o", torrent.toString());
      assertEquals(0, packed.exitCode(), packed.said());
      Path plain = temp.resolve("plain.bin");
      var byTorrent = Child.run("get", torrent.toString(), plain.toString(), "--peer", address);
      assertEquals(0, byTorrent.exitCode(), byTorrent.said());
      assertGot(plain);

      Path streamed = temp.resolve("streamed");
      Process stream =
          Child.builder("get", address + "/m", "-").redirectOutput(streamed.toFile()).start();
      assertEquals(0, stream.waitFor());
      assertGot(streamed);

      origin.terminate();
      assertEquals(0, origin.waitFor());
    }
  }

  @Test
  void whatVerifyFindsWrongIsFetchedAgainAndNothingElse() throws Exception {
    try (Child origin = serve("127.0.0.1:0")) {
      String address = field(origin.lineWith("\"serving\""), "address");
      // Beside the source, what is wrong would be copied from there.
      Path there = temp.resolve("apart/there.bin");
      assertSays("complete", "get", address + "/m", there.toString());
      byte[] damaged = content.clone();
      damaged[damaged.length / 2] ^= 1;
      Files.write(there, damaged);
      assertEquals(1, Child.run("verify", there.toString()).exitCode());
      assertEquals(2, Child.run("verify", there.toString(), "--repair").exitCode());
      var repaired = Child.run("verify", there.toString(), "--against", address + "/m", "--repair");
      assertEquals(0, repaired.exitCode(), repaired.said());
      assertTrue(repaired.said().contains("256 KiB fetched"), repaired.said());
      assertGot(there);
      assertSays("VERIFY OK", "verify", there.toString());
      Files.write(there, damaged);
      assertSays("256 KiB fetched", "verify", there.toString(), "--repair", "--peer", address);
      assertGot(there);
    }
  }

  @Test
  void whatWasLeftOutIsNotMissing() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("folder/sub"));
    Files.write(folder.resolve("part"), content);
    Files.writeString(folder.resolve("index.json"), "{}");
    // In one extent with the other: that is not fetched, nor counted.
    Files.write(folder.resolve("index.txt"), new byte[] {1, 2, 3});
    source = temp.resolve("folder");
    try (Child origin = serve("127.0.0.1:0")) {
      String ready = origin.lineWith("\"serving\"");
      String address = field(ready, "address");
      String there = temp.resolve("some").toString();
      assertSays("2 bytes, 2 bytes fetched", "get", address + "/m", there, "--include", "*.json");
      assertFalse(Files.exists(temp.resolve("some/sub/part")));
      assertSays("VERIFY OK: " + there + " has the 1 file", "verify", there);
      assertFalse(Files.exists(temp.resolve("some/sub/index.txt")));
      Files.writeString(temp.resolve("some/sub/index.json"), "[]");
      var changed = Child.run("verify", there, "--json");
      assertEquals(1, changed.exitCode(), changed.said());
      assertTrue(
          changed
              .said()
              .endsWith(
                  "\"selected_count\":1,\"differences\":[{\"path\":\"sub/index.json\",\"kind\":\"other_bytes\"}]}\n"),
          changed.said());

      assertSays("complete", "get", address + "/m", there, "--overwrite");
      assertSays("VERIFY OK: " + there + " is folder (3 files", "verify", there);
    }
  }

  @Test
  void aReleaseIsShownAndVerifiedHoweverItIsNamed() throws Exception {
    try (Child origin = serve("127.0.0.1:0")) {
      String ready = origin.lineWith("\"serving\"");
      String address = field(ready, "address");
      String hash = field(ready, "info_hash");
      for (String release :
          List.of(
              address + "/m",
              address + "/m@1",
              "127.0.0.1:1," + address + "/m@v1",
              field(ready, "magnet"))) {
        assertSays("info hash   " + hash, "show", release);
        assertSays("VERIFY OK", "verify", source.toString(), "--against", release);
      }
      assertSays("info hash   " + hash, "show", hash, "--peer", address);
      assertSays("OK", "verify", source.toString(), "--against", hash, "--peer", address);

      assertFails("has no channel nope: it has m", "show", address + "/nope");
      assertFails("has no v2: it has v1", "show", address + "/m@v2");
      String other = "ab".repeat(32);
      assertFails("does not have it", "show", other, "--peer", address);
      assertFails(
          "does not have it",
          "verify",
          source.toString(),
          "--against",
          "magnet:?xt=urn:btmh:1220" + other + "&x.pe=" + address);
    }
  }

  private static void assertSays(String text, String... words) throws Exception {
    var ended = Child.run(words);
    assertEquals(0, ended.exitCode(), ended.said());
    assertTrue(ended.said().contains(text), ended.said());
  }

  @Test
  void aTrackerThatIsKilledStopsNoTransferAndRemembersItsReleases() throws Exception {
    Path slow = Files.createDirectory(temp.resolve("receiver")).resolve("slow.bin");
    Path fast = Files.createDirectory(temp.resolve("helper")).resolve("fast.bin");
    String address;
    try (Child origin = serve("127.0.0.1:0")) {
      address = field(origin.lineWith("\"serving\""), "address");
      // A complete node that goes on serving, and one that has just begun when origin and tracker
      // die.
      try (Child helper =
              Child.start(
                  temp, "get", address + "/m", fast.toString(), "--json", "--serve-for", "10m");
          Child receiver = begin(helper, address, slow)) {
        receiver.lineWith("\"received\":{\"");
        origin.kill();
        receiver.lineWith("\"complete\"");
        assertEquals(0, receiver.waitFor());
      }
    }
    assertGot(slow);
    try (Child origin = serve("127.0.0.1:0")) {
      address = field(origin.lineWith("\"serving\""), "address");
      var listed = Child.run("ls", address + "/m");
      assertEquals(0, listed.exitCode(), listed.said());
      assertTrue(listed.said().contains("v1"), listed.said());
      assertFalse(listed.said().contains("v2"), "the same content is the same release");
    }
  }

  private Child begin(Child helper, String address, Path destination) throws IOException {
    helper.lineWith("\"complete\"");
    return Child.start(
        temp, "get", address + "/m", destination.toString(), "--json", "--limit-down", "4MB/s");
  }

  /// One receiver is stopped for longer than the tracker waits for it; the other one has everything
  /// by then, and the first one goes on by itself.
  @Test
  void aStoppedProcessCostsTheOthersNothingAndGoesOn() throws Exception {
    Path one = Files.createDirectory(temp.resolve("stopped")).resolve("one.bin");
    Path two = Files.createDirectory(temp.resolve("other")).resolve("two.bin");
    try (Child origin = serve("127.0.0.1:0")) {
      String address = field(origin.lineWith("\"serving\""), "address");
      try (Child stopped = limited(address, one, "6MB/s");
          Child other = limited(address, two, "3MB/s")) {
        stopped.lineWith("\"received\":{\"");
        stopped.freeze();
        other.lineWith("\"complete\"");
        assertEquals(0, other.waitFor());
        stopped.thaw();
        stopped.lineWith("\"complete\"");
        assertEquals(0, stopped.waitFor());
      }
    }
    assertGot(one);
    assertGot(two);
  }

  private Child limited(String address, Path destination, String rate) throws IOException {
    return Child.start(
        temp, "get", address + "/m", destination.toString(), "--json", "--limit-down", rate);
  }

  /// Others are told an address where nobody listens.
  @Test
  void whoCannotBeReachedGetsEverythingAndStatusSaysSo() throws Exception {
    Path hidden = Files.createDirectory(temp.resolve("hidden")).resolve("h.bin");
    Path open = Files.createDirectory(temp.resolve("open")).resolve("o.bin");
    try (Child origin = serve("127.0.0.1:0")) {
      String address = field(origin.lineWith("\"serving\""), "address");
      try (Child unreachable =
          Child.start(
              temp,
              "get",
              address + "/m",
              hidden.toString(),
              "--json",
              "--advertise",
              "127.0.0.1:1",
              "--serve-for",
              "10m")) {
        String id = field(unreachable.lineWith("\"complete\""), "node");
        var status = Child.run("status", address + "/m", "--once");
        assertTrue(status.said().contains("cannot be reached"), status.said());
        try (Child second = Child.start(temp, "get", address + "/m", open.toString(), "--json")) {
          String complete = second.lineWith("\"complete\"");
          assertFalse(complete.contains(id), complete);
          assertEquals(0, second.waitFor());
        }
      }
    }
    assertGot(hidden);
    assertGot(open);
  }

  @Test
  void aMirrorFollowsWhatIsPublished() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("folder/sub"));
    Files.write(folder.resolve("part"), content);
    Files.writeString(folder.resolve("index"), "one");
    Path mirrored = Files.createDirectories(temp.resolve("mirrored"));
    Files.writeString(mirrored.resolve("mine"), "somebody's own");
    try (Child tracker = Child.tracker(temp)) {
      String channel = tracker.address() + "/c";
      try (Child first = Child.start(temp, "publish", temp.resolve("folder").toString(), channel)) {
        assertTrue(first.lineWith("published").startsWith("published c@v1 "));
        assertFails(
            "has files that no release put there: mine; ", "mirror", channel, mirrored.toString());
        try (Child mirror =
            Child.start(temp, "mirror", channel, mirrored.toString(), "--json", "--adopt")) {
          assertTrue(
              mirror
                  .lineWith("\"complete\"")
                  .startsWith("{\"release\":\"v1\",\"state\":\"complete\","));
          Files.writeString(folder.resolve("index"), "two");
          Files.move(folder.resolve("part"), folder.resolve("renamed"));
          var second =
              Child.run(
                  "publish", temp.resolve("folder").toString(), channel, "--until-copies", "1");
          assertEquals(0, second.exitCode(), second.said());
          assertTrue(second.said().contains("published c@v2 "), second.said());
          mirror.lineWith("\"release\":\"v2\",\"state\":\"complete\"");
          mirror.terminate();
          assertEquals(0, mirror.waitFor());
        }
      }
    }
    assertEquals("two", Files.readString(mirrored.resolve("sub/index")));
    assertArrayEquals(content, Files.readAllBytes(mirrored.resolve("sub/renamed")));
    assertFalse(Files.exists(mirrored.resolve("sub/part")));
    try (var trash = Files.list(mirrored.resolve(".freshet/trash"))) {
      Path kept = trash.findFirst().orElseThrow().resolve("mine");
      assertEquals("somebody's own", Files.readString(kept));
    }
  }

  @Test
  void mistakesAreOneLineThatSaysWhatNext() throws Exception {
    try (Child origin = serve("127.0.0.1:0")) {
      String address = field(origin.lineWith("\"serving\""), "address");
      String there = temp.resolve("x").toString();
      assertFails("has no channel nope: it has m", "get", address + "/nope", there);
      assertFails("has no v7: it has v1", "get", address + "/m@7", there);
      assertFails("nothing listens on", "get", "127.0.0.1:1/m", there);
      assertFails(
          "in use", "tracker", "--listen", address, "--data", temp.resolve("d2").toString());
      assertFails(
          "no file or folder", "serve", temp.resolve("none").toString(), "--listen", "127.0.0.1:0");
      Path other = Files.write(temp.resolve("other"), new byte[] {1});
      Path torrent = temp.resolve("other.torrent");
      assertEquals(0, Child.run("pack", other.toString(), "-o", torrent.toString()).exitCode());
      var slow = Child.run("get", address + "/m", there, "--limit-up", "1KiB/s");
      assertEquals(2, slow.exitCode(), slow.said());
      assertTrue(slow.said().contains("16KiB/s or more"), slow.said());
      assertFails("but not this one", "get", torrent.toString(), there, "--peer", address);
    }
  }

  private static void assertFails(String why, String... words) throws Exception {
    var ended = Child.run(words);
    assertEquals(1, ended.exitCode(), ended.said());
    assertTrue(ended.said().contains(why), ended.said());
    assertEquals(
        1, ended.said().lines().filter(line -> line.startsWith("freshet: ")).count(), ended.said());
    assertFalse(ended.said().contains("\tat "), ended.said());
  }
}
