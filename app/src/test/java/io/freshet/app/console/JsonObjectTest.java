package io.freshet.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
  @Test
  void keysKeepTheirOrderAndThereAreNoSpaces() {
    var json =
        new JsonObject()
            .put("release", "v1")
            .put("state", "complete")
            .put("bytes", 12L)
            .put("ok", true)
            .put("rate", 0.5);
    assertEquals(
        "{\"release\":\"v1\",\"state\":\"complete\",\"bytes\":12,\"ok\":true,\"rate\":0.5}",
        json.toString());
  }

  @Test
  void textIsEscaped() {
    assertEquals(
        "{\"a\\\"\\\\\":\"\\n\\t\\u0001é\"}",
        new JsonObject().put("a\"\\", "\n\t\u0001é").toString());
  }

  @Test
  void keysAreSnakeCase() {
    assertThrows(IllegalArgumentException.class, () -> new JsonObject().put("infoHash", "1"));
    assertThrows(IllegalArgumentException.class, () -> new JsonObject().openArray("allFiles"));
  }

  @Test
  void whatIsNoNumberIsNull() {
    assertEquals("{\"x\":null}", new JsonObject().put("x", 0.0 / 0.0).toString());
  }

  @Test
  void objectsAndLists() {
    var inner = new JsonObject().put("n", 1);
    assertEquals(
        "{\"one\":{\"n\":1},\"many\":[{\"n\":1},{\"n\":1}],\"texts\":[\"a\",\"b\"],\"none\":[]}",
        new JsonObject()
            .put("one", inner)
            .put("many", List.of(inner, inner))
            .putTexts("texts", List.of("a", "b"))
            .put("none", List.of())
            .toString());
  }

  @Test
  void anOpenArrayIsContinuedByItsWriter() {
    assertEquals("{\"files\":[", new JsonObject().openArray("files"));
    assertEquals("{\"n\":1,\"files\":[", new JsonObject().put("n", 1).openArray("files"));
  }
}
