package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.InfoHash;
import io.freshet.engine.Priority;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `--on-release` runs, and when.
class ReleaseCommandTest {
  /// Only a test that fails waits so long.
  private static final long PATIENCE_MINUTES = 5;

  private static final InfoHash HASH = InfoHash.parse("ab".repeat(32));

  @TempDir Path temp = Path.of("");
  private final LinkedBlockingQueue<String> troubles = new LinkedBlockingQueue<>();

  private ReleaseCommand command(String line) {
    return new ReleaseCommand(line, temp.resolve("dest"), troubles::add);
  }

  private static Release release(int version) {
    return new Release(
        new ChannelName("llama"),
        version,
        HASH,
        "llama",
        1,
        1,
        Instant.EPOCH,
        "me@here",
        Priority.NORMAL);
  }

  private void await(Path file, String... lines) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    List<String> wanted = List.of(lines);
    List<String> now = List.of();
    do {
      TimeUnit.MILLISECONDS.sleep(10);
      if (Files.exists(file)) now = Files.readAllLines(file);
    } while (!now.equals(wanted) && System.nanoTime() - end < 0);
    assertEquals(wanted, now);
  }

  @Test
  void itFindsWhichReleaseIsWhere() throws Exception {
    Path said = temp.resolve("said");
    command(
            "printf '%s\\n' \"$FRESHET_RELEASE\" \"$FRESHET_VERSION\" \"$FRESHET_INFO_HASH\""
                + " \"$FRESHET_DEST\" > "
                + said)
        .complete(release(2));
    await(said, "llama@v2", "v2", HASH.hex(), temp.resolve("dest").toString());
    assertEquals(List.of(), List.copyOf(troubles));
  }

  @Test
  void oneThatFailsIsNamedAndTheNextIsRunAllTheSame() throws Exception {
    Path said = temp.resolve("said");
    ReleaseCommand command = command("echo $FRESHET_VERSION >> " + said + "; exit 3");
    command.complete(release(1));
    assertEquals(
        "--on-release for llama@v1 ended with 3",
        troubles.poll(PATIENCE_MINUTES, TimeUnit.MINUTES));
    command.complete(release(2));
    assertEquals(
        "--on-release for llama@v2 ended with 3",
        troubles.poll(PATIENCE_MINUTES, TimeUnit.MINUTES));
    await(said, "v1", "v2");
  }

  @Test
  void whileOneHangsOnlyTheNewestOfTheOthersIsKept() throws Exception {
    Path said = temp.resolve("said");
    Path gate = temp.resolve("gate");
    assertEquals(0, new ProcessBuilder("mkfifo", gate.toString()).start().waitFor());
    ReleaseCommand command =
        command("echo $FRESHET_VERSION >> " + said + "; [ $FRESHET_VERSION != v1 ] || cat " + gate);
    command.complete(release(1));
    await(said, "v1");
    command.complete(release(2));
    command.complete(release(3));
    // Whoever opens it to write lets the first one end.
    Files.newOutputStream(gate).close();
    await(said, "v1", "v3");
    assertEquals(List.of(), List.copyOf(troubles));
  }
}
