package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.node.trace.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `--trace FILE` writes.
class TraceFileTest {
  private static final InfoHash RELEASE = InfoHash.parse("ab".repeat(32));

  @TempDir Path folder;

  @Test
  void aGapIsOneLineThatSaysWhoWasWaitedFor() throws Exception {
    Path file = folder.resolve("trace");
    try (TraceFile trace = TraceFile.create(file)) {
      trace.tell(new Moment.Announced(RELEASE, "llama@v2"));
      trace.tell(
          new Moment.Gap(
              RELEASE,
              new Moment.Lull(312_900_000, 40_000_000),
              List.of(
                  new Moment.Silence("10.77.0.4:7070", 312_900_000),
                  new Moment.Silence("10.77.0.5:7070", 20_000_000)),
              "10.77.0.4:7070"));
    }
    List<String> lines = Files.readAllLines(file);
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).startsWith("{\"time\":\""), lines.get(0));
    assertTrue(
        lines
            .get(1)
            .endsWith(
                ",\"moment\":\"gap\",\"info_hash\":\""
                    + "ab".repeat(32)
                    + "\",\"gap_ms\":312,\"unplanned_ms\":40,"
                    + "\"waited_for\":[{\"source\":\"10.77.0.4:7070\",\"silent_ms\":312},"
                    + "{\"source\":\"10.77.0.5:7070\",\"silent_ms\":20}],"
                    + "\"ended_by\":\"10.77.0.4:7070\"}"),
        lines.get(1));
  }

  @Test
  void whoFailedIsNamedWithTheReason() throws Exception {
    Path file = folder.resolve("trace");
    try (TraceFile trace = TraceFile.create(file)) {
      trace.tell(new Moment.Failed(RELEASE, "10.77.0.4:7070", Failure.NOT_HELD));
    }
    String line = Files.readString(file);
    assertTrue(
        line.contains("\"moment\":\"failed\"")
            && line.endsWith("\"source\":\"10.77.0.4:7070\",\"why\":\"not held\"}\n"),
        line);
  }

  @Test
  void aTraceThatNobodyReadsDoesNotFillTheDisk() throws Exception {
    Path file = folder.resolve("trace");
    try (TraceFile trace = TraceFile.create(file)) {
      for (int i = 0; i < TraceFile.LINES_MAX + 10; i++) {
        trace.tell(new Moment.Joined(RELEASE));
      }
    }
    assertEquals(TraceFile.LINES_MAX, Files.readAllLines(file).size());
  }
}
