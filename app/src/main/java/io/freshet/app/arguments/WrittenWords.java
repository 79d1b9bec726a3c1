package io.freshet.app.arguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.AmbiguousOptionException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/// A command line taken apart by Commons CLI, its values not read yet: `--name value`,
/// `--name=value`, `-o value`, names cut short; what follows `--` are operands.
///
/// @param options the texts given for each option's name; a flag's is `true`, or `false` for
///   `--no-name`
record WrittenWords(List<String> operands, Map<String, List<String>> options) {
  private static final String OFF = "no-";

  static WrittenWords split(Syntax syntax, List<String> words) throws UsageException {
    var declared = declared(syntax);
    try {
      // Quotes that have come past a shell are part of a name.
      var parser = DefaultParser.builder().setStripLeadingAndTrailingQuotes(false).get();
      return of(syntax, parser.parse(declared, withValues(syntax, words)));
    } catch (MissingArgumentException e) {
      throw new UsageException(lacksItsValue(syntax, e.getOption().getLongOpt()), e);
    } catch (AmbiguousOptionException e) {
      throw new UsageException(
          e.getOption() + " can be --" + String.join(" or --", e.getMatchingOptions()), e);
    } catch (UnrecognizedOptionException e) {
      throw new UsageException(isNone(syntax, declared, e.getOption()), e);
    } catch (ParseException e) {
      throw new IllegalStateException("a parser that knows another error", e);
    }
  }

  /// Commons CLI would take whatever follows for the value, operands too: what may be left out is
  /// written here.
  private static String[] withValues(Syntax syntax, List<String> words) {
    var whole = words.toArray(new String[0]);
    for (int i = 0; i < whole.length && !whole[i].equals("--"); i++) {
      boolean has = i + 1 < whole.length && whole[i + 1].matches("[0-9]+");
      if (has || !whole[i].startsWith("--")) continue;
      String bare = syntax.option(whole[i].substring(2)).map(Option::bare).orElse("");
      if (!bare.isEmpty()) whole[i] += "=" + bare;
    }
    return whole;
  }

  /// What Commons CLI shall look for. How often an option may stand there, what its values must be
  /// and which one is missing is not its business: they come from variables and files, too.
  private static Options declared(Syntax syntax) {
    var options = new Options();
    for (var option : syntax.allOptions()) {
      String letter = option.letter().isEmpty() ? null : option.letter();
      options.addOption(letter, option.name(), !option.isFlag(), "");
      if (option.isFlag()) options.addOption(null, OFF + option.name(), false, "");
    }
    return options;
  }

  private static WrittenWords of(Syntax syntax, CommandLine line) {
    var options = new LinkedHashMap<String, List<String>>();
    for (var given : line.getOptions()) {
      String name = given.getLongOpt();
      boolean off = name.startsWith(OFF) && syntax.option(name).isEmpty();
      String text = given.hasArg() ? given.getValue() : Boolean.toString(!off);
      options
          .computeIfAbsent(off ? name.substring(OFF.length()) : name, _ -> new ArrayList<>())
          .add(text);
    }
    return new WrittenWords(line.getArgList(), options);
  }

  private static String lacksItsValue(Syntax syntax, String name) {
    return "--"
        + name
        + " lacks its value: write "
        + syntax.option(name).map(Option::usage).orElse(name);
  }

  private static String isNone(Syntax syntax, Options declared, String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    if (equals > 0 && !declared.getMatchingOptions(name).isEmpty())
      return name + " takes no value: write " + name + ", or --" + OFF + "… to switch it off";
    var names = syntax.allOptions().stream().map(known -> "--" + known.name()).toList();
    return "there is no option "
        + name
        + ": "
        + Likeness.suggest(name, names, "freshet " + syntax.command() + " --help lists them");
  }
}
