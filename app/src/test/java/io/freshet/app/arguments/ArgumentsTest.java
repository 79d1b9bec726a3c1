package io.freshet.app.arguments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.values.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {
  private static final Operand<Path> SOURCE = new Operand<>(Reading.PATH, "what");
  private static final Operand<String> NOTE = new Operand<>(Reading.TEXT, "why").optional();
  private static final Option<Rate> LIMIT = new Option<>("limit-up", Reading.RATE, "at most");
  private static final Option<Integer> COPIES =
      new Option<>("copies", Reading.COUNT, "how many").shortened("c").repeated();
  private static final Option<Integer> VERSIONS =
      Option.number("versions", "K", 15, "keep the newest K");
  private static final Option<Boolean> JSON = Option.flag("json", "for programs");

  private static final Syntax SYNTAX =
      new Syntax(
          "carry",
          "carry something",
          "freshet carry x",
          List.of(SOURCE, NOTE),
          List.of(LIMIT, COPIES, VERSIONS, JSON));

  @TempDir Path folder = Path.of("");

  private static Arguments parse(String... words) throws UsageException {
    return Arguments.parse(SYNTAX, List.of(words), Map.of(), _ -> false);
  }

  private static String refused(String... words) {
    return String.valueOf(assertThrows(UsageException.class, () -> parse(words)).getMessage());
  }

  @Test
  void operandsAndOptionsInAnyOrder() throws UsageException {
    var arguments =
        parse("--json", "here", "-c", "3", "--limit-up=8bit/s", "--copies", "4", "because");
    assertEquals(Path.of("here"), arguments.value(SOURCE));
    assertEquals(Optional.of("because"), arguments.optional(NOTE));
    assertEquals(Optional.of(new Rate(1)), arguments.value(LIMIT));
    assertEquals(List.of(3, 4), arguments.values(COPIES));
    assertTrue(arguments.has(JSON));
  }

  @Test
  void aNumberThatMayBeLeftOut() throws UsageException {
    assertEquals(Optional.of(15), parse("here", "--versions").value(VERSIONS));
    assertEquals(Optional.of(15), parse("--versions", "here").value(VERSIONS));
    assertEquals(Optional.of(3), parse("--versions", "3", "here").value(VERSIONS));
    assertEquals(Optional.of(3), parse("--versions=3", "here").value(VERSIONS));
    var behind = parse("--", "here", "--versions");
    assertEquals(Optional.empty(), behind.value(VERSIONS));
    assertEquals(Optional.of("--versions"), behind.optional(NOTE));
    assertTrue(Help.of(SYNTAX).toString().contains("--versions [K]"));
  }

  @Test
  void whatWasNotGivenIsAbsent() throws UsageException {
    var arguments = parse("here");
    assertEquals(Optional.empty(), arguments.optional(NOTE));
    assertEquals(Optional.empty(), arguments.value(LIMIT));
    assertEquals(List.of(), arguments.values(COPIES));
    assertFalse(arguments.has(JSON));
  }

  @Test
  void afterTwoDashesAllAreOperands() throws UsageException {
    assertEquals(Path.of("--json"), parse("--", "--json").value(SOURCE));
  }

  @Test
  void oneDashIsAnOperand() throws UsageException {
    assertEquals(Path.of("-"), parse("-").value(SOURCE));
  }

  @Test
  void helpNeedsNothingElse() throws UsageException {
    assertTrue(parse("--help", "--limit-up", "nonsense").wantsHelp());
    assertTrue(parse("-h").wantsHelp());
  }

  @Test
  void saysWhatIsWrong() {
    assertEquals("PATH is missing: freshet carry PATH [TEXT] [OPTION]…", refused());
    assertEquals(
        "`d` is one argument too many: freshet carry PATH [TEXT] [OPTION]…",
        refused("a", "b", "d"));
    assertEquals("there is no option --jsn: did you mean --json?", refused("a", "--jsn"));
    assertEquals("there is no option -x: freshet carry --help lists them", refused("a", "-x"));
    assertEquals("--limit-up lacks its value: write --limit-up RATE", refused("a", "--limit-up"));
    assertEquals(
        "--limit-up is given more than once: write it once",
        refused("a", "--limit-up=1/s", "--limit-up=2/s"));
    assertEquals(
        "--limit-up: `fast` is not a rate: write 20MB/s, 512K/s, 100Mbit/s or unlimited",
        refused("a", "--limit-up", "fast"));
    assertEquals(
        "--json takes no value: write --json, or --no-… to switch it off",
        refused("a", "--json=maybe"));
    assertEquals("there is no option --nope: freshet carry --help lists them", refused("--nope=1"));
  }

  @Test
  void aRequiredOptionIsRequired() {
    var output = new Option<>("output", Reading.PATH, "where").shortened("o").required();
    var syntax = new Syntax("carry", "carry", "freshet carry", List.of(), List.of(output));
    var wrong =
        assertThrows(
            UsageException.class, () -> Arguments.parse(syntax, List.of(), Map.of(), _ -> false));
    assertEquals("-o PATH is missing: freshet carry -o PATH [OPTION]…", wrong.getMessage());
  }

  @Test
  void theEnvironmentSpeaksWhereTheCommandLineIsSilent() throws UsageException {
    var environment =
        Map.of("FRESHET_LIMIT_UP", "8bit/s", "FRESHET_JSON", "true", "FRESHET_COPIES", "9");
    var arguments = Arguments.parse(SYNTAX, List.of("a", "-c", "1"), environment, _ -> false);
    assertEquals(Optional.of(new Rate(1)), arguments.value(LIMIT));
    assertTrue(arguments.has(JSON));
    assertEquals(List.of(1), arguments.values(COPIES));
  }

  @Test
  void theCommandLineCanSwitchAFlagOff() throws UsageException {
    assertFalse(
        Arguments.parse(
                SYNTAX, List.of("a", "--no-json"), Map.of("FRESHET_JSON", "true"), _ -> false)
            .has(JSON));
    assertEquals("--json is given more than once: write it once", refused("--json", "--no-json"));
  }

  @Test
  void namesMayBeCutShortWhileTheyAreClear() throws UsageException {
    assertEquals(Optional.of(new Rate(1)), parse("a", "--lim", "8bit/s").value(LIMIT));
    assertEquals(Optional.of(new Rate(1)), parse("a", "--lim=8bit/s").value(LIMIT));
    assertEquals("--co can be --copies or --config", refused("a", "--co", "1"));
    assertEquals(List.of(3), parse("a", "-c3").values(COPIES));
  }

  @Test
  void valuesAreTakenAsTheyStand() throws UsageException {
    assertEquals(Path.of("\"quoted\""), parse("\"quoted\"").value(SOURCE));
    assertEquals(
        Optional.of("a = b,c"), parse("a", "a = b,c").optional(NOTE), "no list and no property");
    assertEquals(
        "--limit-up: `-5/s` is not a rate: write 20MB/s, 512K/s, 100Mbit/s or unlimited",
        refused("a", "--limit-up", "-5/s"));
    assertEquals("--copies lacks its value: write --copies N", refused("a", "-c", "--json"));
    assertEquals("--copies: `` is not a number from 0 to 999999999", refused("a", "--copies="));
  }

  @Test
  void aWrongVariableIsNamed() {
    var wrong =
        assertThrows(
            UsageException.class,
            () -> Arguments.parse(SYNTAX, List.of("a"), Map.of("FRESHET_COPIES", "x"), _ -> false));
    assertEquals("FRESHET_COPIES: `x` is not a number from 0 to 999999999", wrong.getMessage());
  }

  private Path config(String... lines) throws IOException {
    return Files.write(folder.resolve("freshet.conf"), List.of(lines));
  }

  @Test
  void theConfigFileSpeaksLast() throws Exception {
    var file =
        config(
            "# limits",
            "",
            "limit-up = 16bit/s",
            "copies = 1",
            "copies=2",
            "json = true",
            "peer = other");
    var words = List.of("a", "--config", file.toString());
    var arguments = Arguments.parse(SYNTAX, words, Map.of("FRESHET_JSON", "no"), "peer"::equals);
    assertEquals(Optional.of(new Rate(2)), arguments.value(LIMIT));
    assertEquals(List.of(1, 2), arguments.values(COPIES));
    assertFalse(arguments.has(JSON));
  }

  @Test
  void theConfigFileCanBeNamedByTheEnvironment() throws Exception {
    var file = config("limit-up = 16bit/s");
    var arguments =
        Arguments.parse(
            SYNTAX, List.of("a"), Map.of("FRESHET_CONFIG", file.toString()), _ -> false);
    assertEquals(Optional.of(new Rate(2)), arguments.value(LIMIT));
  }

  @Test
  void wrongLinesOfAConfigFileAreNamed() throws Exception {
    var file = config("json = true", "limit-up");
    assertEquals(
        file + " line 2: `limit-up` is not `name = value`",
        refused("a", "--config", file.toString()));
    config("limt-up = 1/s");
    assertEquals(
        file + " line 1: no option is called `limt-up`: did you mean limit-up?",
        refused("a", "--config", file.toString()));
    config("", "copies = many");
    assertEquals(
        file + " line 2: copies: `many` is not a number from 0 to 999999999",
        refused("a", "--config", file.toString()));
  }

  @Test
  void aMissingConfigFileIsNamed() {
    var file = folder.resolve("nothing").toString();
    assertEquals(
        "--config " + file + ": cannot be read: check the path and its permissions",
        refused("a", "--config", file));
  }

  @Test
  void aConfigFileIsText() throws Exception {
    var file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0});
    assertEquals(
        "--config " + file + ": not UTF-8 text: is it a config file?",
        refused("a", "--config", file.toString()));
  }

  @Test
  void likenessIsNotSeenEverywhere() {
    assertEquals(3, Likeness.edits("kitten", "sitting"));
    assertEquals("did you mean show?", Likeness.suggest("shwo", List.of("pack", "show"), "no"));
    assertEquals("no", Likeness.suggest("xy", List.of("ls", "rm"), "no"));
  }

  @Test
  void helpShowsEachOptionAndTheExample() {
    var help = String.join("\n", Help.of(SYNTAX));
    assertTrue(help.contains("Usage: freshet carry PATH [TEXT] [OPTION]…"), help);
    assertTrue(help.contains("  -c, --copies N                  how many; may be repeated"), help);
    assertTrue(help.contains("Example: freshet carry x"), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 110), help);
  }
}
