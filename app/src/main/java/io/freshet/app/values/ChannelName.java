package io.freshet.app.values;

import java.util.regex.Pattern;

/// The name of a channel: letters and digits of any script, with `.`, `_` and `-` between them.
public record ChannelName(String text) {
  /// Room for a model's full name; small enough for a line of `ls`.
  public static final int LENGTH_MAX = 100;

  private static final Pattern FORM =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}][\\p{L}\\p{M}\\p{N}._-]*");

  public ChannelName {
    if (text.length() > LENGTH_MAX || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "`"
              + text
              + "` is not a channel: write up to "
              + LENGTH_MAX
              + " letters and digits with . _ - between them");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
