package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is read is taken by the thread that read it, but not before it comes back for more.
class ReaderExecutorTest {

  private final List<String> said = new ArrayList<>();
  private final ReaderExecutor executor =
      new ReaderExecutor(
          task -> {
            said.add("elsewhere:");
            task.run();
          });
  private final InputStream in = executor.reading(new ByteArrayInputStream(new byte[] {1, 2}));

  private void execute(String what) {
    executor.execute(() -> said.add(what));
  }

  @Test
  void theReaderRunsItBeforeItReadsOn() throws IOException {
    in.read();
    execute("a");
    execute("b");
    assertEquals(List.of(), said);
    in.read();
    assertEquals(List.of("a", "b"), said);
  }

  @Test
  void whatComesOfItIsRunThen() throws IOException {
    in.read();
    executor.execute(() -> execute("a"));
    in.read();
    assertEquals(List.of("a"), said);
  }

  @Test
  void othersAndWhoHasNotYetReadHaveItRunElsewhere() throws Exception {
    execute("early");
    in.read();
    Thread.ofPlatform().start(() -> execute("other")).join();
    assertEquals(List.of("elsewhere:", "early", "elsewhere:", "other"), said);
  }

  @Test
  void behindTheEndItIsRunElsewhere() throws IOException {
    in.readAllBytes();
    execute("end");
    assertEquals(List.of("elsewhere:", "end"), said);
  }

  @Test
  void whoClosesRunsWhatIsLeft() throws IOException {
    in.read();
    execute("last");
    in.close();
    execute("end");
    assertEquals(List.of("last", "elsewhere:", "end"), said);
  }
}
