package io.freshet.bench.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.bench.CompiledFreshet;
import io.freshet.bench.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everybody who keeps folders equal here does all of it, with real processes; what they have in
/// the end is compared by the bench itself.
final class FolderBenchTest {
  private static final FolderBench.Size FEW = new FolderBench.Size(2, 2, 200, 0);

  @TempDir Path temp = Path.of("");

  private List<FolderResult> measure(String name) throws IOException, InterruptedException {
    List<FolderResult> results = new ArrayList<>();
    FolderBench.run(CompiledFreshet.command(), List.of(name), FEW, temp, results::add);
    assertEquals(
        List.of(FolderCase.values()), results.stream().map(FolderResult::work).toList(), name);
    for (FolderResult result : results) {
      assertTrue(result.seconds() > 0 && result.cpuSeconds() >= 0, result.line());
    }
    try (var left = Files.list(temp)) {
      assertEquals(0, left.count(), "what it made is gone");
    }
    return results;
  }

  @Test
  void freshetDoesAllOfIt() throws Exception {
    List<FolderResult> results = measure("freshet");
    assertEquals(
        List.of(4L << 20, 4L << 20, 1L << 20, 200L * 4096, 100L * 4096, 16L << 20),
        results.stream().map(FolderResult::bytes).toList());
    assertTrue(results.getFirst().cpuSeconds() > 0, "two Java processes began");
  }

  @Test
  void rsyncDoesAllOfIt() throws Exception {
    measure("rsync");
  }

  @Test
  void syncthingDoesAllOfItWhereItIs() throws Exception {
    if (Installed.has("syncthing")) measure("syncthing");
    else System.out.println("NOT PROVEN here, without Syncthing: " + getClass().getSimpleName());
  }

  @Test
  void whoKeepsNoFoldersIsNamed() {
    var refused =
        assertThrows(
            IOException.class,
            () ->
                FolderBench.run(
                    CompiledFreshet.command(), List.of("scp"), FEW, temp, result -> {}));
    assertEquals(
        "scp keeps no folders here: choose of freshet, rsync, syncthing", refused.getMessage());
  }
}
