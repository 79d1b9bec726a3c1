package io.freshet.content;

/// A name from outside as a message may show it: on one line, without control characters.
final class Printable {
  private Printable() {}

  static String of(String text) {
    var printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                printable.append(String.format("\\u%04x", c));
              } else {
                printable.appendCodePoint(c);
              }
            });
    return printable.toString();
  }
}
