package io.freshet.app.arguments;

import java.util.ArrayList;
import java.util.List;

/// What `--help` says.
public final class Help {
  private static final int WIDTH = 100;
  private static final int LEFT_MAX = 34;

  private Help() {}

  /// `freshet pack PATH -o FILE.torrent [OPTION]…`
  static String usageLine(Syntax syntax) {
    var line = new StringBuilder("freshet ").append(syntax.command());
    for (var operand : syntax.operands()) line.append(' ').append(operand.placeholder());
    for (var option : syntax.options()) {
      if (option.times() == Option.Times.ONCE) line.append(' ').append(option.shortUsage());
    }
    return line.append(" [OPTION]…").toString();
  }

  public static List<String> of(Syntax syntax) {
    var lines = new ArrayList<String>();
    lines.add("Usage: " + usageLine(syntax));
    lines.add("");
    lines.addAll(wrap("", sentence(syntax.purpose())));
    lines.add("");
    for (var operand : syntax.operands())
      lines.addAll(wrap("  " + operand.reading().placeholder(), operand.help()));
    if (!syntax.operands().isEmpty()) lines.add("");
    for (var option : syntax.allOptions()) {
      String left =
          (option.letter().isEmpty() ? "      " : "  -" + option.letter() + ", ") + option.usage();
      lines.addAll(
          wrap(
              left,
              option.help() + (option.times() == Option.Times.ANY ? "; may be repeated" : "")));
    }
    lines.add("");
    lines.add(
        "Every option is also a key of a config file (`log-level = debug`) and a variable (FRESHET_LOG_LEVEL);");
    lines.add(
        "--no-NAME switches off what these switch on. A name that begins with a dash goes behind `--`.");
    lines.add("");
    lines.add("Example: " + syntax.example());
    return lines;
  }

  /// Every command with its purpose.
  public static List<String> ofAll(List<Syntax> commands) {
    var lines = new ArrayList<String>();
    lines.add("Usage: freshet COMMAND [ARGUMENT]…");
    lines.add("");
    lines.add(
        "Carries large files and folders from one place to many machines: fast, proven, resumable.");
    lines.add("");
    for (var command : commands) lines.addAll(wrap("  " + command.command(), command.purpose()));
    lines.add("");
    lines.add(
        "freshet COMMAND --help explains one, with an example. freshet --version says which version this is.");
    return lines;
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private static List<String> wrap(String left, String text) {
    int indent = left.isEmpty() ? 0 : LEFT_MAX;
    var lines = new ArrayList<String>();
    var line = new StringBuilder(left);
    if (left.length() >= indent && indent > 0) {
      lines.add(left);
      line.setLength(0);
    }
    line.repeat(' ', Math.max(0, indent - line.length()));
    int start = line.length();
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH && line.length() > start) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.repeat(' ', indent);
        start = indent;
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
