package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import io.freshet.node.Download;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What a person sees while a mirror fetches.
final class MirrorProgressTest {
  private static final long MIB = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String shown(Surface surface) {
    var progress = new MirrorProgress(new Console(new ByteArrayOutputStream(), err, surface));
    progress.show(new Download.Progress(0, 400 * MIB, 0, 1, 0), 0);
    progress.show(new Download.Progress(100 * MIB, 400 * MIB, 100 * MIB, 2, 1), SECOND);
    progress.end();
    progress.show(new Download.Progress(0, 100 * MIB, 0, 1, 0), 2 * SECOND);
    return err.toString(StandardCharsets.UTF_8).replaceAll("\\u001b\\[(K|1A|J)|\\r", "");
  }

  @Test
  void aTerminalShowsHowFarItIs() {
    assertEquals(
        """
        0 bytes of 400 MiB (0 %) · 0 bytes/s · from 1 peer
        100 MiB of 400 MiB (25 %) · 100 MiB/s · 3 s left · from 2 peers
        0 bytes of 100 MiB (0 %) · 0 bytes/s · from 1 peer
        """,
        shown(new Surface.Terminal(80)));
  }

  @Test
  void aLogDoesNot() {
    assertEquals("", shown(Surface.PLAIN));
  }
}
