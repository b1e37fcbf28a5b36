package dev.sallyport.adapters.sql;

import dev.sallyport.domain.key.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A new PostgreSQL database for each test, up to date, on the server that all tests share.
final class TemporaryPostgres implements BeforeEachCallback, AfterEachCallback {

  private static final int CONNECTIONS = 6;

  private static @Nullable String upToDate;

  private final List<Database> open = new ArrayList<>();
  private @Nullable String name;

  /// A database that nobody uses, to copy.
  private static synchronized String upToDate() {
    String template = upToDate;
    if (template == null) {
      template = server().newDatabase();
      Database.open(settings(template)).close();
      upToDate = template;
    }
    return template;
  }

  static PostgresServer server() {
    return PostgresServer.shared();
  }

  /// How to open a database of the server that all tests share.
  static DatabaseSettings.Postgres settings(String database) {
    return settings(server().url(database), PostgresServer.SUPERUSER, "unused");
  }

  static DatabaseSettings.Postgres settings(String url, String user, String password) {
    return new DatabaseSettings.Postgres(
        PostgresUrl.parse(url),
        user,
        Optional.of(SecretBytes.copyOf(password.getBytes(StandardCharsets.UTF_8))),
        CONNECTIONS);
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    name = server().newDatabase(upToDate());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    open.forEach(Database::close);
    open.clear();
    server().drop(name());
  }

  Database database() {
    return open.isEmpty() ? another() : open.getFirst();
  }

  /// The same database opened once more, as another node would.
  Database another() {
    Database another = Database.open(settings());
    open.add(another);
    return another;
  }

  String name() {
    if (name == null) {
      throw new IllegalStateException("no test runs");
    }
    return name;
  }

  DatabaseSettings.Postgres settings() {
    return settings(name());
  }

  /// A connection past all stores.
  Connection connect() throws SQLException {
    return server().connect(name());
  }

  void execute(String... sql) {
    server().execute(name(), sql);
  }

  long number(String sql) {
    return server().number(name(), sql);
  }
}
