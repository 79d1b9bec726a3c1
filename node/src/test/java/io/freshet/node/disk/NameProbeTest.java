package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Attributes;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.content.ManifestWriter.Entry;
import io.freshet.content.PathOrder;
import io.freshet.content.PieceLength;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names that a file system cannot hold are refused before anything is there.
final class NameProbeTest {
  @TempDir private Path temp = Path.of("");

  private static Manifest release(String... paths) throws InvalidManifestException {
    var writer = new ManifestWriter("release", PieceLength.AUTO_MIN);
    Arrays.stream(paths)
        .sorted(PathOrder.INSTANCE)
        .forEach(path -> writer.add(new Entry.File(path, 0, false, Attributes.NONE, new byte[0])));
    return writer.manifest();
  }

  private String refused(Manifest manifest, Path dest) throws Exception {
    String said =
        assertThrows(
                DestinationRefusedException.class,
                () -> DestinationOpening.of(manifest, dest.toString(), new Watcher()).open())
            .getMessage();
    try (var there = Files.list(temp)) {
      assertEquals(List.of(), there.toList(), "nothing is made");
    }
    return said;
  }

  @Test
  void aNameOfMoreBytesThanThisFileSystemHolds() throws Exception {
    Path dest = temp.resolve("dest");
    String longest = "é".repeat(128);
    assertEquals(
        dest
            + ": its file system cannot hold \"sub/"
            + longest
            + "\" (File name too long); choose a destination on another one, or leave such files out"
            + " with --include",
        refused(release("a", "sub/" + longest), dest));
    assertEquals(
        temp
            + ": its file system cannot hold \""
            + longest
            + "\" (File name too long); choose a destination on another one, or leave such files out"
            + " with --include",
        refused(release("a", longest), temp));
  }

  @Test
  void aPathThatIsTooLongBelowThisDestination() throws Exception {
    String deep = "d".repeat(240) + "/";
    Path dest = temp.resolve("x".repeat(250));
    String path = deep.repeat(16) + "end";
    assertTrue(refused(release(path), dest).contains("end\" (File name too long)"));
  }

  @Test
  void aLinkThatLeadsBackToItselfIsNoFaultOfTheNamesBelow() throws Exception {
    Files.createSymbolicLink(temp.resolve("sub"), Path.of("sub"));
    String said =
        assertThrows(
                DestinationRefusedException.class,
                () ->
                    DestinationOpening.of(release("sub/a"), temp.toString(), new Watcher()).open())
            .getMessage();
    assertFalse(said.contains("cannot hold"), said);
  }

  @Test
  void whatIsLeftOutNeedNotFit() throws Exception {
    Manifest manifest = release("a", "é".repeat(128));
    var opening =
        DestinationOpening.of(manifest, temp.resolve("dest").toString(), new Watcher())
            .selecting(Selection.matching(manifest, List.of("a")));
    opening.open().close();
  }

  @Test
  void anotherNameForASingleFileMayFit() throws Exception {
    var writer = new ManifestWriter("é".repeat(128), PieceLength.AUTO_MIN);
    writer.add(new Entry.File("é".repeat(128), 0, false, Attributes.NONE, new byte[0]));
    Manifest manifest = writer.manifest();
    assertTrue(manifest.isSingleFile());
    assertTrue(refused(manifest, Path.of(temp + "/")).contains("too long"));
    Path dest = temp.resolve("short");
    DestinationOpening.of(manifest, dest.toString(), new Watcher()).open().close();
  }

  @Test
  void namesThatThisFileSystemHoldsAreTaken() throws Exception {
    Manifest manifest =
        release("README", "readme", "Straße", "STRASSE", "a:b", "con", "x.", "e\u0301", "\u00e9");
    DestinationOpening.of(manifest, temp.resolve("dest").toString(), new Watcher()).open().close();
    try (var there = Files.list(temp)) {
      assertEquals(List.of(temp.resolve("dest")), there.toList(), "the trial is gone again");
    }
  }

  /// A file system that folds case and refuses colons, as Windows' do.
  private static final class Folding implements NameProbe.Trial {
    private final TreeSet<String> names =
        new TreeSet<>(Comparator.comparing((String name) -> name.toUpperCase(Locale.ROOT)));

    @Override
    public String make(String name) {
      if (name.indexOf(':') >= 0) return "Invalid argument";
      names.add(name);
      return "";
    }

    @Override
    public boolean has(String name) {
      return names.contains(name);
    }

    @Override
    public void delete(String name) {
      names.remove(name);
    }
  }

  private static List<String> wrong(String... paths) throws Exception {
    Manifest manifest = release(paths);
    var trial = new Folding();
    var wrong = NameProbe.wrong(DoubtfulNames.of(manifest, Selection.all(manifest)), trial);
    assertTrue(trial.names.isEmpty(), "nothing is left");
    return wrong;
  }

  @Test
  void namesThatAFileSystemTakesForOneAreNamed() throws Exception {
    assertEquals(
        List.of("\"doc/readme\" beside \"doc/README\""), wrong("doc/README", "doc/readme"));
    assertEquals(List.of(), wrong("a/README", "b/readme"));
    assertEquals(List.of("\"data\" beside \"Data\""), wrong("Data/x", "data/y"));
    assertEquals(List.of("\".FRESHET\" beside \".freshet\""), wrong(".FRESHET/x"));
    assertEquals(
        List.of("\"aB\" beside \"AB\"", "\"ab\" beside \"AB\""), wrong("AB", "aB", "ab", "abc"));
  }

  @Test
  void namesThatAFileSystemRefusesAreNamed() throws Exception {
    assertEquals(
        List.of("\"logs/12:30\" (Invalid argument)"), wrong("logs/12:30", "con", "x.", "日本"));
  }

  /// Looked at are the names that have nothing but small letters and digits, too.
  @Test
  void devicesAndDotsAtTheEndAreOdd() throws Exception {
    Manifest manifest =
        release("d/aux", "d/aux.tar.gz", "d/auxiliary", "d/com1.txt", "d/come", "d/x.y", "end.");
    assertEquals(
        List.of("d/aux", "d/aux.tar.gz", "d/com1.txt", "d/come", "end."),
        DoubtfulNames.of(manifest, Selection.all(manifest)).odd());
  }

  /// Composed and decomposed, long s, final sigma, sharp s, ligatures: doubtful at least.
  @Test
  void whatAnyFileSystemFoldsIsDoubtful() throws Exception {
    String[][] pairs = {
      {"\u00e9", "e\u0301"},
      {"\u017f", "s"},
      {"\u03c2", "\u03c3"},
      {"ß", "SS"},
      {"ﬁ", "fi"},
      {"\u212a", "k"}
    };
    for (String[] pair : pairs) {
      Manifest manifest = release(pair);
      var twins = DoubtfulNames.of(manifest, Selection.all(manifest)).twins();
      assertEquals(1, twins.size(), String.join(" ", pair));
      assertEquals(2, twins.getFirst().size(), String.join(" ", pair));
    }
  }

  @Test
  void manyNamesAreComparedByHashes() throws Exception {
    String[] paths = new String[20_001];
    for (int i = 0; i < 20_000; i++) paths[i] = String.format("d%02d/file-%05d", i % 100, i);
    paths[20_000] = "d07/FILE-00007";
    Manifest manifest = release(paths);
    assertEquals(
        List.of(List.of("d07/FILE-00007", "d07/file-00007")),
        DoubtfulNames.of(manifest, Selection.all(manifest)).twins());
  }
}
