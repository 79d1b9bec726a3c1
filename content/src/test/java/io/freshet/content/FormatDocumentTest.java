package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.ManifestWriter.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example in `docs/format.md` is what the writer writes and the reader reads.
final class FormatDocumentTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
  private static final Pattern EXAMPLE = Pattern.compile("```\n(d\n.*?)```", Pattern.DOTALL);
  private static final Pattern BYTES_IN_HEX = Pattern.compile("<([0-9a-f]+)>");

  @Test
  void theExampleIsTrue() throws IOException, InvalidManifestException {
    String document = Files.readString(Path.of("../docs/format.md"));
    var example = EXAMPLE.matcher(document);
    assertTrue(example.find());
    byte[] torrent = bytes(example.group(1));
    assertArrayEquals(written(), torrent);
    Manifest manifest = Manifest.parse(torrent);
    assertTrue(document.contains("`" + manifest.infoHash().hex() + "`"));
    assertEquals("bin/hi", manifest.file(1).linkTarget());
    assertEquals("empty", manifest.folders().get(2).path());
  }

  private static byte[] written() {
    var folder = new Attributes.Kept(0755, TIME, Attributes.Owner.UNKNOWN);
    Instant later = TIME.plusMillis(500);
    var file = new Attributes.Kept(0755, later, Attributes.Owner.UNKNOWN);
    var link = new Attributes.Kept(0777, later, Attributes.Owner.UNKNOWN);
    Hash hash = Hash.sha256("hi\n".getBytes(StandardCharsets.US_ASCII));
    return new ManifestWriter("greeting", PieceLength.AUTO_MIN)
        .add(new Entry.File("bin/hi", 3, true, file, hash.bytes()))
        .add(new Entry.Link("hello", "bin/hi", link))
        .add(new Entry.Folder("empty", folder))
        .add(new Entry.Folder("bin", folder))
        .add(new Entry.Folder("", folder))
        .torrent();
  }

  private static byte[] bytes(String example) {
    String joined = example.replaceAll("\n *", "");
    String latin1 =
        BYTES_IN_HEX
            .matcher(joined)
            .replaceAll(
                hex ->
                    java.util.regex.Matcher.quoteReplacement(
                        new String(
                            HexFormat.of().parseHex(hex.group(1)), StandardCharsets.ISO_8859_1)));
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}
