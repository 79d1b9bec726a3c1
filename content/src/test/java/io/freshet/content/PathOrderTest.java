package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The order of paths is that of their bytes, components first.
final class PathOrderTest {
  @Test
  void agreesWithTheBytes() {
    String[] paths = {
      "",
      "a",
      "a/b",
      "a/b/c",
      "a-b",
      "a b",
      "a\u0001",
      "ab",
      "\u00fc",
      "\ud7ff",
      "\ue000",
      "\uffff",
      "\ud800\udc00",
      "\udbff\udfff",
      "\ud800\udc00/a",
      "a/\ue000",
      "a/\ud83d\ude80"
    };
    for (String a : paths) {
      for (String b : paths) {
        int expected = Arrays.compareUnsigned(PathOrder.key(a), PathOrder.key(b));
        assertEquals(
            Integer.signum(expected),
            Integer.signum(PathOrder.INSTANCE.compare(a, b)),
            a + " " + b);
      }
    }
  }
}
