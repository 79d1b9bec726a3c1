package io.freshet.app.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a build runs once so that starts are fast. Where it fails, everything works, but slowly: it
/// once fetched nothing for half a day, and nobody noticed.
class TrainingTest {
  private static final int MINUTES_MAX = 10;

  @Test
  void theTrainingForTheCacheDoesItsWork() throws IOException, InterruptedException {
    ProcessBuilder training = Child.builder();
    training.command().set(training.command().size() - 1, "io.freshet.app.Training");
    Process process = training.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    assertEquals(0, process.exitValue(), said);
  }
}
