package dev.sallyport.adapters.sql;

import java.util.Set;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What an error of SQLite means for the transaction that it comes up in.
final class SqliteErrors {

  /// The database, or the machine, can't do what it should; whoever comes next would hear the same.
  /// SQLite itself rolls back after most of these.
  private static final Set<SQLiteErrorCode> REFUSALS =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_NOMEM,
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_INTERRUPT,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_PROTOCOL);

  /// The lower byte of an extended code is the plain one.
  private static final int PLAIN = 0xFF;

  private SqliteErrors() {}

  /// Whether another process holds the file.
  static boolean isBusy(Throwable thrown) {
    return is(thrown, SQLiteErrorCode.SQLITE_BUSY);
  }

  /// Whether a statement broke a rule of the tables: it alone was undone.
  static boolean isConstraint(Throwable thrown) {
    return is(thrown, SQLiteErrorCode.SQLITE_CONSTRAINT);
  }

  /// Whether the database refuses everybody, not the one statement.
  static boolean isRefusal(Throwable thrown) {
    return REFUSALS.stream().anyMatch(code -> is(thrown, code));
  }

  private static boolean is(Throwable thrown, SQLiteErrorCode code) {
    Throwable cause = thrown instanceof JdbiException jdbi ? jdbi.getCause() : thrown;
    return cause instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & PLAIN) == code.code;
  }
}
