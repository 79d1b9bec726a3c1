package io.freshet.node.catalog;

import io.freshet.content.InfoHash;
import io.freshet.engine.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/// A tracker's channels and releases, in SQLite: what is returned from here is on the disk.
///
/// Every method is one short transaction. A commit is synced (`synchronous=FULL`), so a release
/// that was reported as published is there after a power loss. A record is never deleted, only
/// retired, and a channel remembers the last version that it gave away: so no version number ever
/// names two contents.
public final class Catalog implements AutoCloseable {
  /// With less the disk is as good as full: SQLite's library alone takes 1.3 MiB of it.
  private static final long BYTES_MIN = 2 << 20;

  /// Releases that a channel keeps unless told otherwise: two weeks of daily ones, and one.
  public static final int RETENTION = 15;

  /// At 15 releases of some 300 bytes each, 45 MB in a tracker's memory.
  public static final int CHANNELS_MAX = 10_000;

  private static final String COLUMNS =
      "channel, version, info_hash, name, bytes, files, published_millis, publisher," + " priority";

  private final Path file;
  private final Connection connection;

  private Catalog(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /// Opens the catalog of this folder, or makes one.
  public static Catalog open(DataFolder folder) throws CatalogException {
    Path file = folder.path().resolve("catalog.db");
    var settings = new Properties();
    settings.setProperty("journal_mode", "WAL");
    settings.setProperty("synchronous", "FULL");
    settings.setProperty("foreign_keys", "true");
    try {
      SqliteLibrary.unpackInto(folder);
      // As a URI, so that a `?` in the path is not taken for the beginning of settings. Not through
      // DriverManager,
      // which would load every driver there is.
      Connection connection = new JDBC().connect("jdbc:sqlite:" + file.toUri(), settings);
      if (Migrations.apply(connection)) {
        return new Catalog(file, connection);
      }
      connection.close();
    } catch (SQLException | IOException e) {
      throw failure(file, "opened", e);
    }
    throw new CatalogException(
        file + " was written by a newer freshet: update this one, or choose another --data folder");
  }

  /// All channels that have a release, by name.
  public synchronized List<Channel> channels() throws CatalogException {
    return transaction("read", this::select);
  }

  /// Makes the candidate the newest release of its channel, which then keeps its newest `retention`
  /// ones.
  public synchronized Addition add(Candidate candidate, int retention) throws CatalogException {
    return transaction("written", () -> addOrRefuse(candidate, retention));
  }

  /// Retires these versions of a channel: those of them that are there and not retired yet.
  public synchronized void retire(ChannelName channel, List<Integer> versions, Instant when)
      throws CatalogException {
    transaction(
        "written",
        () -> {
          for (int version : versions) {
            markRetired(channel, version, when);
          }
          return versions;
        });
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing is lost: every change was committed by itself.
      throw new IllegalStateException("cannot close " + file, e);
    }
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> T transaction(String what, Work<T> work) throws CatalogException {
    try {
      T result = work.run();
      connection.commit();
      return result;
    } catch (SQLException e) {
      try {
        connection.rollback();
      } catch (SQLException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw failure(file, what, e);
    }
  }

  private List<Channel> select() throws SQLException {
    List<Channel> channels = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT name, piece_length FROM channels ORDER BY name")) {
      while (rows.next()) {
        ChannelName name = new ChannelName(rows.getString(1));
        List<Release> releases = releases(name);
        if (!releases.isEmpty()) {
          channels.add(new Channel(name, rows.getInt(2), releases));
        }
      }
    }
    return channels;
  }

  private Addition addOrRefuse(Candidate candidate, int retention) throws SQLException {
    ChannelName channel = candidate.channel();
    @Nullable Row row = row(channel);
    List<Release> releases = row == null ? List.of() : releases(channel);
    if (!releases.isEmpty() && releases.getFirst().infoHash().equals(candidate.infoHash())) {
      return new Addition.Unchanged(releases.getFirst());
    }
    if (row != null && !releases.isEmpty() && row.pieceLength != candidate.pieceLength()) {
      return new Addition.OtherPieceLength(row.pieceLength);
    }
    if (row == null && channelCount() >= CHANNELS_MAX) {
      return new Addition.TooManyChannels(CHANNELS_MAX);
    }
    Release release = candidate.as(row == null ? 1 : row.lastVersion + 1);
    write(release, candidate.pieceLength(), row == null);
    List<Release> retired =
        releases.subList(Math.min(retention - 1, releases.size()), releases.size());
    for (Release old : retired) {
      markRetired(channel, old.version(), candidate.published());
    }
    return new Addition.Added(release, retired);
  }

  private record Row(int pieceLength, int lastVersion) {}

  private @Nullable Row row(ChannelName channel) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT piece_length, last_version FROM channels WHERE name = ?")) {
      select.setString(1, channel.text());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Row(row.getInt(1), row.getInt(2)) : null;
      }
    }
  }

  private int channelCount() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM channels")) {
      row.next();
      return row.getInt(1);
    }
  }

  private List<Release> releases(ChannelName channel) throws SQLException {
    List<Release> releases = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM releases WHERE channel = ? AND retired_millis IS NULL ORDER BY version DESC")) {
      select.setString(1, channel.text());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          releases.add(
              new Release(
                  channel,
                  rows.getInt(2),
                  InfoHash.parse(rows.getString(3)),
                  rows.getString(4),
                  rows.getLong(5),
                  rows.getLong(6),
                  Instant.ofEpochMilli(rows.getLong(7)),
                  rows.getString(8),
                  Priority.valueOf(rows.getString(9))));
        }
      }
    }
    return releases;
  }

  private void write(Release release, int pieceLength, boolean firstOfChannel) throws SQLException {
    String channelSql =
        firstOfChannel
            ? "INSERT INTO channels (last_version, piece_length, created_millis, name)"
                + " VALUES (?, ?, ?, ?)"
            : "UPDATE channels SET last_version = ?, piece_length = ? WHERE name = ?";
    try (PreparedStatement channel = connection.prepareStatement(channelSql)) {
      channel.setInt(1, release.version());
      channel.setInt(2, pieceLength);
      if (firstOfChannel) {
        channel.setLong(3, release.published().toEpochMilli());
      }
      channel.setString(firstOfChannel ? 4 : 3, release.channel().text());
      channel.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO releases (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, release.channel().text());
      insert.setInt(2, release.version());
      insert.setString(3, release.infoHash().hex());
      insert.setString(4, release.name());
      insert.setLong(5, release.bytes());
      insert.setLong(6, release.files());
      insert.setLong(7, release.published().toEpochMilli());
      insert.setString(8, release.publisher());
      insert.setString(9, release.priority().name());
      insert.executeUpdate();
    }
  }

  private void markRetired(ChannelName channel, int version, Instant when) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE releases SET retired_millis = ?"
                + " WHERE channel = ? AND version = ? AND retired_millis IS NULL")) {
      update.setLong(1, when.toEpochMilli());
      update.setString(2, channel.text());
      update.setInt(3, version);
      update.executeUpdate();
    }
  }

  private static CatalogException failure(Path file, String what, Exception e) {
    String why =
        isFull(file)
            ? "its disk is full: make room"
            : e.getMessage() + ": check the disk and the file's rights";
    return new CatalogException(file + " cannot be " + what + ": " + why, e);
  }

  /// Asked, because SQLite says it in many ways, and of its library not at all.
  private static boolean isFull(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      return folder != null && Files.getFileStore(folder).getUsableSpace() < BYTES_MIN;
    } catch (IOException unknown) {
      return false;
    }
  }
}
