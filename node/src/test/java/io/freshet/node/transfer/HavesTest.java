package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.node.HeldPort;
import io.freshet.node.Patience;
import io.freshet.node.disk.Haves;
import io.freshet.node.disk.Holding;
import io.freshet.node.disk.TestRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Streams of haves, both ends, and how nodes meet through them.
final class HavesTest {
  private static final int EXTENTS = 40;

  @TempDir Path temp;
  private Manifest manifest;
  private final Haves haves = new Haves(ExtentSet.of(EXTENTS, 0, 7));

  @BeforeEach
  void release() throws Exception {
    manifest =
        TestRelease.scan(
                TestRelease.write(
                    temp, "file", TestRelease.noise(1, EXTENTS * 16 * TestRelease.PIECE)))
            .manifest();
    assertEquals(EXTENTS, manifest.extents().count());
  }

  /// Holds what the test says, and gives nothing.
  private Holding holding() {
    return new Holding() {
      @Override
      public Manifest manifest() {
        return manifest;
      }

      @Override
      public Haves haves() {
        return haves;
      }

      @Override
      public boolean holds(int piece) {
        return false;
      }

      @Override
      public void rotten(int piece) {}

      @Override
      public Optional<Reading> read(int piece) {
        return Optional.empty();
      }
    };
  }

  private static final class Told implements HavesStream.Listener {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public void holds(ExtentSet extents) {
      lines.add("holds " + Arrays.toString(extents.toArray()));
    }

    @Override
    public void gained(int[] extents) {
      lines.add("gained " + Arrays.toString(extents));
    }

    @Override
    public void lost(int[] extents) {
      lines.add("lost " + Arrays.toString(extents));
    }

    @Override
    public void met(List<MetNode> nodes) {
      for (MetNode node : nodes) {
        lines.add("met " + node.id() + " port " + node.address().getPort());
      }
    }

    @Override
    public void gone(String reason) {
      lines.add("gone: " + reason);
    }

    String next() throws InterruptedException {
      String line = lines.poll(Patience.SECONDS, TimeUnit.SECONDS);
      if (line == null) throw new AssertionError("nothing was told");
      return line;
    }
  }

  private HavesStream listen(Serving serving, long asker, int port, Told told) {
    return HavesStream.open(
        new HavesStream.Request(
            serving.address(), manifest.infoHash(), EXTENTS, new NodeId(asker), port),
        told);
  }

  @Test
  void firstAllThenEachChange() throws Exception {
    Told told = new Told();
    try (Serving serving = Serving.of(1, holding())) {
      HavesStream stream = listen(serving, 2, 0, told);
      assertEquals("holds [0, 7]", told.next());
      haves.add(3);
      assertEquals("gained [3]", told.next());
      haves.remove(7);
      assertEquals("lost [7]", told.next());
      haves.add(39);
      assertEquals("gained [39]", told.next());
      // Nothing changes, nothing is said.
      haves.add(39);
      haves.remove(20);
      haves.add(20);
      assertEquals("gained [20]", told.next());
      stream.close();
    }
    assertTrue(told.lines.isEmpty(), "who closes a stream hears no more of it");
  }

  @Test
  void aStreamThatEndsIsTold() throws Exception {
    Told told = new Told();
    Serving serving = Serving.of(1, holding());
    try (HavesStream _ = listen(serving, 2, 0, told)) {
      assertEquals("holds [0, 7]", told.next());
      serving.server.retire(manifest.infoHash());
      assertTrue(told.next().startsWith("gone: "));
      assertTrue(told.lines.isEmpty());
    } finally {
      serving.close();
    }
  }

  @Test
  void aNodeThatDoesNotKnowTheReleaseIsGoneAtOnce() throws Exception {
    Told told = new Told();
    try (Serving serving = Serving.of(1);
        HavesStream _ = listen(serving, 2, 0, told)) {
      assertEquals("gone: answered 404", told.next());
    }
  }

  @Test
  void askersThatCanBeReachedMeetEachOther() throws Exception {
    Told first = new Told();
    Told second = new Told();
    try (Serving origin = Serving.of(1, holding());
        Serving one = new Serving(11);
        Serving two = new Serving(12);
        HavesStream _ = listen(origin, 11, one.endpoint.port(), first)) {
      assertEquals("holds [0, 7]", first.next());
      try (HavesStream _ = listen(origin, 12, two.endpoint.port(), second)) {
        assertEquals("holds [0, 7]", second.next());
        assertEquals("met 000000000000000b port " + one.endpoint.port(), second.next());
        assertEquals("met 000000000000000c port " + two.endpoint.port(), first.next());
      }
    }
  }

