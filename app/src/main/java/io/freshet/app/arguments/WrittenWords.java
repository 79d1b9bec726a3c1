package io.freshet.app.arguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A command line taken apart, its values not read yet: `--name value`, `--name=value`, `-o value`;
/// what follows `--` are operands.
///
/// @param options the texts given for each option's name; a flag's is `true`
record WrittenWords(List<String> operands, Map<String, List<String>> options) {

  static WrittenWords split(Syntax syntax, List<String> words) throws UsageException {
    var written = new WrittenWords(new ArrayList<>(), new LinkedHashMap<>());
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        written.operands.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        written.operands.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      var option = find(syntax, equals < 0 ? word : word.substring(0, equals));
      if (equals >= 0) {
        written.add(option, word.substring(equals + 1));
      } else if (option.isFlag()) {
        written.add(option, "true");
      } else if (i + 1 < words.size()) {
        written.add(option, words.get(++i));
      } else {
        throw new UsageException(word + " lacks its value: write " + option.usage());
      }
    }
    return written;
  }

  private void add(Option<?> option, String text) {
    options.computeIfAbsent(option.name(), _ -> new ArrayList<>()).add(text);
  }

  private static Option<?> find(Syntax syntax, String word) throws UsageException {
    var option =
        word.startsWith("--")
            ? syntax.option(word.substring(2))
            : syntax.optionOfLetter(word.substring(1));
    if (option.isPresent()) return option.get();
    var names = syntax.allOptions().stream().map(known -> "--" + known.name()).toList();
    throw new UsageException(
        "there is no option "
            + word
            + ": "
            + Likeness.suggest(word, names, "freshet " + syntax.command() + " --help lists them"));
  }
}
