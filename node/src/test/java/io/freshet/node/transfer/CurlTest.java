package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.merkle.MerkleTree;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.TestRelease;
import io.freshet.node.disk.Watcher;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server with a client that is not ours: curl can use all of it.
final class CurlTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private TestRelease release;
  private LiveSource live;
  private Serving serving;
  private String swarm;

  @BeforeEach
  void serve() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "file", TestRelease.noise(1, 40 * PIECE + 3));
    release = TestRelease.scan(source);
    live = Serving.live(release);
    serving = Serving.of(2, live);
    swarm = "/freshet/1/swarms/" + release.manifest().infoHash();
  }

  @AfterEach
  void close() throws Exception {
    serving.close();
    live.close();
  }

  private record Answer(int status, List<String> headers, byte[] body) {
    String header(String name) {
      return headers.stream()
          .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    String text() {
      return new String(body, UTF_8);
    }
  }

  private Answer curl(String path, String... options) throws Exception {
    Path headers = temp.resolve("headers");
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--path-as-is", "-D", headers.toString()));
    command.addAll(List.of(options));
    command.add(serving.url(path));
    Process curl =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] body = curl.getInputStream().readAllBytes();
    assertEquals(0, curl.waitFor(), () -> String.join(" ", command));
    List<String> lines = Files.readAllLines(headers);
    return new Answer(Integer.parseInt(lines.getFirst().split(" ", -1)[1]), lines, body);
  }

  private byte[] pieces(int... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int piece : pieces) all.writeBytes(release.piece(piece));
    return all.toByteArray();
  }

  @Test
  void piecesInTheOrderOfTheRequest() throws Exception {
    Answer answer = curl(swarm + "/pieces/3-5,1,40");
    assertEquals(200, answer.status);
    assertArrayEquals(pieces(3, 4, 5, 1, 40), answer.body);
    assertEquals("3-5,1,40", answer.header("Freshet-Pieces"));
    assertEquals(Integer.toString(4 * PIECE + 3), answer.header("Content-Length"));
    assertTrue(answer.header("Cache-Control").contains("immutable"));
    assertEquals('"' + release.manifest().infoHash().hex() + "/3-5,1,40\"", answer.header("ETag"));
  }

  @Test
  void aPieceIsNamedByItsHash() throws Exception {
    String etag = '"' + release.manifest().pieces().hash(7).hex() + '"';
    assertEquals(etag, curl(swarm + "/pieces/7").header("ETag"));
    Answer again = curl(swarm + "/pieces/7", "-H", "If-None-Match: " + etag);
    assertEquals(304, again.status);
    assertEquals(0, again.body.length);
  }

  @Test
  void aHeadHasNoBody() throws Exception {
    Answer answer = curl(swarm + "/pieces/0-9", "--head");
    assertEquals(200, answer.status);
    assertEquals(Integer.toString(10 * PIECE), answer.header("Content-Length"));
    assertEquals(200, curl("/freshet/1/node", "--head").status);
    assertEquals(404, curl("/", "--head").status);
    assertEquals(
        200, curl("/freshet/1/manifests/" + release.manifest().infoHash(), "--head").status);
  }

  @Test
  void aConnectionCarriesManyRequests() throws Exception {
    String url = serving.url(swarm + "/pieces/[0-40]");
    Process curl =
        new ProcessBuilder(
                "curl", "-sS", "-w", "%{num_connects}\n", "-o", temp.resolve("#1").toString(), url)
            .start();
    String connects = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, curl.waitFor());
    assertEquals("1\n" + "0\n".repeat(40), connects);
    for (int piece = 0; piece <= 40; piece++) {
      assertArrayEquals(
          release.piece(piece), Files.readAllBytes(temp.resolve(Integer.toString(piece))));
    }
  }

  @Test
  void whatIsMissingIsNotCached() throws Exception {
    try (Destination destination =
            DestinationOpening.of(
                    release.manifest(), temp.resolve("dest").toString(), new Watcher())
                .open();
        Serving partial = Serving.of(3, destination)) {
      try (var sink =
          ((io.freshet.node.disk.Intake.Opening.Ready)
                  destination.open(4, new io.freshet.content.merkle.PieceHasher()))
              .sink()) {
        sink.write(java.nio.ByteBuffer.wrap(release.piece(4)));
        sink.finish();
      }
      Serving whole = serving;
      serving = partial;
      Answer prefix = curl(swarm + "/pieces/4-6");
      assertEquals(200, prefix.status);
      assertEquals("4", prefix.header("Freshet-Pieces"));
      assertEquals("no-store", prefix.header("Cache-Control"));
      assertArrayEquals(release.piece(4), prefix.body);
      Answer missing = curl(swarm + "/pieces/5-6,4");
      assertEquals(404, missing.status);
      assertEquals("no-store", missing.header("Cache-Control"));
      assertEquals("none", missing.header("Freshet-Pieces"));
      assertEquals("piece 5 is not held here now\n", missing.text());
      serving = whole;
    }
  }

  @Test
  void leafHashesAddUpToThePiece() throws Exception {
    Path large = TestRelease.write(temp.resolve("other"), "file", TestRelease.noise(3, 1 << 20));
    TestRelease other =
        TestRelease.scan(
            large, io.freshet.content.scan.ScanOptions.PLAIN.withPieceLength(256 << 10));
    try (LiveSource source = Serving.live(other)) {
      serving.server.serve(source);
      Answer answer = curl("/freshet/1/swarms/" + other.manifest().infoHash() + "/leaves/2");
      assertEquals(200, answer.status);
      assertEquals(16 * Hash.BYTES, answer.body.length);
      assertEquals(other.manifest().pieces().hash(2), MerkleTree.root(answer.body, 0, 4));
      assertTrue(answer.header("Cache-Control").contains("immutable"));
    }
  }

  @Test
  void theManifestIsATorrentFile() throws Exception {
    Answer answer = curl("/freshet/1/manifests/" + release.manifest().infoHash());
    assertEquals(release.manifest().infoHash(), Manifest.parse(answer.body).infoHash());
    assertEquals("application/x-bittorrent", answer.header("Content-Type"));
  }

  @Test
  void aLargeManifestToo() throws Exception {
    Path source = Files.createDirectory(temp.resolve("many"));
    for (int i = 0; i < 2000; i++) TestRelease.write(source, "file-" + i, TestRelease.noise(i, 40));
    TestRelease many = TestRelease.scan(source);
    serving.server.serve(many.manifest());
    Answer answer = curl("/freshet/1/manifests/" + many.manifest().infoHash());
    assertTrue(answer.body.length > 150_000);
    assertEquals(many.manifest().infoHash(), Manifest.parse(answer.body).infoHash());
  }

  @Test
  void aNodeSaysWhoItIs() throws Exception {
    Answer answer = curl("/freshet/1/node");
    assertEquals(
        "{\"node\":\"0000000000000002\",\"protocol\":1,\"program\":\"test\"}\n", answer.text());
    assertEquals("application/json", answer.header("Content-Type"));
  }

  @Test
  void whatDoesNotExistIsSaidInOneLine() throws Exception {
    for (String path :
        List.of(
            "/",
            "/freshet/1/swarms/" + "0".repeat(64) + "/pieces/0",
            "/freshet/1/manifests/" + "0".repeat(64),
            "/freshet/2/node",
            swarm,
            swarm + "/nothing",
            "/etc/passwd",
            "/freshet/1/../../etc/passwd")) {
      Answer answer = curl(path);
      assertEquals(404, answer.status, path);
      assertEquals(1, answer.text().lines().count(), path);
      assertEquals("no-store", answer.header("Cache-Control"), path);
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedAndTheConnectionGoesOn() throws Exception {
    for (String text :
        List.of("41", "x", "", "-1", "3-", "5-3", "1,,2", "0-40,0", "99999999999", "1.5", "0x1")) {
      Answer answer = curl(swarm + "/pieces/" + text);
      assertEquals(400, answer.status, text);
    }
    assertEquals(400, curl(swarm + "/leaves/1-2").status);
    assertEquals(400, curl("/freshet/1/manifests/xyz").status);
    assertEquals(400, curl("/freshet/1/swarms/xyz/pieces/1").status);
  }

  @Test
  void otherMethodsAndBodiesAreRefused() throws Exception {
    assertEquals(405, curl("/freshet/1/node", "-X", "DELETE").status);
    assertEquals("GET, HEAD", curl("/freshet/1/node", "-X", "PUT").header("Allow"));
    assertEquals(400, curl("/freshet/1/node", "-d", "a body").status);
    assertEquals(
        400, curl("/freshet/1/node", "-H", "Transfer-Encoding: chunked", "-d", "x").status);
  }

  @Test
  void oldClientsAreAnsweredToo() throws Exception {
    Answer answer = curl(swarm + "/pieces/0", "--http1.0");
    assertArrayEquals(release.piece(0), answer.body);
    assertEquals("close", answer.header("Connection"));
    assertEquals(400, curl(swarm + "/haves", "--http1.0").status);
  }

  @Test
  void havesBeginWithABitmap() throws Exception {
    Process curl = new ProcessBuilder("curl", "-sSN", serving.url(swarm + "/haves")).start();
    byte[] frame = curl.getInputStream().readNBytes(4 + 1 + 4 + 1);
    curl.destroy();
    // Length 6, type 1, 3 extents, all held.
    assertArrayEquals(new byte[] {0, 0, 0, 6, 1, 0, 0, 0, 3, (byte) 0b1110_0000}, frame);
  }

  @Test
  void theWholeFileInOneRequest() throws Exception {
    byte[] file = curl(swarm + "/pieces/0-40").body;
    assertTrue(Arrays.equals(Files.readAllBytes(release.source().resolve("file")), file));
  }
}
