package io.freshet.app.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What a command was given, read and checked. The command line wins over the environment, and that
/// over the config file; of one source, all repetitions count.
public final class Arguments {
  private final Syntax syntax;
  private final Map<String, List<?>> options = new LinkedHashMap<>();
  private final List<Object> operands = new ArrayList<>();

  private Arguments(Syntax syntax) {
    this.syntax = syntax;
  }

  /// @param knownElsewhere is this name an option of some other command? Then a config file may
  ///   have it.
  public static Arguments parse(
      Syntax syntax,
      List<String> words,
      Map<String, String> environment,
      Predicate<String> knownElsewhere)
      throws UsageException {
    var arguments = new Arguments(syntax);
    var written = WrittenWords.split(syntax, words);
    if (written.options().containsKey(Syntax.HELP.name())) {
      arguments.options.put(Syntax.HELP.name(), List.of(true));
      return arguments;
    }
    arguments.readOptions(written, environment, knownElsewhere);
    arguments.readOperands(written.operands());
    return arguments;
  }

  /// Of which command these are the arguments.
  public String command() {
    return syntax.command();
  }

  /// The value of an operand; `IllegalStateException` if it is optional and was not given.
  public <T> T value(Operand<T> operand) {
    return optional(operand)
        .orElseThrow(() -> new IllegalStateException(operand.placeholder() + " was not given"));
  }

  @SuppressWarnings("unchecked") // readOperands put there what this operand's own parser made
  public <T> Optional<T> optional(Operand<T> operand) {
    int index = syntax.operands().indexOf(operand);
    if (index < 0)
      throw new IllegalArgumentException(
          syntax.command() + " has no operand " + operand.placeholder());
    return index < operands.size() ? Optional.of((T) operands.get(index)) : Optional.empty();
  }

  public <T> Optional<T> value(Option<T> option) {
    var values = values(option);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  /// Every value of a repeated option, in the order in which they were written.
  @SuppressWarnings("unchecked") // readOptions put there what this option's own parser made
  public <T> List<T> values(Option<T> option) {
    if (!syntax.allOptions().contains(option))
      throw new IllegalArgumentException(syntax.command() + " has no --" + option.name());
    return (List<T>) options.getOrDefault(option.name(), List.of());
  }

  public boolean has(Option<Boolean> flag) {
    return value(flag).orElse(false);
  }

  public boolean wantsHelp() {
    return has(Syntax.HELP);
  }

  private void readOptions(
      WrittenWords written, Map<String, String> environment, Predicate<String> knownElsewhere)
      throws UsageException {
    var config = ConfigFile.NONE;
    read(Syntax.CONFIG, written, environment, config);
    var file = value(Syntax.CONFIG);
    if (file.isPresent()) config = readConfig(file.get(), knownElsewhere);
    for (var option : syntax.allOptions())
      if (!option.equals(Syntax.CONFIG) && !option.equals(Syntax.HELP))
        read(option, written, environment, config);
  }

  private ConfigFile readConfig(Path file, Predicate<String> knownElsewhere) throws UsageException {
    var config = ConfigFile.read(file);
    for (var entry : config.entries()) {
      if (syntax.option(entry.name()).isEmpty() && !knownElsewhere.test(entry.name())) {
        throw new UsageException(
            entry.where()
                + ": no option is called `"
                + entry.name()
                + "`: "
                + Likeness.suggest(
                    entry.name(),
                    syntax.allOptions().stream().map(Option::name).toList(),
                    "freshet COMMAND --help lists them"));
      }
    }
    return config;
  }

  private <T> void read(
      Option<T> option, WrittenWords written, Map<String, String> environment, ConfigFile config)
      throws UsageException {
    var values = new ArrayList<T>();
    String variable = environment.get(option.variable());
    if (written.options().containsKey(option.name())) {
      for (String text : written.options().get(option.name()))
        values.add(read(option.reading(), text, "--" + option.name()));
    } else if (variable != null && !variable.isEmpty()) {
      values.add(read(option.reading(), variable, option.variable()));
    } else {
      for (var entry : config.entries()) {
        if (entry.name().equals(option.name()))
          values.add(read(option.reading(), entry.value(), entry.where() + ": " + option.name()));
      }
    }
    if (values.isEmpty() && option.times() == Option.Times.ONCE) {
      throw new UsageException(option.shortUsage() + " is missing: " + Help.usageLine(syntax));
    }
    if (values.size() > 1 && option.times() != Option.Times.ANY) {
      String where = written.options().containsKey(option.name()) ? "--" : config.where() + ": ";
      throw new UsageException(where + option.name() + " is given more than once: write it once");
    }
    if (!values.isEmpty()) options.put(option.name(), List.copyOf(values));
  }

  private void readOperands(List<String> words) throws UsageException {
    var declared = syntax.operands();
    for (int i = 0; i < declared.size(); i++) {
      var operand = declared.get(i);
      if (i < words.size()) {
        operands.add(read(operand.reading(), words.get(i), operand.reading().placeholder()));
      } else if (operand.need() == Operand.Need.REQUIRED) {
        throw new UsageException(
            operand.reading().placeholder() + " is missing: " + Help.usageLine(syntax));
      }
    }
    if (words.size() > declared.size()) {
      throw new UsageException(
          "`"
              + words.get(declared.size())
              + "` is one argument too many: "
              + Help.usageLine(syntax));
    }
  }

  private static <T> T read(Reading<T> reading, String text, String where) throws UsageException {
    try {
      return reading.parser().apply(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(where + ": " + e.getMessage(), e);
    }
  }
}
