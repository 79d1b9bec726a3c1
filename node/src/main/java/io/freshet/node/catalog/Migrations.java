package io.freshet.node.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The catalog's schema as numbered steps: each runs once, in one transaction with the number that
/// records it.
///
/// A step that was released is never changed, only followed by another. The SQL is what SQLite and
/// PostgreSQL both take: TEXT and BIGINT, no dialect's types.
final class Migrations {

  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE channels (
                name TEXT NOT NULL PRIMARY KEY,
                piece_length BIGINT NOT NULL,
                created_millis BIGINT NOT NULL,
                last_version BIGINT NOT NULL)
              """,
              """
              CREATE TABLE releases (
                channel TEXT NOT NULL REFERENCES channels (name),
                version BIGINT NOT NULL,
                info_hash TEXT NOT NULL,
                name TEXT NOT NULL,
                bytes BIGINT NOT NULL,
                files BIGINT NOT NULL,
                published_millis BIGINT NOT NULL,
                publisher TEXT NOT NULL,
                retired_millis BIGINT,
                PRIMARY KEY (channel, version))
              """),
          List.of("ALTER TABLE releases ADD COLUMN priority TEXT NOT NULL DEFAULT 'NORMAL'"));

  private Migrations() {}

  /// The schema that this program writes.
  static int newest() {
    return STEPS.size();
  }

  /// Brings the database to [#newest()]; false, and nothing is changed, when a newer program wrote
  /// it.
  static boolean apply(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT NOT NULL PRIMARY KEY)");
      int done = done(statement);
      for (int step = done; step < STEPS.size(); step++) {
        for (String sql : STEPS.get(step)) {
          statement.execute(sql);
        }
        statement.execute("INSERT INTO schema_steps (step) VALUES (" + (step + 1) + ")");
      }
      connection.commit();
      return done <= STEPS.size();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private static int done(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT MAX(step) FROM schema_steps")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}
