package io.freshet.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String err() {
    return err.toString(StandardCharsets.UTF_8).replace("\u001b", "^");
  }

  @Test
  void resultsAndErrorsGoTheirOwnWays() {
    var console = new Console(out, err, Surface.PLAIN);
    console.line("日本");
    console.error("no disk: add one");
    console.flush();
    assertEquals("日本\n", out.toString(StandardCharsets.UTF_8));
    assertEquals("freshet: no disk: add one\n", err());
  }

  @Test
  void plainProgressIsALineNowAndThen() {
    var console = new Console(out, err, Surface.PLAIN);
    for (int second = 0; second <= 25; second++)
      console.progress(List.of("at " + second), second * SECOND);
    assertEquals("at 0\nat 10\nat 20\n", err());
  }

  @Test
  void aTerminalsBlockIsRedrawnInPlace() {
    var console = new Console(out, err, new Surface.Terminal(80));
    console.progress(List.of("a 1", "b 1"), 0);
    console.progress(List.of("too soon"), SECOND / 100);
    console.progress(List.of("a 2", "b 2"), SECOND);
    console.endProgress();
    assertEquals("a 1^[K\nb 1^[K\n^[2A\r^[Ja 2^[K\nb 2^[K\n^[2A\r^[J", err());
  }

  @Test
  void aNoteStandsAboveTheBlock() {
    var console = new Console(out, err, new Surface.Terminal(80));
    console.progress(List.of("moving"), 0);
    console.note("skipped x");
    console.progress(List.of("moving on"), SECOND);
    assertEquals("moving^[K\n^[1A\r^[Jskipped x\nmoving on^[K\n", err());
  }

  @Test
  void aLineThatIsTooLongIsCut() {
    var console = new Console(out, err, new Surface.Terminal(6));
    console.progress(List.of("12345", "123456"), 0);
    assertEquals("12345^[K\n1234…^[K\n", err());
  }

  @Test
  void afterItsEndProgressIsShownAtOnce() {
    var console = new Console(out, err, Surface.PLAIN);
    console.progress(List.of("hashing"), 0);
    console.endProgress();
    console.progress(List.of("sending"), 1);
    assertEquals("hashing\nsending\n", err());
  }

  @Test
  void aTransferSaysHowFarHowFastAndHowLong() {
    long mib = 1 << 20;
    var transfer = new Transfer(1000 * mib, 200 * mib, 0);
    assertEquals("200 MiB of 0.98 GiB (20 %) · 0 bytes/s", transfer.line());
    for (int tenth = 1; tenth <= 20; tenth++)
      transfer.reached((200 + 10L * tenth) * mib, tenth * SECOND / 10);
    assertEquals("400 MiB of 0.98 GiB (40 %) · 100 MiB/s · 6 s left", transfer.line());
    transfer.reached(400 * mib, 8 * SECOND);
    assertEquals("400 MiB of 0.98 GiB (40 %) · 0 bytes/s", transfer.line());
    transfer.reached(1000 * mib, 9 * SECOND);
    assertEquals("0.98 GiB of 0.98 GiB (100 %) · 85.7 MiB/s", transfer.line());
  }
}
