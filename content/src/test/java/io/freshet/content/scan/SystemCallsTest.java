package io.freshet.content.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel says directly is what Java says of it.
final class SystemCallsTest {
  @TempDir Path temp;
  private SystemCalls calls;
  private int folder;

  @BeforeEach
  void open() {
    Assumptions.assumeTrue(SystemCalls.here().isPresent(), "another system, or no UTF-8");
    calls = SystemCalls.here().orElseThrow();
    folder = calls.openFolder(SystemCalls.ROOT, temp.toString());
    assertTrue(folder > 0);
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Test
  void aStatusIsWhatJavaSays() throws IOException {
    Files.writeString(temp.resolve("a"), "content");
    Files.setLastModifiedTime(
        temp.resolve("a"), FileTime.from(-3_000_000_001L, TimeUnit.NANOSECONDS));
    Files.setPosixFilePermissions(temp.resolve("a"), PosixFilePermissions.fromString("rw-r-x--x"));
    Files.createDirectory(temp.resolve("日本"));
    Files.createSymbolicLink(temp.resolve("link"), Path.of("nowhere"));
    for (String name : List.of("a", "日本", "link")) {
      Stat java = Stat.of(temp.resolve(name));
      assertEquals(java, Stat.of(calls.status(folder, name)).orElseThrow(), name);
      assertEquals(
          java,
          Stat.of(calls.status(SystemCalls.ROOT, temp.resolve(name).toString())).orElseThrow(),
          name);
    }
    assertTrue(calls.status(folder, "missing").isMissing());
    assertFalse(calls.status(folder, "x".repeat(5000)).isKnown());
  }

  @Test
  void aFileIsMadeFilledAndDressed() throws IOException {
    int file = calls.createFile(folder, "new", 0600);
    assertEquals(7, calls.write(file, direct("content"), 0));
    assertEquals(0, calls.setModified(file, -1_500_000_000L));
    assertEquals(0, calls.setPermissions(file, 0640));
    FileStatus told = calls.status(file);
    assertEquals(0, calls.close(file));
    assertEquals(Stat.of(temp.resolve("new")), Stat.of(told).orElseThrow());
    assertEquals(0640, told.permissions());
    assertEquals(
        -1_500_000_000L, Files.getLastModifiedTime(temp.resolve("new")).to(TimeUnit.NANOSECONDS));
    int read = calls.openFile(folder, "new");
    ByteBuffer bytes = ByteBuffer.allocateDirect(100);
    assertEquals(4, calls.read(read, bytes.slice(10, 50), 3));
    assertEquals('t', bytes.get(10));
    assertEquals(0, calls.close(read));
    assertTrue(calls.createFile(folder, "new", 0600) < 0, "not where something is");
    assertEquals(0, calls.deleteFile(folder, "new"));
    assertFalse(Files.exists(temp.resolve("new")));
  }

  @Test
  void nothingIsReplacedByAMove() throws IOException {
    Files.writeString(temp.resolve("a"), "a");
    Files.writeString(temp.resolve("b"), "b");
    assertTrue(calls.moveToFree(folder, "a", folder, "b") < 0);
    assertEquals(0, calls.moveToFree(folder, "a", folder, "日本"));
    assertEquals("a", Files.readString(temp.resolve("日本")));
    assertEquals("b", Files.readString(temp.resolve("b")));
  }

  @Test
  void noLinkIsFollowedAndNoPipeWaitedFor() throws IOException, InterruptedException {
    Files.writeString(temp.resolve("a"), "a");
    Files.createSymbolicLink(temp.resolve("to-a"), Path.of("a"));
    Files.createSymbolicLink(temp.resolve("here"), Path.of("."));
    assertTrue(calls.openFile(folder, "to-a") < 0);
    assertTrue(calls.openFolder(folder, "here") < 0);
    assertTrue(calls.openFolder(folder, "a") < 0);
    assertTrue(Files.exists(temp.resolve("to-a"), LinkOption.NOFOLLOW_LINKS));
    assertEquals(
        0, new ProcessBuilder("mkfifo", temp.resolve("pipe").toString()).start().waitFor());
    int pipe = calls.openFile(folder, "pipe");
    assertTrue(pipe >= 0);
    assertFalse(calls.status(pipe).isFile());
    assertEquals(0, calls.close(pipe));
  }
}
