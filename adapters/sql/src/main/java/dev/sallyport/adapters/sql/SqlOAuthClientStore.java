package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.OAuthClientStore;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/// The services in the table `oauth_clients`.
public final class SqlOAuthClientStore implements OAuthClientStore {

  /// All clients.
  private static final String ALL =
      "SELECT id, secret_sha256, created_at FROM oauth_clients ORDER BY id";

  /// One client.
  private static final String FIND =
      "SELECT id, secret_sha256, created_at FROM oauth_clients WHERE id = :id";

  /// Adds a client, unless the id is taken.
  private static final String INSERT =
      """
      INSERT INTO oauth_clients (id, secret_sha256, created_at)
      VALUES (:id, :secret_sha256, :created_at)
      ON CONFLICT (id) DO NOTHING
      """;

  /// Removes a client.
  private static final String DELETE = "DELETE FROM oauth_clients WHERE id = :id";

  private final Database database;

  public SqlOAuthClientStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<OAuthClient> find(OAuthClientId id) {
    return database.read(
        "find a client",
        handle ->
            handle
                .createQuery(FIND)
                .bind("id", id.text())
                .map(SqlOAuthClientStore::client)
                .findOne());
  }

  @Override
  public boolean add(OAuthClient client) {
    return database.writeOnce(
        "add a client",
        handle ->
            handle
                    .createUpdate(INSERT)
                    .bind("id", client.id().text())
                    .bind("secret_sha256", client.secretDigest().reveal())
                    .bind("created_at", client.createdAt().toEpochMilli())
                    .execute()
                == 1);
  }

  @Override
  public boolean remove(OAuthClientId id) {
    return database.writeOnce(
        "remove a client",
        handle -> handle.createUpdate(DELETE).bind("id", id.text()).execute() == 1);
  }

  @Override
  public List<OAuthClient> all() {
    return database.read(
        "list the clients",
        handle -> handle.createQuery(ALL).map(SqlOAuthClientStore::client).list());
  }

  private static OAuthClient client(ResultSet row, StatementContext statement) throws SQLException {
    try {
      return new OAuthClient(
          new OAuthClientId(row.getString("id")),
          SecretBytes.copyOf(row.getBytes("secret_sha256")),
          Columns.instant(row, "created_at"));
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException("database: a row of oauth_clients can't be read", e);
    }
  }
}
