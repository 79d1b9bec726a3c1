package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path temp = Path.of("");

  private int verify(Object... words) {
    out.reset();
    err.reset();
    var console = new Console(out, err, Surface.PLAIN);
    var line = new ArrayList<String>(List.of("verify"));
    for (Object word : words) line.add(word.toString());
    int code = new Program(console, Map.of()).run(line);
    console.flush();
    return code;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /// Leaves beside these files what `get` leaves there.
  private static Manifest fetched(Path content) throws IOException, InterruptedException {
    var manifest = Scanner.scan(content, ScanOptions.PLAIN).manifest();
    var within = Files.isDirectory(content) ? content : content.resolveSibling("");
    var notes =
        Files.createDirectories(within.resolve(".freshet").resolve(manifest.infoHash().hex()));
    var bytes = new byte[manifest.bytes().remaining()];
    manifest.bytes().get(bytes);
    Files.write(notes.resolve("manifest"), bytes);
    return manifest;
  }

  private Path tree() throws IOException {
    var tree = Files.createDirectories(temp.resolve("tree/日本"));
    Files.write(tree.resolve("large"), new byte[700_000]);
    Files.writeString(temp.resolve("tree/a"), "hello");
    Files.createSymbolicLink(temp.resolve("tree/link"), Path.of("a"));
    return temp.resolve("tree");
  }

  @Test
  void everyFileThatDiffersIsNamed() throws Exception {
    var tree = tree();
    var manifest = fetched(tree);
    assertEquals(0, verify(tree), err());
    assertEquals(
        "VERIFY OK: "
            + tree
            + " is tree (3 files, 684 KiB, info hash "
            + manifest.infoHash()
            + ")\n",
        out());
    var changed = new byte[700_000];
    changed[699_999] = 1;
    Files.write(tree.resolve("日本/large"), changed);
    Files.delete(tree.resolve("a"));
    assertEquals(1, verify(tree), err());
    assertTrue(
        out()
            .startsWith(
                "a is missing\n日本/large has other bytes\nVERIFY FAILED: 2 differences between "),
        out());
    assertEquals("", err());
    assertEquals(1, verify(tree, "--json"), err());
    assertTrue(
        out()
            .endsWith(
                "\"differences\":[{\"path\":\"a\",\"kind\":\"missing\"},{\"path\":\"日本/large\",\"kind\":\"other_bytes\"}]}\n"),
        out());
  }

  @Test
  void aSingleFileIsFoundByTheNotesBesideIt() throws Exception {
    var file = Files.writeString(temp.resolve("one.bin"), "content");
    fetched(file);
    assertEquals(0, verify(file), err());
    assertEquals(0, verify(Files.move(file, temp.resolve("renamed"))), err());
    Files.writeString(temp.resolve("renamed"), "contend");
    assertEquals(1, verify(temp.resolve("renamed")));
    assertTrue(out().startsWith("renamed has other bytes\n"), out());
  }

  @Test
  void amongSeveralReleasesOneIsChosen() throws Exception {
    var tree = tree();
    var first = fetched(tree);
    Files.writeString(tree.resolve("b"), "more");
    var second = fetched(tree);
    assertEquals(1, verify(tree));
    assertTrue(err().contains("choose one by --against INFOHASH: "), err());
    assertTrue(err().contains(first.infoHash().hex()), err());
    assertTrue(err().contains(second.infoHash().hex()), err());
    assertEquals(0, verify(tree, "--against", second.infoHash()), err());
    Files.delete(tree.resolve("b"));
    assertEquals(0, verify(tree, "--against", first.infoHash()), err());
    assertEquals(1, verify(tree, "--against", second.infoHash()), err());
    assertEquals(2, verify(tree, "--against", "ab".repeat(32)));
    assertTrue(err().contains("nobody is named who has it: add --peer ADDRESS"), err());
  }

  @Test
  void aTorrentFileNeedsNoNotes() throws Exception {
    var tree = tree();
    var torrent = temp.resolve("t.torrent");
    int packed =
        new Program(new Console(out, err, Surface.PLAIN), Map.of())
            .run(List.of("pack", tree.toString(), "-o", torrent.toString()));
    assertEquals(0, packed, err());
    assertEquals(1, verify(tree));
    assertTrue(err().contains("say what it shall be, --against RELEASE"), err());
    assertEquals(0, verify(tree, "--against", torrent), err());
    assertEquals(1, verify(tree, "--against", "127.0.0.1:1/llama"));
    assertTrue(err().contains("nothing listens on 127.0.0.1:1"), err());
    assertEquals(2, verify(tree, "--peer", "127.0.0.1:1"));
    assertTrue(err().contains("--peer goes with --repair"), err());
    assertEquals(1, verify(temp.resolve("nothing")));
    assertTrue(err().contains("there is no file or folder"), err());
    assertEquals(1, verify(temp.resolve("nothing"), "--against", torrent));
    assertTrue(err().contains("there is no file or folder"), err());
  }
}
