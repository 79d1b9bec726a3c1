package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashingLineTest {
  private static final long TEN_SECONDS = TimeUnit.SECONDS.toNanos(10);

  @TempDir Path temp;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();
  private final HashingLine line =
      new HashingLine(
          new Console(new ByteArrayOutputStream(), err, Surface.PLAIN),
          () -> clock.addAndGet(TEN_SECONDS));

  private String lastLine() {
    return err.toString(StandardCharsets.UTF_8).lines().toList().getLast();
  }

  /// A watched folder is scanned again and again, each time for other files.
  @Test
  void eachScanIsCountedForItself() throws Exception {
    Path file = Files.write(temp.resolve("f"), new byte[40 << 20]);
    var options = ScanOptions.PLAIN.reportingTo(line);
    Scanner.scan(file, options);
    assertEquals("hashing 40 MiB of 40 MiB (100 %)", lastLine().replaceAll(" · .*", ""));
    Files.write(file, new byte[33 << 20]);
    Scanner.scan(file, options);
    assertEquals("hashing 33 MiB of 33 MiB (100 %)", lastLine().replaceAll(" · .*", ""));
  }
}
