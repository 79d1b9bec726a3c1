package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which files a pattern takes.
final class SelectionTest {
  @TempDir Path temp;
  private Manifest manifest;

  @BeforeEach
  void release() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    for (String path :
        List.of("a.txt", "docs/b.txt", "docs/deep/c.md", "docs/x.bin", "日本/東京.txt")) {
      TestRelease.write(source, path, path.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    manifest = TestRelease.scan(source).manifest();
  }

  private List<String> matching(String... patterns) {
    Selection selection = Selection.matching(manifest, List.of(patterns));
    return selection.files().stream().mapToObj(file -> manifest.file(file).path()).toList();
  }

  @Test
  void aNameMatchesInEveryFolder() {
    assertEquals(List.of("a.txt", "docs/b.txt", "日本/東京.txt"), matching("*.txt"));
    assertEquals(List.of("docs/deep/c.md"), matching("c.??"));
  }

  @Test
  void aFolderBringsWhatIsInIt() {
    assertEquals(List.of("docs/b.txt", "docs/deep/c.md", "docs/x.bin"), matching("docs"));
    assertEquals(List.of("docs/deep/c.md"), matching("docs/deep/"));
    assertEquals(List.of("docs/deep/c.md"), matching("deep"));
    assertEquals(List.of("日本/東京.txt"), matching("日本"));
  }

  @Test
  void aPathMatchesFromTheRoot() {
    assertEquals(List.of("docs/b.txt"), matching("docs/*.txt"));
    assertEquals(List.of("a.txt"), matching("/*.txt"));
    assertEquals(List.of("docs/deep/c.md"), matching("**/*.md"));
  }

  @Test
  void severalPatternsAddUpAndWhatMatchesNothingIsNamed() {
    Selection selection = Selection.matching(manifest, List.of("*.md", "*.jpg", "a.txt"));
    assertEquals(2, selection.files().cardinality());
    assertEquals(List.of("*.jpg"), selection.unmatched());
    assertTrue(Selection.matching(manifest, List.of()).isAll(manifest));
  }

  @Test
  void aPatternThatIsNoneIsRefused() {
    assertThrows(PatternSyntaxException.class, () -> matching("[a"));
  }
}
