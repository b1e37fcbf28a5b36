package dev.sallyport.bootstrap.config;

import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.adapters.sql.PostgresUrl;
import dev.sallyport.bootstrap.config.Setting.Bad;
import dev.sallyport.bootstrap.config.Setting.Good;
import dev.sallyport.bootstrap.config.Setting.Reading;
import java.nio.file.Path;

/// Where `database.url` says that the database is.
sealed interface DatabaseUrl {

  /// In a SQLite file.
  record InFile(Path file) implements DatabaseUrl {}

  /// On a PostgreSQL server.
  record OnServer(PostgresUrl url) implements DatabaseUrl {}

  /// Reads a url. One of PostgreSQL that is refused is not shown: it may hold a password.
  static Reading<DatabaseUrl> read(String text) {
    if (PostgresUrl.isMeantBy(text)) {
      try {
        return new Good<>(new OnServer(PostgresUrl.parse(text)));
      } catch (IllegalArgumentException refused) {
        return new Bad<>(String.valueOf(refused.getMessage()));
      }
    }
    return DatabaseSettings.Sqlite.parse(text)
        .<Reading<DatabaseUrl>>map(file -> new Good<>(new InFile(file)))
        .orElseGet(() -> new Bad<>(Shown.quoted(text)));
  }
}
