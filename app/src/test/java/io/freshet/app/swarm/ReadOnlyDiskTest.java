package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that becomes read-only midway, as Linux makes an ext4 on which it has found an error. For
/// that one must be root, and have a loop device.
class ReadOnlyDiskTest {
  private static final int BYTES = 24 << 20;
  private static final int IMAGE_BYTES = 96 << 20;

  @TempDir Path temp = Path.of("");

  @Test
  void aDiskThatBecomesReadOnlyMidwayIsNamedAndGoneOnWithWhenItIsMended() throws Exception {
    byte[] content = new byte[BYTES];
    new Random(5).nextBytes(content);
    Path source = Files.write(temp.resolve("source"), content);
    Path small = Files.createDirectory(temp.resolve("small"));
    Path image = temp.resolve("image");
    String mount = "mount -o loop,errors=remount-ro " + image + " " + small;
    Optional<OwnMounts> mounts = OwnMounts.here(small, getClass());
    if (mounts.isEmpty()) return;
    boolean made =
        mounts.get().can("truncate -s " + IMAGE_BYTES + " " + image + " && mkfs.ext4 -q " + image);
    if (!made || !mounts.get().can(mount + " && umount " + small)) {
      System.out.println("NOT PROVEN here, without loop devices: " + getClass().getSimpleName());
      return;
    }
    String dest = small.resolve("dest").toString();
    try (Child origin = Child.origin(temp, source)) {
      String release = origin.release();
      Process get =
          mounts
              .get()
              .start(mount, "true", "get", release, dest, "--json", "--limit-down", "4MB/s");
      try {
        var out = get.inputReader(UTF_8);
        String line = out.readLine();
        while (!done(line, 4 << 20)) line = out.readLine();
        findError(get, small);
        while (line.startsWith("{")) line = out.readLine();
        assertTrue(line.startsWith("freshet: " + small), line);
        assertTrue(line.contains("Read-only file system"), line);
        assertTrue(line.contains("; mount it writable; what has arrived is kept"), line);
        assertEquals("", OwnMounts.said(get));
        assertEquals(1, get.waitFor());
      } finally {
        get.descendants().forEach(ProcessHandle::destroyForcibly);
        get.destroyForcibly();
      }
      String compare = "cmp " + source + " " + dest + " && echo IT IS THE SAME";
      Process again = mounts.get().start(mount, compare, "get", release, dest, "--json");
      String said = OwnMounts.said(again);
      assertEquals(0, again.waitFor(), said);
      assertTrue(said.contains("IT IS THE SAME"), said);
    }
  }

  private static boolean done(String line, long bytes) {
    return Long.parseLong(line.replaceAll(".*\"done\":([0-9]+).*", "$1")) >= bytes;
  }

  /// Has the kernel believe that this file system is damaged.
  private static void findError(Process process, Path place) throws IOException {
    Path mounted = Path.of("/proc", Long.toString(process.pid()), "mountinfo");
    List<String> lines = Files.readAllLines(mounted);
    String line =
        lines.stream()
            .filter(one -> one.contains(" " + place + " "))
            .reduce((_, last) -> last)
            .orElseThrow();
    String device = line.replaceAll(".* /dev/(loop[0-9]+) .*", "$1");
    try {
      Files.writeString(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "1");
    } catch (IOException e) {
      // It says that there was an error: that was the point.
    }
  }
}
