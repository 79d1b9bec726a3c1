package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--nice`, as Linux sees the threads that hash.
class NiceTest {
  private static final int NICE_FIELD = 18;

  @TempDir Path temp = Path.of("");

  private record Hasher(int nice, String disk) {}

  /// What the threads that hash have, while they do.
  private List<Hasher> hashing(String... options) throws Exception {
    Path endless = temp.resolve("endless");
    try (var file = new RandomAccessFile(endless.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    List<String> words = new ArrayList<>(List.of("pack", endless.toString(), "-o"));
    words.add(temp.resolve("t.torrent").toString());
    words.addAll(List.of(options));
    Process pack = Child.builder(words.toArray(String[]::new)).redirectErrorStream(true).start();
    try (var out = pack.inputReader(UTF_8)) {
      String line = out.readLine();
      while (!line.startsWith("hashing ")) line = out.readLine();
      return threads(pack.pid());
    } finally {
      pack.destroyForcibly().waitFor();
    }
  }

  private static List<Hasher> threads(long process) throws Exception {
    List<Hasher> threads = new ArrayList<>();
    try (var tasks = Files.newDirectoryStream(Path.of("/proc", "" + process, "task"))) {
      for (Path task : tasks) {
        if (!Files.readString(task.resolve("comm")).strip().equals("scan")) continue;
        // The name may have spaces, and stands in parentheses.
        String stat = Files.readString(task.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        threads.add(new Hasher(Integer.parseInt(fields[NICE_FIELD - 2]), disk(task.getFileName())));
      }
    }
    assertTrue(!threads.isEmpty(), "nobody hashes");
    return threads;
  }

  private static String disk(Path task) throws IOException, InterruptedException {
    Process ionice = new ProcessBuilder("ionice", "-p", task.toString()).start();
    String said = new String(ionice.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, ionice.waitFor());
    return said;
  }

  @Test
  void whoIsNiceLetsOthersGoFirst() throws Exception {
    for (Hasher thread : hashing("--nice")) {
      // Or more, where the test itself is.
      assertTrue(thread.nice() >= 10, thread.toString());
      assertEquals("best-effort: prio 7", thread.disk());
    }
    for (Hasher thread : hashing()) assertNotEquals("best-effort: prio 7", thread.disk());
  }
}
