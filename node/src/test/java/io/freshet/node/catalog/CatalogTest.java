package io.freshet.node.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.Priority;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

final class CatalogTest {

  private static final ChannelName LLAMA = new ChannelName("llama");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456789Z");

  @TempDir private Path temp = Path.of("");

  /// A release whose content is named by one number.
  static Candidate candidate(ChannelName channel, int content, int pieceLength) {
    return new Candidate(
        channel,
        infoHash(content),
        pieceLength,
        "model",
        1_000_000L,
        3,
        NOON,
        "ann@lab",
        Priority.LOW);
  }

  static InfoHash infoHash(int content) {
    return new InfoHash(Hash.sha256(("content " + content).getBytes(StandardCharsets.UTF_8)));
  }

  private static Candidate candidate(int content) {
    return candidate(LLAMA, content, 1 << 20);
  }

  private static Release added(Catalog catalog, int content) throws CatalogException {
    return assertInstanceOf(
            Addition.Added.class, catalog.add(candidate(content), Catalog.RETENTION))
        .release();
  }

  private static List<Integer> versions(Catalog catalog) throws CatalogException {
    return catalog.channels().stream()
        .flatMap(channel -> channel.releases().stream())
        .map(Release::version)
        .toList();
  }

  @Test
  void whatWasPublishedIsThereAfterReopening() throws Exception {
    try (DataFolder folder = DataFolder.open(temp)) {
      Release first;
      try (Catalog catalog = Catalog.open(folder)) {
        first = added(catalog, 1);
        assertEquals(1, first.version());
        assertEquals(2, added(catalog, 2).version());
      }
      try (Catalog catalog = Catalog.open(folder)) {
        Channel channel = catalog.channels().getFirst();
        assertEquals(LLAMA, channel.name());
        assertEquals(1 << 20, channel.pieceLength());
        assertEquals(List.of(2, 1), versions(catalog));
        assertEquals(first, channel.releases().getLast());
      }
    }
  }

  @Test
  void aFolderWithAnyNameWillDo() throws Exception {
    Path odd = temp.resolve("what? a 100% 日本 #folder");
    try (DataFolder folder = DataFolder.open(odd)) {
      try (Catalog catalog = Catalog.open(folder)) {
        added(catalog, 1);
      }
      assertTrue(Files.exists(odd.resolve("catalog.db")));
      try (Catalog catalog = Catalog.open(folder)) {
        assertEquals(List.of(1), versions(catalog));
      }
    }
  }

  @Test
  void aChannelKeepsItsNewestAndNoVersionIsGivenTwice() throws Exception {
    try (DataFolder folder = DataFolder.open(temp);
        Catalog catalog = Catalog.open(folder)) {
      for (int content = 1; content <= 4; content++) {
        catalog.add(candidate(content), 3);
      }
      assertEquals(List.of(4, 3, 2), versions(catalog));
      var fifth = assertInstanceOf(Addition.Added.class, catalog.add(candidate(5), 2));
      assertEquals(List.of(3, 2), fifth.retired().stream().map(Release::version).toList());

      catalog.retire(LLAMA, List.of(5, 4), NOON);
      assertEquals(List.of(), catalog.channels());
      assertEquals(6, added(catalog, 5).version());
    }
  }

  @Test
  void theSameContentAgainIsTheSameRelease() throws Exception {
    try (DataFolder folder = DataFolder.open(temp);
        Catalog catalog = Catalog.open(folder)) {
      Release first = added(catalog, 1);
      assertEquals(new Addition.Unchanged(first), catalog.add(candidate(1), 15));
      added(catalog, 2);
      assertEquals(3, added(catalog, 1).version(), "going back to old content is a new release");
    }
  }

  @Test
  void aChannelKeepsItsPieceLengthWhileItHasReleases() throws Exception {
    try (DataFolder folder = DataFolder.open(temp);
        Catalog catalog = Catalog.open(folder)) {
      added(catalog, 1);
      Candidate other = candidate(LLAMA, 2, 4 << 20);
      assertEquals(new Addition.OtherPieceLength(1 << 20), catalog.add(other, 15));
      assertEquals(List.of(1), versions(catalog));

      catalog.retire(LLAMA, List.of(1), NOON);
      var added = assertInstanceOf(Addition.Added.class, catalog.add(other, 15));
      assertEquals(2, added.release().version());
      assertEquals(4 << 20, catalog.channels().getFirst().pieceLength());
    }
  }

