package io.freshet.node.catalog;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The name of a channel: letters and digits of any script, and `.`, `_`, `-`, `+` after the first
/// character.
///
/// It stands in `HOST/CHANNEL@VERSION`, in URLs and in tables, so it has no slash, no `@` and
/// nothing unprintable.
public record ChannelName(String text) implements Comparable<ChannelName> {

  /// Some 128 Latin or 42 Chinese characters: a line of a table, and a file name on every file
  /// system.
  public static final int BYTES_MAX = 128;

  /// Throws [IllegalArgumentException] with a line for people when the name cannot be one.
  public ChannelName {
    if (!isAscii(text)) {
      // The same name, typed on two systems, can be two sequences of code points.
      text = Normalizer.normalize(text, Normalizer.Form.NFC);
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a channel needs a name");
    }
    if (text.length() > BYTES_MAX || text.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "a channel's name has at most " + BYTES_MAX + " bytes, this one more");
    }
    text.codePoints().forEach(ChannelName::check);
    int first = text.codePointAt(0);
    if (!Character.isLetterOrDigit(first)) {
      throw new IllegalArgumentException(
          "a channel's name begins with a letter or a digit, not with " + shown(first));
    }
  }

  private static void check(int c) {
    if (!Character.isLetterOrDigit(c) && !isMark(c) && "._-+".indexOf(c) < 0) {
      throw new IllegalArgumentException(
          "a channel's name has letters, digits and . _ - + only, not " + shown(c));
    }
  }

  /// Vowel signs and accents, without which many scripts cannot write a word.
  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static String shown(int c) {
    return c > ' ' && c < 127
        ? Character.toString(c)
        : "U+" + HexFormat.of().withUpperCase().toHexDigits(c, 6);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  // A record's own methods are made when they are first called, some ms of a command's start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChannelName name && text.equals(name.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(ChannelName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
