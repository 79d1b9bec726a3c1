package io.freshet.content.scan;

import java.util.Optional;
import java.util.regex.Pattern;

/// One line of an ignore file, by gitignore's rules [1], as a regular expression.
///
/// [1] gitignore(5) and git's `wildmatch.c`; `IgnoreRulesTest` asks git itself.
///
/// @param anchored whether it is matched with the path below its folder, or with a name anywhere
/// @param takesIn whether it takes in again what an earlier line left out
record IgnorePattern(Pattern regex, boolean anchored, boolean foldersOnly, boolean takesIn) {

  /// Empty for a comment, a blank line, and what can match nothing.
  static Optional<IgnorePattern> parse(String line) {
    String text = trimmed(line);
    if (text.isEmpty() || text.startsWith("#")) return Optional.empty();
    boolean takesIn = text.startsWith("!");
    if (takesIn) text = text.substring(1);
    boolean foldersOnly = text.endsWith("/");
    if (foldersOnly) text = text.substring(0, text.length() - 1);
    boolean anchored = text.contains("/");
    if (text.startsWith("/")) text = text.substring(1);
    if (text.isEmpty()) return Optional.empty();
    return new Translation(text)
        .regex()
        .map(regex -> new IgnorePattern(regex, anchored, foldersOnly, takesIn));
  }

  /// Without the spaces at its end, unless a backslash keeps them, and without a carriage return.
  private static String trimmed(String line) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    int end = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\\' && i + 1 < text.length()) i++;
      if (next != ' ') end = i + 1;
    }
    return text.substring(0, end);
  }

  /// @param path below the folder that the line is about
  boolean matches(String path, boolean folder) {
    if (foldersOnly && !folder) return false;
    String matched = anchored ? path : path.substring(path.lastIndexOf('/') + 1);
    return regex.matcher(matched).matches();
  }

  /// From a glob to a regular expression. A character is a code point: in git `?` is a byte.
  private static final class Translation {
    private static final String ANY = "[\\s\\S]*";
    private static final String ANY_IN_A_NAME = "[^/]*";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;

    Translation(String glob) {
      this.glob = glob;
    }

    /// Empty when it can match nothing: it ends in a backslash, or a bracket is not closed.
    Optional<Pattern> regex() {
      while (at < glob.length()) {
        int next = glob.codePointAt(at);
        boolean valid =
            switch (next) {
              case '*' -> stars();
              case '?' -> raw("[^/]");
              case '[' -> bracket();
              case '\\' -> escaped();
              default -> literal(next);
            };
        if (!valid) return Optional.empty();
      }
      return Optional.of(Pattern.compile(regex.toString()));
    }

    private boolean raw(String expression) {
      regex.append(expression);
      at++;
      return true;
    }

    private boolean literal(int character) {
      regex.append(Pattern.quote(Character.toString(character)));
      at += Character.charCount(character);
      return true;
    }

    private boolean escaped() {
      at++;
      return at < glob.length() && literal(glob.codePointAt(at));
    }

    /// Two or more that fill a whole component stand for any number of folders.
    private boolean stars() {
      int begin = at;
      while (at < glob.length() && glob.charAt(at) == '*') at++;
      boolean whole =
          at - begin > 1
              && (begin == 0 || glob.charAt(begin - 1) == '/')
              && (at == glob.length() || glob.startsWith("/", at) || glob.startsWith("\\/", at));
      if (!whole) {
        regex.append(ANY_IN_A_NAME);
      } else if (glob.startsWith("/", at)) {
        regex.append("(?:").append(ANY).append("/)?");
        at++;
      } else {
        regex.append(ANY);
      }
      return true;
    }

    /// `[a-z]`, `[!a-z]`, `[[:digit:]]`; a bracket right behind the first one is itself.
    private boolean bracket() {
      at++;
      boolean negated = glob.startsWith("!", at) || glob.startsWith("^", at);
      if (negated) at++;
      StringBuilder members = new StringBuilder();
      int begin = at;
      while (at < glob.length() && (at == begin || glob.charAt(at) != ']')) {
        if (!member(members)) return false;
      }
      if (at == glob.length()) return false;
      at++;
      // No bracket matches a slash.
      if (negated) regex.append("[^/").append(members).append(']');
      else regex.append(members.isEmpty() ? "(?!)" : "[[" + members + "]&&[^/]]");
      return true;
    }

    private boolean member(StringBuilder members) {
      if (glob.startsWith("[:", at)) {
        int end = glob.indexOf(']', at + 2);
        if (end < 0) return false;
        if (end > at + 2 && glob.charAt(end - 1) == ':') {
          String named = named(glob.substring(at + 2, end - 1));
          members.append(named);
          at = end + 1;
          return !named.isEmpty();
        }
      }
      int first = single();
      if (first < 0) return false;
      boolean range =
          glob.startsWith("-", at) && at + 1 < glob.length() && glob.charAt(at + 1) != ']';
      int last = first;
      if (range) {
        at++;
        last = single();
        if (last < 0) return false;
      }
      if (first <= last) {
        members.append("\\x{%x}-\\x{%x}".formatted(first, last));
      } else {
        // Nothing is between them, but the first one is named.
        members.append("\\x{%x}".formatted(first));
      }
      return true;
    }

    private int single() {
      if (glob.charAt(at) == '\\' && ++at == glob.length()) return -1;
      int character = glob.codePointAt(at);
      at += Character.charCount(character);
      return character;
    }

    private static String named(String name) {
      return switch (name) {
        case "alnum" -> "\\p{Alnum}";
        case "alpha" -> "\\p{Alpha}";
        case "blank" -> "\\p{Blank}";
        case "cntrl" -> "\\p{Cntrl}";
        case "digit" -> "\\p{Digit}";
        case "graph" -> "\\p{Graph}";
        case "lower" -> "\\p{Lower}";
        case "print" -> "\\p{Print}";
        case "punct" -> "\\p{Punct}";
        case "space" -> "\\p{Space}";
        case "upper" -> "\\p{Upper}";
        case "xdigit" -> "\\p{XDigit}";
        default -> "";
      };
    }
  }
}
