package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.freshet.content.InfoHash;
import io.freshet.content.PlainManifest;
import io.freshet.content.scan.ScanOptions;
import io.freshet.node.disk.Holding;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.TestRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is made for who asks for it, and for nobody else.
final class SpareTest {
  @TempDir Path temp;
  private TestRelease release;
  private LiveSource plain;
  private final AtomicInteger made = new AtomicInteger();

  @BeforeEach
  void write() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "a", TestRelease.noise(1, 100));
    TestRelease.write(source, "b/c", TestRelease.noise(2, 200));
    release =
        TestRelease.scan(
            source,
            ScanOptions.PLAIN
                .withPieceLength(TestRelease.PIECE)
                .keeping(ScanOptions.Keep.ATTRIBUTES));
    plain =
        LiveSource.open(
            PlainManifest.of(release.manifest()),
            source,
            release.fingerprints(),
            LiveSource.Listener.DEAF);
  }

  @AfterEach
  void close() throws IOException {
    plain.close();
  }

  private Optional<Holding> spare() {
    made.incrementAndGet();
    return Optional.of(plain);
  }

  private static ManifestFetch.Answer ask(Serving serving, InfoHash release) throws IOException {
    return ManifestFetch.of(serving.address(), release);
  }

  @Test
  void itIsMadeOnceWhenSomebodyAsks() throws Exception {
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live)) {
      serving.server.serveWhenAsked(this::spare);
      assertInstanceOf(
          ManifestFetch.Answer.Fetched.class, ask(serving, release.manifest().infoHash()));
      assertEquals(0, made.get(), "made for who asked for something else that is there");
      for (int turn = 0; turn < 2; turn++) {
        assertInstanceOf(
            ManifestFetch.Answer.Fetched.class, ask(serving, plain.manifest().infoHash()));
        assertInstanceOf(
            ManifestFetch.Answer.Missing.class, ask(serving, InfoHash.parse("0".repeat(64))));
      }
      assertEquals(1, made.get());
    }
  }

  @Test
  void itGoesWhenItIsRetired() throws Exception {
    try (Serving serving = Serving.of(2)) {
      PieceServer.Spare spare = this::spare;
      serving.server.serveWhenAsked(spare);
      assertInstanceOf(
          ManifestFetch.Answer.Fetched.class, ask(serving, plain.manifest().infoHash()));
      serving.server.retire(spare);
      assertInstanceOf(
          ManifestFetch.Answer.Missing.class, ask(serving, plain.manifest().infoHash()));
      // The next release can have the same spare.
      serving.server.serveWhenAsked(this::spare);
      assertInstanceOf(
          ManifestFetch.Answer.Fetched.class, ask(serving, plain.manifest().infoHash()));
    }
  }

  @Test
  void nothingIsMadeForWhoAsksForWhatHasJustGone() throws Exception {
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live)) {
      serving.server.serveWhenAsked(this::spare);
      serving.server.retire(live);
      assertInstanceOf(
          ManifestFetch.Answer.Missing.class, ask(serving, release.manifest().infoHash()));
      assertEquals(0, made.get());
    }
  }

  @Test
  void itDoesNotReplaceWhatIsServed() throws Exception {
    TestRelease same = TestRelease.scan(release.source());
    try (LiveSource live = Serving.live(same);
        Serving serving = Serving.of(2, live)) {
      assertEquals(plain.manifest().infoHash(), live.manifest().infoHash());
      PieceServer.Spare spare = this::spare;
      serving.server.serveWhenAsked(spare);
      assertInstanceOf(
          ManifestFetch.Answer.Missing.class, ask(serving, InfoHash.parse("0".repeat(64))));
      serving.server.retire(spare);
      assertInstanceOf(
          ManifestFetch.Answer.Fetched.class, ask(serving, live.manifest().infoHash()));
    }
  }
}