  @Test
  void whoCannotBeReachedOrIsSomebodyElseIsNotNamed() throws Exception {
    Told first = new Told();
    Told second = new Told();
    Told third = new Told();
    try (HeldPort closed = new HeldPort();
        Serving origin = Serving.of(1, holding());
        Serving one = new Serving(11);
        HavesStream _ = listen(origin, 11, one.endpoint.port(), first);
        HavesStream _ = listen(origin, 12, closed.port(), second);
        HavesStream _ = listen(origin, 13, one.endpoint.port(), third)) {
      assertEquals("holds [0, 7]", first.next());
      assertEquals("met 000000000000000b port " + one.endpoint.port(), after(second, "holds"));
      assertEquals("met 000000000000000b port " + one.endpoint.port(), after(third, "holds"));
      // By the time that this is told, both would have been dialled back for long.
      haves.add(5);
      assertEquals("gained [5]", first.next());
    }
    assertTrue(first.lines.isEmpty(), first.lines.toString());
  }

  private static String after(Told told, String first) throws InterruptedException {
    assertTrue(told.next().startsWith(first));
    return told.next();
  }

  @Test
  void aSilentPeerIsGone() throws Exception {
    Told told = new Told();
    try (HostileSource source =
            new HostileSource(
                (target, out) -> {
                  HostileSource.send(
                      out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n", new byte[0]);
                  return HostileSource.Connection.GOES_ON;
                });
        HavesStream _ =
            HavesStream.open(
                new HavesStream.Request(
                    source.address(), manifest.infoHash(), EXTENTS, new NodeId(2), 0),
                told)) {
      assertTrue(told.next().startsWith("gone: "));
    }
  }

  @Test
  void whatIsNoStreamOfHavesEndsIt() throws Exception {
    String chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (String answer :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            chunk + "zz\r\n",
            chunk + "-5\r\n",
            chunk + "5\r\n\0\0\0\1\5\r\n0\r\n\r\n",
            chunk + "5\r\n\0\0\0\0\1\r\n",
            chunk + "8\r\n\0\0\0\5\2\0\0\0\r\n",
            chunk + "4\r\n\u00ff\u00ff\u00ff\u00ff\r\n",
            chunk + "9\r\n\0\0\0\5\1\0\0\0\5\r\n",
            chunk
                + "e\r\n\0\0\0\n\1\0\0\0(\u00ff\u00ff\u00ff\u00ff\u00ff\r\n9\r\n\0\0\0\5\2\0\0\0(\r\n")) {
      Told told = new Told();
      try (HostileSource source =
              new HostileSource(
                  (target, out) -> {
                    out.write(answer.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                    return HostileSource.Connection.ENDS;
                  });
          HavesStream _ =
              HavesStream.open(
                  new HavesStream.Request(
                      source.address(), manifest.infoHash(), EXTENTS, new NodeId(2), 0),
                  told)) {
        String last = told.next();
        while (!last.startsWith("gone: ")) last = told.next();
      }
    }
  }

  /// A source that begins like any other and then goes on as a test wants it to.
  private static HostileSource stream(String chunk, Going going) throws IOException {
    return new HostileSource(
        (target, out) -> {
          HostileSource.send(out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n", new byte[0]);
          out.write("e\r\n\0\0\0\n\1\0\0\0(\0\0\0\0\0\r\n".getBytes(ISO_8859_1));
          while (going.on()) out.write(chunk.getBytes(ISO_8859_1));
          return HostileSource.Connection.ENDS;
        });
  }

  private interface Going {
    boolean on() throws IOException;
  }

  private String lastWord(HostileSource source) throws InterruptedException {
    Told told = new Told();
    try (HavesStream _ =
        HavesStream.open(
            new HavesStream.Request(
                source.address(), manifest.infoHash(), EXTENTS, new NodeId(2), 0),
            told)) {
      String last = told.next();
      while (!last.startsWith("gone: ")) last = told.next();
      return last;
    }
  }

  /// It would go on for ever: gained and lost, over and over.
  @Test
  @Timeout(Patience.SECONDS)
  void aFloodOfHavesEndsTheStream() throws Exception {
    String toggle = "9\r\n\0\0\0\5\2\0\0\0\3\r\n9\r\n\0\0\0\5\3\0\0\0\3\r\n";
    String heartbeats = "5\r\n\0\0\0\1\5\r\n";
    String unknown = "9\r\n\0\0\0\5\77\0\0\0\0\r\n";
    for (String flood : List.of(toggle, heartbeats, unknown)) {
      try (HostileSource source = stream(flood, () -> true)) {
        assertEquals("gone: more is said of haves than there can be to say", lastWord(source));
      }
    }
  }

  @Test
  @Timeout(Patience.SECONDS)
  void whoNamesTooManyNodesIsNotHeard() throws Exception {
    String ten = "\0\0\0\0\0\0\0\1\4\177\0\0\1\0\1".repeat(10);
    String chunk = "9b\r\n\0\0\0\u0097\4" + ten + "\r\n";
    try (HostileSource source = stream(chunk, () -> true)) {
      assertEquals("gone: more than 40 nodes are named", lastWord(source));
    }
  }

  /// A byte a second is not silence, and not a frame either.
  @Test
  @Timeout(Patience.SECONDS)
  void aFrameThatTricklesIsNotWaitedFor() throws Exception {
    String length = "400\r\n\0\0\3\u00fc";
    try (HostileSource source =
        new HostileSource(
            (target, out) -> {
              HostileSource.send(out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n", new byte[0]);
              out.write(length.getBytes(ISO_8859_1));
              while (true) trickle(out);
            })) {
      assertEquals("gone: too little came in 6 s", lastWord(source));
    }
  }

  @Test
  @Timeout(Patience.SECONDS)
  void aManifestThatTricklesIsNotWaitedFor() throws Exception {
    try (HostileSource source =
        new HostileSource(
            (target, out) -> {
              HostileSource.send(out, "HTTP/1.1 200 OK\nContent-Length: 1000000\n", new byte[0]);
              while (true) trickle(out);
            })) {
      assertEquals(
          new ManifestFetch.Answer.Unreached("too little came in 5 s"),
          ManifestFetch.of(source.address(), manifest.infoHash()));
    }
  }

  private static void trickle(java.io.OutputStream out) throws IOException {
    try {
      out.write(0);
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aManifestIsFetchedAndChecked() throws Exception {
    try (Serving serving = Serving.of(1, holding())) {
      assertEquals(
          manifest.infoHash(),
          ((ManifestFetch.Answer.Fetched) ManifestFetch.of(serving.address(), manifest.infoHash()))
              .manifest()
              .infoHash());
      assertEquals(
          new ManifestFetch.Answer.Missing(),
          ManifestFetch.of(serving.address(), InfoHash.parse("0".repeat(64))));
    }
  }

  @Test
  void aManifestOfAnotherReleaseIsWrong() throws Exception {
    byte[] torrent = new byte[manifest.bytes().remaining()];
    manifest.bytes().get(torrent);
    InfoHash other = InfoHash.parse("0".repeat(64));
    assertTrue(answered(torrent, other) instanceof ManifestFetch.Answer.Wrong);
    torrent[torrent.length / 2] ^= 1;
    assertTrue(answered(torrent, manifest.infoHash()) instanceof ManifestFetch.Answer.Wrong);
    assertTrue(answered(new byte[0], other) instanceof ManifestFetch.Answer.Wrong);
  }

  private static ManifestFetch.Answer answered(byte[] body, InfoHash asked) throws IOException {
    try (HostileSource source =
        new HostileSource(
            (target, out) -> {
              HostileSource.send(
                  out, "HTTP/1.1 200 OK\nContent-Length: " + body.length + "\n", body);
              return HostileSource.Connection.ENDS;
            })) {
      return ManifestFetch.of(source.address(), asked);
    }
  }

  /// Nothing of it is read, and nothing is put aside for it.
  @Test
  void aManifestThatWouldFillTheMemoryIsNotTaken() throws Exception {
    int length = ManifestFetch.SHARE.total() + 1;
    assertEquals(
        new ManifestFetch.Answer.Unreached(
            "a manifest of "
                + length
                + " bytes, where this process takes "
                + (length - 1)
                + ": with more memory (FRESHET_JAVA_OPTIONS=-Xmx1g freshet …) up to 268435456"),
        promised(length));
  }

  @Test
  void severalManifestsDoNotFillTheMemoryTogether() throws Exception {
    int most = ManifestFetch.SHARE.total();
    assertTrue(ManifestFetch.SHARE.take(most - 1_000));
    try {
      assertEquals(
          new ManifestFetch.Answer.Unreached(
              "other manifests are being fetched, which leave no room"),
          promised(1_001));
      assertEquals(new ManifestFetch.Answer.Unreached("the answer ended too early"), promised(999));
    } finally {
      ManifestFetch.SHARE.give(most - 1_000);
    }
    assertTrue(ManifestFetch.SHARE.take(most), "all was given back");
    ManifestFetch.SHARE.give(most);
  }

  /// What comes of a manifest of so many bytes, of which the source sends ten.
  private ManifestFetch.Answer promised(int length) throws IOException {
    try (HostileSource source =
        new HostileSource(
            (target, out) -> {
              HostileSource.send(
                  out, "HTTP/1.1 200 OK\nContent-Length: " + length + "\n", new byte[10]);
              return HostileSource.Connection.ENDS;
            })) {
      return ManifestFetch.of(source.address(), manifest.infoHash());
    }
  }

  @Test
  void aManifestThatIsTooLargeOrEndsEarlyIsNotTaken() throws Exception {
    for (String length : List.of("99999999999", "", "1000", "-1", "x")) {
      try (HostileSource source =
          new HostileSource(
              (target, out) -> {
                HostileSource.send(
                    out, "HTTP/1.1 200 OK\nContent-Length: " + length + "\n", new byte[10]);
                return HostileSource.Connection.ENDS;
              })) {
        assertTrue(
            ManifestFetch.of(source.address(), manifest.infoHash())
                instanceof ManifestFetch.Answer.Unreached,
            length);
      }
    }
  }
}
