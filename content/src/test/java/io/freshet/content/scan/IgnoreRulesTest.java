package io.freshet.content.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left out, and that it is what git leaves out by the same rules. Without git the tests
/// that ask it fail: `apt-get install git`.
class IgnoreRulesTest {
  @TempDir Path folder;

  @Test
  void filesBelowAFolderFollowItsOwnRulesFirst() throws Exception {
    write("r/.freshetignore", "*.tmp\n/build/\n");
    write("r/a.tmp", "");
    write("r/a.txt", "");
    write("r/build/out", "");
    write("r/src/build/kept", "");
    write("r/src/.freshetignore", "!b.tmp\n");
    write("r/src/b.tmp", "");
    write("r/src/c.tmp", "");
    assertEquals(
        List.of(".freshetignore", "a.txt", "src/.freshetignore", "src/b.tmp", "src/build/kept"),
        scanned(IgnoreRules.NONE));
  }

  @Test
  void whatIsAskedForOverrulesTheTreesOwnRules() throws Exception {
    write("r/.freshetignore", "!*.log\n*.txt\n");
    write("r/a.log", "");
    write("r/a.txt", "");
    assertEquals(
        List.of(".freshetignore", "a.txt"), scanned(IgnoreRules.of(List.of("*.log", "!a.txt"))));
  }

  @Test
  void theNamesOfTheWorldAreMatched() throws Exception {
    write("r/.freshetignore", "日?\n[а-я]*.кэш\n*🎧\n");
    write("r/日本", "");
    write("r/日本語", "");
    write("r/данные.кэш", "");
    write("r/песня🎧", "");
    assertEquals(List.of(".freshetignore", "日本語"), scanned(IgnoreRules.NONE));
  }

  @Test
  void aFolderWhoseRulesCannotBeReadIsNamedAndLeftOut() throws Exception {
    write("r/a", "");
    write("r/secret/key", "");
    Files.write(folder.resolve("r/secret/.freshetignore"), new byte[] {(byte) 0xff, '\n'});
    write("r/vast/b", "");
    write("r/vast/.freshetignore", "x".repeat((1 << 20) + 1));
    ScanResult result = Scanner.scan(folder.resolve("r"), ScanOptions.PLAIN);
    assertEquals(1, result.manifest().fileCount());
    assertEquals(
        List.of(
            new Skipped("secret", Reason.RULES_UNREADABLE),
            new Skipped("vast", Reason.RULES_UNREADABLE)),
        result.skipped());
    Files.write(folder.resolve("r/.freshetignore"), new byte[] {(byte) 0xff});
    IOException refused =
        assertThrows(IOException.class, () -> Scanner.scan(folder.resolve("r"), ScanOptions.PLAIN));
    assertTrue(String.valueOf(refused.getMessage()).contains("not UTF-8"), refused.getMessage());
  }

  /// Each list of rules alone, in a tree that has a name for each of them to match or to miss.
  @Test
  void gitLeavesOutTheSame() throws Exception {
    List<String> lists =
        List.of(
            "a",
            "/a",
            "a/",
            "a/b",
            "/a/b/",
            "*",
            "/*",
            "*/",
            "**",
            "**/a",
            "a/**",
            "a/**/b",
            "/**/b",
            "**/",
            "a**",
            "a**b",
            "**a/b",
            "a/***/b",
            "?",
            "a?",
            "[ab]",
            "[!ab]",
            "[^a]",
            "[]a]",
            "[a-",
            "[z-a]",
            "[a-c-e]x",
            "[[:digit:]]",
            "[[:nope:]]",
            "[[:alpha:]-z]",
            "[:a]",
            "[\\]]",
            "[a/b]",
            "a[/]b",
            "\\a",
            "\\*",
            "\\!a",
            "\\#a",
            "#a",
            "!a",
            "a\\",
            "a ",
            "a\\ ",
            " a",
            "a\\  ",
            "a \\",
            "a/b/",
            "b/../a",
            "./a",
            "a//b",
            "//a",
            "*\n!a",
            "*\n!a/\n!a/b",
            "a/*\n!a/b",
            "/*\n!/b\n/b/*\n!/b/a",
            "!a\na",
            "*.x\n!*b.x",
            "a/b\r",
            "a\r\n!a/",
            "\\",
            "!",
            "/",
            "!/",
            "[-a]",
            "[a-]",
            "[--a]",
            "[!]a]",
            "[[]",
            "[]",
            "[!]",
            "[[.a.]]",
            "\ufeffa",
            "a\n\nb\n");
    for (String list : lists) assertGitAgrees(list);
  }

  /// Without two stars behind letters: by its manual they are one there, but git 2.39 takes
  /// `ab**/c` for `ab/**/c`.
  @Test
  void gitLeavesOutTheSameByRulesThatChanceMade() throws Exception {
    String[] parts = {
      "a", "b", "ab", "x", "*", "/**/", "?", "/", "/", "/", "!", "[ab]", "[!a]", "\\", " ", "-",
      ".", "#"
    };
    Pattern starsBehindLetters = Pattern.compile("[^/\n]\\*\\*");
    for (long seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      StringBuilder list = new StringBuilder();
      for (int line = random.nextInt(4); line >= 0; line--) {
        if (random.nextInt(4) == 0) list.append('!');
        for (int i = random.nextInt(5); i >= 0; i--)
          list.append(parts[random.nextInt(parts.length)]);
        list.append('\n');
      }
      if (!starsBehindLetters.matcher(list).find()) assertGitAgrees(list.toString());
    }
  }

  private void assertGitAgrees(String list) throws Exception {
    Path tree = folder.resolve("r");
    if (!Files.exists(tree)) {
      for (String path :
          List.of(
              "a/b/a/b", "a/b/b", "a/x/b", "a/a", "a/ab", "b/a", "b/b/a", "ab/b/a", "x/a/b", "aab",
              "axb", "*", "!a", "#a", "a ", " a", "[", "]", "-", "cx", "dx", "0", "z", "x.x", "b.x",
              "ab.x", "\\")) write("r/" + path, "");
      run("git", "init", "-q", tree.toString());
    }
    Files.writeString(tree.resolve(".freshetignore"), list);
    List<String> ours = new ArrayList<>(scanned(IgnoreRules.of(List.of("/.git"))));
    String listed =
        run(
            "git",
            "-C",
            tree.toString(),
            "ls-files",
            "-z",
            "--others",
            "--exclude-per-directory=.freshetignore");
    List<String> theirs = listed.isEmpty() ? List.of() : List.of(listed.split("\0"));
    assertEquals(new TreeSet<>(theirs), new TreeSet<>(ours), () -> "by the rules <" + list + ">");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> scanned(IgnoreRules leftOut) throws Exception {
    var manifest =
        Scanner.scan(folder.resolve("r"), ScanOptions.PLAIN.leavingOut(leftOut)).manifest();
    List<String> paths = new ArrayList<>();
    for (int file = 0; file < manifest.fileCount(); file++) paths.add(manifest.file(file).path());
    return paths;
  }
}
