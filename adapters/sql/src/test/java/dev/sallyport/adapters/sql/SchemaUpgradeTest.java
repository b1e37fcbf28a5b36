package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.user.User;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A database that an older version has made and filled ends as one of this version: its keys open,
/// its users are found, its sessions rotate and end.
final class SchemaUpgradeTest {

  private static final int WITH_LIVES_OF_KEYS = 2;
  private static final int WITH_CLIENTS = 3;
  private static final int WITH_PASSWORD_VERSIONS = 4;

  @RegisterExtension private final TemporaryDatabase sqlite = new TemporaryDatabase();

  private final Given given = Given.seed(11);
  private final MasterKey master =
      new MasterKey(SecretBytes.copyOf(new SeededSecrets(2).bytes(32)));
  private final RootSecrets roots = given.roots();
  private final User alice = given.user("alice");
  private final Session live = given.session(alice);
  private final Session ended =
      given.session(alice).ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);
  private final OpenSigningKey key =
      new OpenSigningKey(
          new KeyId("kid"),
          SigningAlgorithm.ES256,
          SecretBytes.copyOf(new SeededSecrets(3).bytes(64)));
  private final SigningKey signing =
      SigningKey.wrap(
          key, SigningKey.Origin.MADE, master, new SeededSecrets(4).bytes(12), NOW, NOW);

  /// How many of the steps the older version has: all but the newest at most.
  static Stream<Arguments> olderVersions() {
    return Stream.of("SQLite", "PostgreSQL")
        .flatMap(kind ->
            IntStream.range(1, Migrations.ofSqlite().all().size())
                .mapToObj(steps -> Arguments.of(kind, steps)));
  }

  @ParameterizedTest
  @MethodSource("olderVersions")
  void what_an_older_version_has_left_goes_on(String kind, int steps) throws SQLException {
    if (kind.equals("SQLite")) {
      var old = DatabaseSettings.Sqlite.ofFile(sqlite.directory().resolve("old.db"));
      SqliteDatabase.open(old, first(Migrations.ofSqlite(), steps)).close();
      try (Connection connection =
          SqliteConnections.writing(old.file(), Duration.ZERO).getConnection()) {
        fill(connection, steps);
      }
      assertGoesOn(old);
    } else {
      String name = TemporaryPostgres.server().newDatabase();
      var old = TemporaryPostgres.settings(name);
      // Not opened: what this version watches may not be there yet.
      try (Connection connection = PostgresConnections.migrating(old).getConnection()) {
        PostgresSchema.migrate(connection, first(Migrations.ofPostgres(), steps));
      }
      try (Connection connection = TemporaryPostgres.server().connect(name)) {
        fill(connection, steps);
      }
      assertGoesOn(old);
      TemporaryPostgres.server().drop(name);
    }
  }

  private static Migrations first(Migrations migrations, int steps) {
    return new Migrations(migrations.all().subList(0, steps));
  }

  private void assertGoesOn(DatabaseSettings settings) {
    try (Database database = Database.open(settings)) {
      var users = new SqlUserStore(database);
      var sessions = new SqlSessionStore(database);
      var revocations = new SqlRevocationLog(database);
      assertThat(users.findByName(alice.username())).contains(alice);

      var keys = new SqlKeyStore(database).all();
      assertThat(keys.signing().signer(NOW)).contains(signing);
      assertThat(keys.signing().signer(NOW).orElseThrow().open(master).orElseThrow().material())
          .isEqualTo(key.material());
      assertThat(keys.roots()).singleElement().matches(root -> root.number() == 1);

      assertThat(sessions.find(live.id())).contains(live);
      var token = new RefreshTokens(roots).of(live);
      var verdict = live.present(new Presented(token, Optional.empty(), CLIENT), NOW, POLICY);
      Session next = ((Rotate) verdict).next();
      assertThat(sessions.replace(live, next)).isTrue();

      var before = revocations.after(0, NOW, 10);
      assertThat(before.number()).isEqualTo(7);
      assertThat(before.entries())
          .singleElement()
          .matches(entry -> entry.session().equals(ended.id()));
      assertThat(
              sessions.replace(next, next.ended(EndCause.REVOKED, CLIENT.address(), NOW, POLICY)))
          .isTrue();
      assertThat(revocations.after(7, NOW, 10).entries())
          .singleElement()
          .matches(entry -> entry.revocation().leastGeneration() == Revocation.NO_GENERATION);
      assertThat(new SqlOAuthClientStore(database).find(new OAuthClientId("none"))).isEmpty();
    }
  }

  private void fill(Connection connection, int steps) throws SQLException {
    var user = row();
    user.put("id", Columns.bytes(alice.id()));
    user.put("username", "alice");
    user.put("password_hash", alice.passwordHash().text());
    user.put("roles", String.join(" ", alice.roles().texts()));
    user.put("disabled", 0);
    user.put("created_at", NOW.toEpochMilli());
    user.put("version", alice.version());
    if (steps >= WITH_PASSWORD_VERSIONS) {
      user.put("password_version", alice.passwordVersion());
    }
    insert(connection, "users", user);
    insert(connection, "sessions", session(live, null));
    insert(connection, "sessions", session(ended, 7L));
    try (PreparedStatement raise =
        connection.prepareStatement("UPDATE revocation_counter SET last = 7")) {
      raise.executeUpdate();
    }
    var root = row();
    root.put("number", 1);
    root.put("wrapped", new SeededSecrets(5).bytes(60));
    root.put("created_at", NOW.toEpochMilli());
    insert(connection, "root_secrets", root);
    var signer = row();
    signer.put("number", 1);
    signer.put("id", signing.id().text());
    signer.put("algorithm", signing.algorithm().text());
    signer.put("wrapped", signing.wrapped().bytes());
    signer.put("created_at", NOW.toEpochMilli());
    if (steps >= WITH_LIVES_OF_KEYS) {
      signer.put("origin", "made");
      signer.put("signs_from", NOW.toEpochMilli());
    }
    insert(connection, "signing_keys", signer);
    if (steps >= WITH_CLIENTS) {
      var client = row();
      client.put("id", "notes");
      client.put("secret_sha256", new byte[32]);
      client.put("created_at", NOW.toEpochMilli());
      insert(connection, "oauth_clients", client);
    }
  }

  private Map<String, @Nullable Object> session(Session session, @Nullable Long revocation) {
    var row = row();
    row.put("id", session.id().bytes());
    row.put("user_id", Columns.bytes(session.user()));
    row.put("root_number", session.rootNumber());
    row.put("salt", session.salt().bytes().reveal());
    row.put("generation", session.generation());
    row.put("rotated_at", session.lastRotation().at().toEpochMilli());
    row.put("rotated_by", session.lastRotation().by().address().text());
    row.put("user_agent", session.lastRotation().by().userAgent());
    row.put("started_at", session.startedAt().toEpochMilli());
    row.put("idle_until", session.idleUntil().toEpochMilli());
    row.put("ends_at", session.endsAt().toEpochMilli());
    session
        .end()
        .ifPresent(end -> {
          row.put("ended_at", end.at().toEpochMilli());
          row.put("end_cause", end.cause().word());
          row.put("ended_by", end.by().text());
        });
    row.put("least_generation", session.revocation().leastGeneration());
    row.put("revoked_until", session.revocation().until().toEpochMilli());
    row.put("revocation_number", revocation);
    row.put("version", session.version());
    return row;
  }

  private static Map<String, @Nullable Object> row() {
    return new LinkedHashMap<>();
  }

  private static void insert(Connection connection, String table, Map<String, @Nullable Object> row)
      throws SQLException {
    String marks = row.keySet().stream().map(_ -> "?").collect(joining(", "));
    String sql =
        "INSERT INTO "
            + table
            + " ("
            + String.join(", ", row.keySet())
            + ") VALUES ("
            + marks
            + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      int place = 0;
      for (Object value : row.values()) {
        place++;
        insert.setObject(place, value);
      }
      insert.executeUpdate();
    }
  }
}
