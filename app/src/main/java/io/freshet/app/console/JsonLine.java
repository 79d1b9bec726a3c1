package io.freshet.app.console;

import java.util.LinkedHashMap;
import java.util.Map;

/// One JSON object as [JsonObject] writes it, read again: texts, numbers, and objects of them; no
/// arrays.
public final class JsonLine {
  /// An object in an object is all that is written.
  private static final int DEPTH_MAX = 2;

  private final Map<String, Object> values;

  private JsonLine(Map<String, Object> values) {
    this.values = values;
  }

  /// `IllegalArgumentException` for anything else than such an object.
  public static JsonLine parse(String text) {
    var reader = new Reader(text);
    var line = reader.object(1);
    if (reader.at < text.length()) throw reader.unexpected();
    return line;
  }

  /// Empty when there is no such text.
  public String text(String key) {
    return values.get(key) instanceof String text ? text : "";
  }

  /// 0 when there is no such number; fractions are cut off.
  public long number(String key) {
    return values.get(key) instanceof Double number ? number.longValue() : 0;
  }

  /// The whole numbers of an object in this one, in their order; empty when there is none.
  public Map<String, Long> numbers(String key) {
    var numbers = new LinkedHashMap<String, Long>();
    if (values.get(key) instanceof JsonLine inner)
      for (String name : inner.values.keySet()) numbers.put(name, inner.number(name));
    return numbers;
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    JsonLine object(int depth) {
      if (depth > DEPTH_MAX) throw unexpected();
      var values = new LinkedHashMap<String, Object>();
      expect('{');
      while (next() != '}') {
        if (!values.isEmpty()) expect(',');
        String key = string();
        expect(':');
        values.put(key, value(depth));
      }
      at++;
      return new JsonLine(values);
    }

    private Object value(int depth) {
      return switch (next()) {
        case '{' -> object(depth + 1);
        case '"' -> string();
        default -> plain();
      };
    }

    private Object plain() {
      int from = at;
      while (",}".indexOf(next()) < 0) at++;
      String word = text.substring(from, at);
      return switch (word) {
        case "true" -> true;
        case "false" -> false;
        case "null" -> "";
        default -> Double.valueOf(word);
      };
    }

    private String string() {
      expect('"');
      var string = new StringBuilder();
      while (next() != '"') {
        char c = text.charAt(at++);
        string.append(c == '\\' ? escaped() : c);
      }
      at++;
      return string.toString();
    }

    private char escaped() {
      char c = next();
      at++;
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'u' -> {
          if (at + 4 > text.length()) throw unexpected();
          at += 4;
          yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        default -> c;
      };
    }

    private char next() {
      if (at >= text.length()) throw unexpected();
      return text.charAt(at);
    }

    private void expect(char c) {
      if (next() != c) throw unexpected();
      at++;
    }

    IllegalArgumentException unexpected() {
      return new IllegalArgumentException("not an object of ours at " + at + ": " + text);
    }
  }
}
