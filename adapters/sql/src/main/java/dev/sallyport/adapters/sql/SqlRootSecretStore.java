package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.RootSecretStore;
import dev.sallyport.domain.key.WrappedKey;
import java.util.List;

/// The root secrets in the table of that name, wrapped under the master key.
public final class SqlRootSecretStore implements RootSecretStore {

  /// All root secrets, the lowest number first.
  private static final String ALL =
      "SELECT number, wrapped, created_at FROM root_secrets ORDER BY number";

  /// Adds a root secret, unless its number is taken.
  private static final String INSERT =
      """
      INSERT INTO root_secrets (number, wrapped, created_at)
      VALUES (:number, :wrapped, :created_at)
      ON CONFLICT (number) DO NOTHING
      """;

  private final Database database;

  public SqlRootSecretStore(Database database) {
    this.database = database;
  }

  @Override
  public List<WrappedRootSecret> all() {
    return database.read(
        "read the root secrets",
        handle ->
            handle
                .createQuery(ALL)
                .map((row, _) ->
                    new WrappedRootSecret(
                        row.getInt("number"),
                        new WrappedKey(row.getBytes("wrapped")),
                        Columns.instant(row, "created_at")))
                .list());
  }

  @Override
  public boolean add(WrappedRootSecret secret) {
    return database.writeOnce(
        "add a root secret",
        handle ->
            handle
                    .createUpdate(INSERT)
                    .bind("number", secret.number())
                    .bind("wrapped", secret.wrapped().bytes())
                    .bind("created_at", secret.createdAt().toEpochMilli())
                    .execute()
                == 1);
  }
}
