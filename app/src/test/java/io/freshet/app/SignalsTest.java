package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SignalsTest {
  /// A program that waits for its signal; run in a process of its own.
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] words) {
      var signals = Signals.watch(() -> 3);
      boolean stubborn = words[0].equals("stubborn");
      while (true) {
        try {
          System.out.write('r');
          System.out.flush();
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          if (!stubborn) break;
        }
      }
      signals.exit(Integer.parseInt(words[0]));
    }
  }

  private static int exitCodeAfterSigterm(String word) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    var process =
        new ProcessBuilder(
                java, "-XX:TieredStopAtLevel=1", "-cp", classes, Waiting.class.getName(), word)
            .redirectError(Redirect.DISCARD)
            .start();
    assertEquals('r', process.getInputStream().read(), "the program is waiting");
    process.destroy();
    return process.waitFor();
  }

  @Test
  void theExitCodeIsTheCommands() throws Exception {
    assertEquals(0, exitCodeAfterSigterm("0"));
    assertEquals(1, exitCodeAfterSigterm("1"));
  }

  @Test
  void aCommandThatDoesNotStopIsStopped() throws Exception {
    assertEquals(3, exitCodeAfterSigterm("stubborn"));
  }
}
