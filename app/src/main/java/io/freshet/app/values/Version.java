package io.freshet.app.values;

/// Which release of a channel: the newest, or one by its number.
public sealed interface Version {
  Version NEWEST = new Newest();

  record Newest() implements Version {
    @Override
    public String toString() {
      return "newest";
    }
  }

  record Numbered(int number) implements Version {
    public Numbered {
      if (number < 1)
        throw new IllegalArgumentException("version " + number + ": versions start at v1");
    }

    @Override
    public String toString() {
      return "v" + number;
    }
  }

  /// `v2` or `2`.
  static Version parse(String text) {
    String digits = text.startsWith("v") ? text.substring(1) : text;
    if (!digits.matches("[0-9]{1,9}"))
      throw new IllegalArgumentException("`" + text + "` is not a version: write v1, v2, …");
    return new Numbered(Integer.parseInt(digits));
  }
}
