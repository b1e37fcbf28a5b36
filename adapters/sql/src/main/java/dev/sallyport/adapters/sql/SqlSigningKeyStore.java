package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.SigningKeyStore;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.WrappedKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/// The signing keys in the table of that name. The newest is the one that was added last, whatever
/// the clocks of those who made them said.
public final class SqlSigningKeyStore implements SigningKeyStore {

  /// All keys, the newest first.
  private static final String ALL =
      "SELECT id, algorithm, wrapped, created_at FROM signing_keys ORDER BY number DESC";

  /// The newest key of an algorithm.
  private static final String NEWEST =
      "SELECT id FROM signing_keys WHERE algorithm = :algorithm ORDER BY number DESC LIMIT 1";

  /// Adds a key behind all others.
  private static final String INSERT =
      """
      INSERT INTO signing_keys (number, id, algorithm, wrapped, created_at)
      SELECT COALESCE(MAX(number), 0) + 1, :id, :algorithm, :wrapped, :created_at FROM signing_keys
      """;

  private final Database database;

  public SqlSigningKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public List<SigningKey> all() {
    return database.read(
        "read the signing keys",
        handle -> handle.createQuery(ALL).map(SqlSigningKeyStore::key).list());
  }

  @Override
  public boolean add(SigningKey key, Optional<KeyId> newestSeen) {
    return database
        .write(
            "add a signing key",
            handle -> {
              Optional<String> newest =
                  handle
                      .createQuery(NEWEST)
                      .bind("algorithm", key.algorithm().name())
                      .mapTo(String.class)
                      .findOne();
              if (!newest.equals(newestSeen.map(KeyId::text))) {
                return Optional.<SigningKey>empty();
              }
              handle
                  .createUpdate(INSERT)
                  .bind("id", key.id().text())
                  .bind("algorithm", key.algorithm().name())
                  .bind("wrapped", key.wrapped().bytes())
                  .bind("created_at", key.createdAt().toEpochMilli())
                  .execute();
              return Optional.of(key);
            })
        .isPresent();
  }

  private static SigningKey key(ResultSet row, StatementContext statement) throws SQLException {
    try {
      return new SigningKey(
          new KeyId(row.getString("id")),
          SigningAlgorithm.parse(row.getString("algorithm"))
              .orElseThrow(() -> new IllegalArgumentException("no such algorithm")),
          new WrappedKey(row.getBytes("wrapped")),
          Columns.instant(row, "created_at"));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new StoreUnavailableException("database: a row of signing_keys can't be read", e);
    }
  }
}
