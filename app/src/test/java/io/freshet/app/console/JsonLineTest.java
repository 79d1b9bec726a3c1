package io.freshet.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
  @Test
  void whatWasWrittenIsRead() {
    var text =
        new JsonObject()
            .put("name", "a \"b\" \\ \n\t\u0001 日本")
            .put("bytes", 9_007_199_254_740_991L)
            .put("seconds", 1.5)
            .put("clean", true)
            .put("received", new JsonObject().put("00ff", 7).put("0a", 0))
            .put("nothing", new JsonObject())
            .toString();
    var line = JsonLine.parse(text);
    assertEquals("a \"b\" \\ \n\t\u0001 日本", line.text("name"));
    assertEquals(9_007_199_254_740_991L, line.number("bytes"));
    assertEquals(1, line.number("seconds"));
    assertEquals(Map.of("00ff", 7L, "0a", 0L), line.numbers("received"));
    assertEquals(List.of("00ff", "0a"), List.copyOf(line.numbers("received").keySet()));
    assertEquals(Map.of(), line.numbers("nothing"));
    assertEquals(0, line.number("absent"));
    assertEquals("", line.text("absent"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{",
        "{}x",
        "{\"a\"}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":\"b",
        "{\"a\":\"\\u00\"}",
        "{\"a\":{\"b\":{}}}",
        "{\"a\":maybe}"
      })
  void nothingElseIs(String text) {
    assertThrows(IllegalArgumentException.class, () -> JsonLine.parse(text));
  }
}
