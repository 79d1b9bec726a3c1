package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.values.ReleaseReference.Magnet;
import io.freshet.app.values.ReleaseReference.Named;
import io.freshet.app.values.ReleaseReference.OnTracker;
import io.freshet.app.values.ReleaseReference.TorrentFile;
import io.freshet.content.InfoHash;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseReferenceTest {
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final InfoHash HASH = InfoHash.parse(HEX);
  private static final Address HALL = new Address("hall", 7070);

  private static ReleaseReference parse(String text) {
    return ReleaseReference.parse(text, _ -> false);
  }

  private static OnTracker onTracker(String channel, Version version) {
    return new OnTracker(new ChannelAddress(List.of(HALL), new ChannelName(channel)), version);
  }

  @Test
  void channelOfATracker() {
    assertEquals(onTracker("llama-70b", Version.NEWEST), parse("hall/llama-70b"));
    assertEquals(
        onTracker("llama-70b", new Version.Numbered(12)), parse("hall:7070/llama-70b@v12"));
    assertEquals(onTracker("日本", new Version.Numbered(1)), parse("hall/日本@1"));
  }

  @Test
  void channelOfSeveralTrackers() {
    var channel = new ChannelAddress(List.of(HALL, new Address("::1", 1)), new ChannelName("a"));
    assertEquals(new OnTracker(channel, Version.NEWEST), parse("hall,[::1]:1/a"));
  }

  @Test
  void infoHash() {
    assertEquals(new Named(HASH), parse(HEX));
    assertEquals(new Named(HASH), parse(HEX.toUpperCase(Locale.ROOT)));
  }

  @Test
  void magnet() {
    assertEquals(
        new Magnet(new MagnetLink(HASH, "", List.of())), parse("magnet:?xt=urn:btmh:1220" + HEX));
  }

  /// Whatever it looks like otherwise.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.torrent",
        "hall/llama",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "./x"
      })
  void anExistingFileWins(String text) {
    assertEquals(
        new TorrentFile(Path.of(text)), ReleaseReference.parse(text, Path.of(text)::equals));
  }

  @Test
  void aMissingTorrentIsNoHost() {
    var wrong = assertThrows(IllegalArgumentException.class, () -> parse("models/llama.torrent"));
    assertEquals("there is no file `models/llama.torrent`: check its path", wrong.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hall",
        "hall:7070",
        "hall/",
        "/channel",
        "hall/a/b",
        "hall/a@",
        "hall/a@v0",
        "hall/a@x",
        "hall/-a",
        "hall/.a",
        "hall/a b",
        "hall:x/a",
        "\0"
      })
  void refuses(String text) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> parse(text));
    assertTrue(wrong.toString().length() > 60, wrong.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "hall, hall:7070",
    "'a,b:1', 'a:7070,b:1'",
    "hall/x, hall:7070/x",
    "hall/x@2, hall:7070/x@v2"
  })
  void trackerPathsAreWrittenAsTheyCanBeRead(String text, String written) {
    assertEquals(written, TrackerPath.parse(text).toString());
    assertEquals(TrackerPath.parse(text), TrackerPath.parse(written));
  }

  @Test
  void aChannelAddressHasAChannelAndNoVersion() {
    assertEquals(
        new ChannelAddress(List.of(HALL), new ChannelName("x")), ChannelAddress.parse("hall/x"));
    assertThrows(IllegalArgumentException.class, () -> ChannelAddress.parse("hall"));
    assertThrows(IllegalArgumentException.class, () -> ChannelAddress.parse("hall/x@v1"));
  }
}
