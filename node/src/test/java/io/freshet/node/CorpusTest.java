package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What fuzzing has kept is tried again in each build; `./mvnw -Pfuzz` looks for more.
final class CorpusTest {
  private static final Path CORPUS = Path.of("src", "test", "resources", "corpus");

  @ParameterizedTest
  @CsvSource({
    "request, io.freshet.node.transfer.RequestFuzz",
    "answer, io.freshet.node.transfer.AnswerFuzz",
    "node-talk, io.freshet.node.control.NodeTalkFuzz",
    "tracker-talk, io.freshet.node.control.TrackerTalkFuzz",
    "journal, io.freshet.node.disk.JournalFuzz",
  })
  void replay(String name, String target) throws Throwable {
    MethodHandle one =
        MethodHandles.lookup()
            .findStatic(
                Class.forName(target),
                "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
    List<Path> inputs;
    try (var files = Files.list(CORPUS.resolve(name))) {
      inputs = files.sorted().toList();
    }
    assertFalse(inputs.isEmpty());
    for (Path input : inputs) {
      try {
        one.invokeExact(Files.readAllBytes(input));
      } catch (RuntimeException | Error e) {
        throw new AssertionError(input.toString(), e);
      }
    }
  }
}