  @Test
  void aCatalogOfANewerFreshetIsLeftAlone() throws Exception {
    try (DataFolder folder = DataFolder.open(temp)) {
      Catalog.open(folder).close();
      Path file = temp.resolve("catalog.db");
      try (Connection connection =
              new JDBC().connect("jdbc:sqlite:" + file.toUri(), new Properties());
          Statement statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO schema_steps (step) VALUES (" + (Migrations.newest() + 1) + ")");
      }
      var refusal = assertThrows(CatalogException.class, () -> Catalog.open(folder));
      assertEquals(
          file
              + " was written by a newer freshet: update this one, or choose another --data folder",
          refusal.getMessage());
    }
  }

  @Test
  void whatIsNoDatabaseIsNamed() throws Exception {
    try (DataFolder folder = DataFolder.open(temp)) {
      Path file = temp.resolve("catalog.db");
      Files.writeString(
          file, "this is not a database, and long enough to be looked at as one\n".repeat(20));
      var refusal = assertThrows(CatalogException.class, () -> Catalog.open(folder));
      assertTrue(
          String.valueOf(refusal.getMessage()).startsWith(file + " cannot be opened: "),
          refusal.getMessage());
    }
  }

  @Test
  void aFolderBelongsToOneProcess() throws Exception {
    try (DataFolder folder = DataFolder.open(temp)) {
      var refusal = assertThrows(CatalogException.class, () -> DataFolder.open(temp));
      assertTrue(
          String.valueOf(refusal.getMessage())
              .startsWith(
                  temp
                      + " is in use by another freshet (process "
                      + ProcessHandle.current().pid()
                      + ")"),
          refusal.getMessage());
      assertEquals(temp, folder.path());
    }
    DataFolder.open(temp).close();
  }

  /// Runs in a process of its own: publishes until it is killed, and says what the catalog has
  /// acknowledged.
  static final class Publishing {
    private Publishing() {}

    public static void main(String[] args) throws Exception {
      try (DataFolder folder = DataFolder.open(Path.of(args[0]));
          Catalog catalog = Catalog.open(folder)) {
        for (int content = 1; ; content++) {
          var added = (Addition.Added) catalog.add(candidate(content), Integer.MAX_VALUE);
          System.out.println(added.release().version() + ".");
        }
      }
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesAKill() throws Exception {
    Process process = fork();
    List<Integer> acknowledged = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.endsWith(".")) {
          break;
        }
        acknowledged.add(Integer.valueOf(line.substring(0, line.length() - 1)));
        if (acknowledged.size() == 200) {
          var refusal = assertThrows(CatalogException.class, () -> DataFolder.open(temp));
          assertTrue(
              String.valueOf(refusal.getMessage()).contains("(process " + process.pid() + ")"),
              refusal.getMessage());
          // Through the handle, which leaves the pipe open to be read to its end.
          assertTrue(process.toHandle().destroyForcibly());
        }
      }
    }
    process.waitFor();
    assertEquals(2, libraries(), "what a killed process unpacked, and the mark that it is in use");
    try (DataFolder folder = DataFolder.open(temp);
        Catalog catalog = Catalog.open(folder)) {
      List<Integer> there = versions(catalog).reversed();
      assertTrue(acknowledged.size() >= 200, "only " + acknowledged.size());
      assertEquals(acknowledged, there.subList(0, acknowledged.size()));
      assertTrue(there.size() <= acknowledged.size() + 1, "one may be in between");
    }
    Process after = fork();
    try (BufferedReader lines = after.inputReader()) {
      lines.readLine();
      assertEquals(2, libraries(), "the next one has cleared it away");
    } finally {
      after.destroyForcibly().waitFor();
    }
  }

  private Process fork() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Publishing.class.getName(),
            temp.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private long libraries() throws Exception {
    try (var files = Files.list(temp.resolve("native"))) {
      return files.count();
    }
  }
}
