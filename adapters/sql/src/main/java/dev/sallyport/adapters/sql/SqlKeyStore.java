package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.SigningKey.Origin;
import dev.sallyport.domain.key.SigningKeys;
import dev.sallyport.domain.key.WrappedKey;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// The keys in their two tables, wrapped under the master key.
public final class SqlKeyStore implements KeyStore {

  /// All keys, in one statement, so that they are of one moment: root secrets by their numbers, then
  /// signing keys, the newest first.
  private static final String ALL =
      """
      SELECT 0 AS signs, number, NULL AS id, NULL AS algorithm, wrapped, NULL AS origin,
        created_at, NULL AS signs_from, NULL AS revoked_at, number AS place
      FROM root_secrets
      UNION ALL
      SELECT 1, number, id, algorithm, wrapped, origin, created_at, signs_from, revoked_at, -number
      FROM signing_keys
      ORDER BY signs, place
      """;

  private static final String ADD_ROOT =
      """
      INSERT INTO root_secrets (number, wrapped, created_at)
      VALUES (:number, :wrapped, :created_at)
      """;

  private static final String ADD_SIGNING_KEY =
      """
      INSERT INTO signing_keys
        (number, id, algorithm, wrapped, origin, created_at, signs_from, revoked_at)
      VALUES (:number, :id, :algorithm, :wrapped, :origin, :created_at, :signs_from, :revoked_at)
      """;

  private final Database database;

  public SqlKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public WrappedKeys all() {
    return database.read("read the keys", SqlKeyStore::read);
  }

  @Override
  public boolean replace(WrappedKeys seen, WrappedKeys next) {
    boolean replaced =
        database
            .write(
                "replace the keys",
                handle -> {
                  database.aloneWithTheKeys(handle);
                  if (!read(handle).equals(seen)) {
                    return Optional.empty();
                  }
                  write(handle, next);
                  return Optional.of(next);
                })
            .isPresent();
    if (replaced && !seen.equals(WrappedKeys.NONE)) {
      database.forgetWhatWasOverwritten();
    }
    return replaced;
  }

  private static WrappedKeys read(Handle handle) {
    List<Row> rows = handle.createQuery(ALL).map(SqlKeyStore::row).list();
    try {
      return new WrappedKeys(
          rows.stream().flatMap(row -> row.root().stream()).toList(),
          new SigningKeys(rows.stream().flatMap(row -> row.signing().stream()).toList()));
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException("database: the keys do not go together", e);
    }
  }

  /// They are few, and change less often than once a day.
  private static void write(Handle handle, WrappedKeys keys) {
    handle.execute("DELETE FROM signing_keys");
    handle.execute("DELETE FROM root_secrets");
    for (WrappedRootSecret root : keys.roots()) {
      handle
          .createUpdate(ADD_ROOT)
          .bind("number", root.number())
          .bind("wrapped", root.wrapped().bytes())
          .bind("created_at", root.createdAt().toEpochMilli())
          .execute();
    }
    int number = 0;
    for (SigningKey key : keys.signing().newestFirst().reversed()) {
      number++;
      handle
          .createUpdate(ADD_SIGNING_KEY)
          .bind("number", number)
          .bind("id", key.id().text())
          .bind("algorithm", key.algorithm().text())
          .bind("wrapped", key.wrapped().bytes())
          .bind("origin", word(key.origin()))
          .bind("created_at", key.createdAt().toEpochMilli())
          .bind("signs_from", key.signsFrom().toEpochMilli())
          .bind("revoked_at", Columns.millis(key.revokedAt()))
          .execute();
    }
  }

  private record Row(Optional<WrappedRootSecret> root, Optional<SigningKey> signing) {}

  private static Row row(ResultSet row, StatementContext statement) throws SQLException {
    try {
      return row.getBoolean("signs")
          ? new Row(Optional.empty(), Optional.of(signingKey(row)))
          : new Row(Optional.of(rootSecret(row)), Optional.empty());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new StoreUnavailableException("database: a key can't be read", e);
    }
  }

  private static WrappedRootSecret rootSecret(ResultSet row) throws SQLException {
    return new WrappedRootSecret(
        row.getInt("number"),
        new WrappedKey(row.getBytes("wrapped")),
        Columns.instant(row, "created_at"));
  }

  private static SigningKey signingKey(ResultSet row) throws SQLException {
    return new SigningKey(
        new KeyId(row.getString("id")),
        SigningAlgorithm.parse(row.getString("algorithm"))
            .orElseThrow(() -> new IllegalArgumentException("no such algorithm")),
        new WrappedKey(row.getBytes("wrapped")),
        Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "signs_from"),
        Columns.optionalInstant(row, "revoked_at"));
  }

  private static String word(Origin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }
}
