package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreUnavailableException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;

/// The open database that the stores of this package share.
///
/// Thread-safe. What can't be done in time, or at all, is a [StoreUnavailableException].
public abstract sealed class Database implements AutoCloseable
    permits SqliteDatabase, PostgresDatabase {

  /// Opens the database; makes what it needs if it is new, and brings an older one up to date.
  ///
  /// @throws DatabaseRefusedException if it can't be used as it is: others may read it, it was made
  ///     by a newer version, it is no database of ours, it can't be reached
  /// @throws StoreUnavailableException if another process keeps it locked
  public static Database open(DatabaseSettings settings) {
    return switch (settings) {
      case DatabaseSettings.Sqlite sqlite -> SqliteDatabase.open(sqlite, Migrations.ofSqlite());
      case DatabaseSettings.Postgres postgres ->
          PostgresDatabase.open(postgres, Migrations.ofPostgres());
    };
  }

  /// Whether there is an installation that [#open] would not have to make.
  ///
  /// @throws DatabaseRefusedException if that can't be found out
  public static boolean exists(DatabaseSettings settings) {
    return switch (settings) {
      case DatabaseSettings.Sqlite sqlite -> Files.exists(sqlite.file());
      case DatabaseSettings.Postgres postgres -> PostgresDatabase.exists(postgres);
    };
  }

  /// What a store does with a connection.
  @FunctionalInterface
  interface Work<T> {
    T on(Handle handle);
  }

  /// Raises the revocation number; gives the columns `last` and `copy`, the shared copy that is named
  /// at that moment.
  abstract String raise();

  /// How transactions keep others from the rows that they have read.
  abstract RowLocks locks();

  /// Reads, by one statement: what it sees is of one moment.
  ///
  /// @param what it is for, as in "find a session"
  abstract <T> T read(String what, Work<T> work);

  /// Writes, by one statement, which is a transaction of its own.
  abstract <T> T writeOnce(String what, Work<T> statement);

  /// Writes, by a transaction. On SQLite it is alone on the database; on PostgreSQL others are at
  /// work too, so it locks the rows that it decides upon ([RowLocks]).
  ///
  /// @param work pure but for what it does to the database: it may be done again from its
  ///     beginning; empty to have everything undone
  abstract <T> Optional<T> write(String what, Work<Optional<T>> work);

  /// Makes a transaction the only one that changes the keys, from here to its end.
  abstract void aloneWithTheKeys(Handle handle);

  /// Sees to it that what was overwritten can't be read from the files any more, if that is in our
  /// hands.
  abstract void forgetWhatWasOverwritten();

  /// As [dev.sallyport.application.port.RevocationLog#mark] says.
  abstract long mark();

  /// As [dev.sallyport.application.port.RevocationLog#goesOn] says.
  abstract boolean goesOn(long earlier, long later);

  static Jdbi jdbi(DataSource connections) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.getConfig(SqlStatements.class)
        .setTemplateEngine(TemplateEngine.NOP)
        .setIncludeBindingsInTelemetry(false);
    // Else a message would show what was bound: names, hashes, salts.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return jdbi;
  }

  static StoreUnavailableException unavailable(String what, JdbiException e) {
    Throwable cause = e.getCause() instanceof SQLException sql ? sql : e;
    return new StoreUnavailableException("database: " + what, cause);
  }

  /// How much there is to do.
  ///
  /// @param connections open ones; of SQLite those for reading
  /// @param busy how many of them are at work
  /// @param awaited how many callers wait for one
  /// @param writers how many write, or wait for their turn; 0 where writers don't queue here
  public record Load(int connections, int busy, int awaited, int writers) {}

  /// How much there is to do now. Asks nobody outside this process.
  public abstract Load load();

  /// Whoever asks from now on gets a [StoreUnavailableException]; those at work have some seconds
  /// left.
  @Override
  public abstract void close();
}
