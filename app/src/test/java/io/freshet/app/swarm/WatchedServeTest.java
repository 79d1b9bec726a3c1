package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve --watch` and `mirror` as real processes.
class WatchedServeTest {
  @TempDir Path temp = Path.of("");
  private Path source = temp;

  @BeforeEach
  void plant() throws IOException {
    source = Files.createDirectories(temp.resolve("source"));
    Files.writeString(source.resolve("one"), "1");
    byte[] big = new byte[3 << 20];
    new Random(7).nextBytes(big);
    Files.write(source.resolve("big"), big);
  }

  private Child serve(String... more) throws IOException {
    return serve(source, more);
  }

  private Child serve(Path what, String... more) throws IOException {
    String[] words = {
      "serve",
      what.toString(),
      "--channel",
      "c",
      "--json",
      "--listen",
      "127.0.0.1:0",
      "--data",
      temp.resolve("data-of-" + what.getFileName()).toString()
    };
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Child.start(temp, all);
  }

  private static String field(String json, String key) {
    String start = "\"" + key + "\":\"";
    int from = json.indexOf(start) + start.length();
    return json.substring(from, json.indexOf('"', from));
  }

  @Test
  void aChangeIsMirroredAndARestartGoesOnWithTheSameReleases() throws Exception {
    Path dest = temp.resolve("dest");
    String hash;
    try (Child origin = serve("--watch")) {
      String channel = field(origin.lineWith("\"serving\""), "address") + "/c";
      try (Child mirror = Child.start(temp, "mirror", channel, dest.toString(), "--json")) {
        mirror.lineWith("\"release\":\"v1\",\"state\":\"complete\"");
        Path next = Files.writeString(temp.resolve("next"), "another");
        Files.move(next, source.resolve("one"), StandardCopyOption.REPLACE_EXISTING);
        String published = origin.lineWith("\"published\"");
        assertTrue(
            published.startsWith("{\"release\":\"v2\",\"state\":\"published\",\"channel\":\"c\","));
        hash = field(published, "info_hash");
        mirror.lineWith("\"release\":\"v2\",\"state\":\"complete\"");
        assertEquals("another", Files.readString(dest.resolve("one")));
      }
      origin.terminate();
      assertEquals(0, origin.waitFor());
    }
    try (Child origin = serve("--watch")) {
      String serving = origin.lineWith("\"serving\"");
      assertTrue(serving.contains("\"version\":2"), serving);
      assertEquals(hash, field(serving, "info_hash"));
      Files.createSymbolicLink(source.resolve("link"), Path.of("one"));
      assertTrue(origin.lineWith("\"published\"").startsWith("{\"release\":\"v3\""));
    }
  }

  @Test
  void whatAMirrorHasPutInPlaceIsPassedOnUnderItsName() throws Exception {
    isPassedOn(temp.resolve("near"), temp.resolve("near"));
  }

  @Test
  void theNewestOfAMirrorsVersionsIsPassedOn() throws Exception {
    isPassedOn(temp.resolve("near"), temp.resolve("near/current"), "--versions", "2");
  }

  /// @param near where the mirror puts it, and `served` what of that is passed on
  private void isPassedOn(Path near, Path served, String... options) throws Exception {
    Path far = temp.resolve("far");
    try (Child origin = serve("--watch")) {
      String first = origin.lineWith("\"serving\"");
      List<String> words = new ArrayList<>(List.of("mirror", field(first, "address") + "/c"));
      words.addAll(List.of(near.toString(), "--json"));
      words.addAll(List.of(options));
      try (Child mirror = Child.start(temp, words.toArray(String[]::new))) {
        mirror.lineWith("\"release\":\"v1\",\"state\":\"complete\"");
        try (Child second = serve(served, "--watch")) {
          String passedOn = second.lineWith("\"serving\"");
          assertEquals(field(first, "info_hash"), field(passedOn, "info_hash"));
          String address = field(passedOn, "address") + "/c";
          try (Child farther = Child.start(temp, "mirror", address, far.toString(), "--json")) {
            farther.lineWith("\"release\":\"v1\",\"state\":\"complete\"");
            Files.move(source.resolve("big"), source.resolve("moved"));
            String published = origin.lineWith("\"release\":\"v2\"");
            String again = second.lineWith("\"release\":\"v2\"");
            assertEquals(field(published, "info_hash"), field(again, "info_hash"));
            farther.lineWith("\"release\":\"v2\",\"state\":\"complete\"");
            assertEquals(-1, Files.mismatch(source.resolve("moved"), far.resolve("moved")));
            assertTrue(Files.notExists(far.resolve("big")));
          }
        }
      }
    }
  }

  private static void refused(String why, String... words) throws Exception {
    Child.Ended ended = Child.run(words);
    assertEquals(2, ended.exitCode(), ended.said());
    assertTrue(ended.said().contains(why), ended.said());
  }

  @Test
  void noMirrorIsInWhatItMirrorsNorTheOtherWayRound() throws Exception {
    Path dest = temp.resolve("outer/dest");
    try (Child origin = serve("--watch")) {
      String channel = field(origin.lineWith("\"serving\""), "address") + "/c";
      String inside = source.resolve("new/dest").toString();
      refused(inside + " lies in the serve of " + source, "mirror", channel, inside);
      refused(source + " lies in the serve of", "mirror", channel, source.toString(), "--adopt");
      refused(temp + " has the serve of " + source, "mirror", channel, temp.toString(), "--adopt");
      assertTrue(Files.notExists(source.resolve("new")));
      try (Child mirror = Child.start(temp, "mirror", channel, dest.toString(), "--json")) {
        mirror.lineWith("\"release\":\"v1\",\"state\":\"complete\"");
        String data = temp.resolve("other").toString();
        String outer = temp.resolve("outer").toString();
        refused(outer + " has the mirror of " + dest, "serve", outer, "--data", data);
        refused(outer + " has the mirror of " + dest, "publish", outer, channel);
        String part = dest.resolve("one").toString();
        refused(part + " lies in the mirror of " + dest, "serve", part, "--data", data);
      }
    }
  }

  @Test
  void anEmptiedFolderIsRefusedUnlessThatIsMeant() throws Exception {
    try (Child origin = serve()) {
      origin.lineWith("\"serving\"");
      origin.terminate();
      assertEquals(0, origin.waitFor());
    }
    Files.delete(source.resolve("one"));
    Files.delete(source.resolve("big"));
    Child.Ended refused =
        Child.run(
            "serve",
            source.toString(),
            "--channel",
            "c",
            "--listen",
            "127.0.0.1:0",
            "--data",
            temp.resolve("data-of-source").toString());
    assertEquals(1, refused.exitCode(), refused.said());
    assertTrue(
        refused.said().contains("it is empty, and the last release had 2 files"), refused.said());
    assertTrue(refused.said().contains("--allow-mass-delete"), refused.said());
    try (Child origin = serve("--allow-mass-delete")) {
      assertTrue(origin.lineWith("\"serving\"").contains("\"version\":2"));
    }
  }
}
