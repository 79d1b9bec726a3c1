package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of difference has a name.
final class VerificationTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private Path source;
  private TestRelease release;

  @BeforeEach
  void scan() throws Exception {
    source = Files.createDirectory(temp.resolve("source"));
    for (String name : List.of("bytes", "gone", "kind", "length", "fine")) {
      TestRelease.write(source, name, TestRelease.noise(name.hashCode(), 100 * PIECE + 1));
    }
    Files.createSymbolicLink(source.resolve("link"), Path.of("fine"));
    Files.createDirectories(source.resolve("empty/folder"));
    release = TestRelease.scan(source);
  }

  private List<String> verify() throws Exception {
    return Verification.of(
            release.manifest(), source, Selection.all(release.manifest()), bytes -> {})
        .differences()
        .stream()
        .map(difference -> difference.path() + " " + difference.kind().words())
        .toList();
  }

  @Test
  void equalIsClean() throws Exception {
    AtomicLong hashed = new AtomicLong();
    assertTrue(
        Verification.of(
                release.manifest(), source, Selection.all(release.manifest()), hashed::addAndGet)
            .isClean());
    assertEquals(release.manifest().totalBytes(), hashed.get());
  }

  @Test
  void everyDifferenceIsNamed() throws Exception {
    byte[] bytes = Files.readAllBytes(source.resolve("bytes"));
    bytes[50 * PIECE] ^= 1;
    Files.write(source.resolve("bytes"), bytes);
    Files.delete(source.resolve("gone"));
    Files.delete(source.resolve("kind"));
    Files.createDirectory(source.resolve("kind"));
    Files.write(source.resolve("length"), new byte[3]);
    Files.delete(source.resolve("link"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("elsewhere"));
    Files.delete(source.resolve("empty/folder"));
    Files.write(source.resolve("a new file"), bytes);
    assertEquals(
        List.of(
            "bytes has other bytes",
            "gone is missing",
            "kind is something else",
            "length has another length",
            "link points somewhere else",
            "empty/folder is missing"),
        verify());
  }

  @Test
  void aFileBehindALinkIsNotTheFile() throws Exception {
    Files.move(source.resolve("fine"), temp.resolve("fine"));
    Files.createSymbolicLink(source.resolve("fine"), temp.resolve("fine"));
    assertEquals(List.of("fine is something else"), verify());
  }

  @Test
  void aSingleFileUnderAnotherName() throws Exception {
    TestRelease single = TestRelease.scan(source.resolve("fine"));
    Path other = Files.copy(source.resolve("fine"), temp.resolve("other"));
    assertTrue(
        Verification.of(single.manifest(), other, Selection.all(single.manifest()), bytes -> {})
            .isClean());
  }
}
