package io.freshet.app.console;

import java.util.List;

/// One JSON object, written as one line without spaces, its keys (`snake_case`, everywhere) in the
/// order in which they were put.
public final class JsonObject {
  private final StringBuilder text = new StringBuilder("{");

  public JsonObject put(String key, String value) {
    return raw(key, quoted(value));
  }

  public JsonObject put(String key, long value) {
    return raw(key, Long.toString(value));
  }

  public JsonObject put(String key, double value) {
    // JSON has no word for what is not a number.
    return raw(key, Double.isFinite(value) ? Double.toString(value) : "null");
  }

  public JsonObject put(String key, boolean value) {
    return raw(key, Boolean.toString(value));
  }

  public JsonObject put(String key, JsonObject value) {
    return raw(key, value.toString());
  }

  public JsonObject put(String key, List<JsonObject> values) {
    return raw(
        key, "[" + String.join(",", values.stream().map(JsonObject::toString).toList()) + "]");
  }

  public JsonObject putTexts(String key, List<String> values) {
    return raw(key, "[" + String.join(",", values.stream().map(JsonObject::quoted).toList()) + "]");
  }

  public JsonObject putNumbers(String key, List<? extends Number> values) {
    return raw(key, "[" + String.join(",", values.stream().map(Number::toString).toList()) + "]");
  }

  /// The object so far without its closing brace, and a key whose array follows piece by piece: for
  /// lists that are too long to be held as text.
  public String openArray(String key) {
    return text + (text.length() > 1 ? "," : "") + key(key) + ":[";
  }

  private JsonObject raw(String key, String json) {
    if (text.length() > 1) text.append(',');
    text.append(key(key)).append(':').append(json);
    return this;
  }

  private static String key(String key) {
    if (key.chars().anyMatch(Character::isUpperCase))
      throw new IllegalArgumentException(key + " is not snake_case, as all other keys are");
    return quoted(key);
  }

  private static String quoted(String value) {
    var json = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\t' -> json.append("\\t");
        default -> {
          // More than JSON asks for: a person may look at it in a terminal.
          if (Human.isPlain(c)) json.append(c);
          else json.append(Human.printable(String.valueOf(c)));
        }
      }
    }
    return json.append('"').toString();
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
