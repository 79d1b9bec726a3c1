package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.node.disk.Lacking;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said while nothing moves.
class DownloadProgressTest {
  @Test
  void whatNobodyHasIsNamed() {
    assertEquals(
        "nothing has arrived for 10 s: no node that can be reached holds the missing 3 MiB of"
            + " a/b, c; waiting for one",
        DownloadProgress.nothingArrives(new Lacking(List.of("a/b", "c"), 2, 3 << 20)));
    assertEquals(
        "nothing has arrived for 10 s: no node that can be reached holds the missing 7 bytes of"
            + " a and 2 other files; waiting for one",
        DownloadProgress.nothingArrives(new Lacking(List.of("a"), 3, 7)));
  }
}
