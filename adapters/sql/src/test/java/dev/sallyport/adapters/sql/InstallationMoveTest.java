package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.InstallationMove.Moved;
import dev.sallyport.adapters.sql.InstallationMove.MovedElsewhere;
import dev.sallyport.adapters.sql.InstallationMove.TargetInUse;
import dev.sallyport.adapters.sql.Migrations.Applied;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.SigningKeys;
import dev.sallyport.domain.key.WrappedKey;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.user.User;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An installation moves from SQLite to a real PostgreSQL, whole or not at all.
final class InstallationMoveTest {

  @RegisterExtension private final TemporaryDatabase sqlite = new TemporaryDatabase();
  @RegisterExtension private final TemporaryPostgres postgres = new TemporaryPostgres();

  private final Given given = Given.seed(41);
  private final RootSecrets roots = given.roots();
  private final WrappedKeys keys = keys();
  private final User alice = given.user("alice");
  private final User gone = given.user("gone");
  private final Session live = given.session(alice);
  private final Session ended = given.session(alice);
  private final Session ofGone = given.session(gone);

  private static WrappedKeys keys() {
    var secrets = new SeededSecrets(7);
    var root = new WrappedRootSecret(1, new WrappedKey(secrets.bytes(60)), NOW);
    var revoked =
        new SigningKey(
            new KeyId("old"),
            SigningAlgorithm.RS256,
            new WrappedKey(secrets.bytes(900)),
            SigningKey.Origin.MADE,
            NOW.minusSeconds(900),
            NOW.minusSeconds(900),
            Optional.of(NOW));
    var signs =
        new SigningKey(
            new KeyId("new"),
            SigningAlgorithm.ES256,
            new WrappedKey(secrets.bytes(90)),
            SigningKey.Origin.MADE,
            NOW,
            NOW,
            Optional.empty());
    return new WrappedKeys(List.of(root), new SigningKeys(List.of(signs, revoked)));
  }

  private Session rotated(Session session) {
    var token = new RefreshTokens(roots).of(session);
    var verdict = session.present(new Presented(token, Optional.empty(), CLIENT), NOW, POLICY);
    return ((Rotate) verdict).next();
  }

  /// Users, one deleted with a session left, sessions of every kind, keys and a service.
  private void fill(Database database) {
    var users = new SqlUserStore(database);
    var sessions = new SqlSessionStore(database);
    assertThat(new SqlKeyStore(database).replace(WrappedKeys.NONE, keys)).isTrue();
    for (User user : List.of(alice, gone)) {
      assertThat(users.add(user)).isEqualTo(Write.DONE);
    }
    for (Session session : List.of(live, ended)) {
      assertThat(sessions.open(session, alice, Optional.empty(), _ -> List.of())).isPresent();
    }
    assertThat(sessions.open(ofGone, gone, Optional.empty(), _ -> List.of())).isPresent();
    assertThat(sessions.replace(live, rotated(live))).isTrue();
    assertThat(
            sessions.replace(
                ended, ended.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY)))
        .isTrue();
    users.delete(
        gone, NOW, session -> session.ended(EndCause.REVOKED, CLIENT.address(), NOW, POLICY));
    new SqlOAuthClientStore(database)
        .add(
            new OAuthClient(
                new OAuthClientId("notes"), OAuthClientSecret.create(new byte[32]).digest(), NOW));
  }

  private InstallationMove toPostgres() {
    return new InstallationMove(sqlite.settings(), postgres.settings());
  }

  private static InstallationMove.Outcome run(InstallationMove move) {
    return move.move((_, _) -> {});
  }

  private void assertHolds(Database to) {
    var sessions = new SqlSessionStore(to);
    assertThat(new SqlKeyStore(to).all()).isEqualTo(keys);
    assertThat(new SqlUserStore(to).find(alice.id())).contains(alice);
    assertThat(new SqlUserStore(to).find(gone.id())).isEmpty();
    assertThat(sessions.find(live.id())).contains(rotated(live));
    assertThat(sessions.find(ended.id()).orElseThrow().end()).isPresent();
    assertThat(sessions.find(ofGone.id()).orElseThrow().end()).isPresent();
    assertThat(new SqlOAuthClientStore(to).find(new OAuthClientId("notes"))).isPresent();
    assertThat(sessions.replace(rotated(live), rotated(rotated(live)))).isTrue();
  }

  @Test
  void everything_is_in_the_target_and_goes_on_there() throws SQLException {
    fill(sqlite.database());
    var before = new SqlRevocationLog(sqlite.database()).after(0, NOW, 100);
    var told = new ArrayList<Long>();

    var moved = (Moved) toPostgres().move((rows, _) -> told.add(rows));

    assertThat(moved.rows()).containsEntry("sessions", 3L).containsEntry("users", 2L);
    assertThat(told).isSorted().endsWith(10L);
    assertHolds(postgres.database());
    assertThat(new SqlRevocationLog(postgres.database()).after(0, NOW, 100)).isEqualTo(before);
    assertThat(postgres.number("SELECT count(*) FROM users WHERE deleted_at IS NOT NULL")).isOne();
  }

  @Test
  void it_can_be_moved_back_to_another_file() {
    fill(sqlite.database());
    run(toPostgres());
    postgres.database();
    var file = DatabaseSettings.Sqlite.ofFile(sqlite.directory().resolve("back.db"));

    assertThat(run(new InstallationMove(postgres.settings(), file))).isInstanceOf(Moved.class);

    try (Database back = Database.open(file)) {
      assertHolds(back);
    }
    assertThatThrownBy(() -> Database.open(postgres.settings()))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("moved to " + file.name());
    assertThatThrownBy(() -> new SqlSessionStore(postgres.database()).find(live.id()))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void who_has_the_source_open_can_neither_read_nor_write_it_any_more() {
    fill(sqlite.database());
    Database running = sqlite.database();
    var sessions = new SqlSessionStore(running);
    var revocations = new SqlRevocationList(running);
    assertThat(sessions.find(live.id())).isPresent();

    run(toPostgres());

    assertThatThrownBy(() -> sessions.replace(rotated(live), rotated(rotated(live))))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> sessions.find(live.id()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> revocations.of(live.id()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> new SqlUserStore(running).add(given.user("bob")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(new SqlStoreHealth(running).isUp()).isFalse();
  }

  @Test
  void the_source_refuses_to_open_and_says_where_it_went_to_an_older_version_too()
      throws SQLException {
    fill(sqlite.database());
    run(toPostgres());

    assertThatThrownBy(() -> Database.open(sqlite.settings()))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining(sqlite.file().toString())
        .hasMessageContaining("moved to " + postgres.settings().name() + ": start there");
    var applied = new ArrayList<Applied>();
    try (Connection connection = sqlite.connect();
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery("SELECT name, sha256 FROM schema_migrations ORDER BY name")) {
      while (rows.next()) {
        applied.add(new Applied(rows.getString(1), rows.getString(2), false));
      }
    }
    assertThatThrownBy(() -> Migrations.ofSqlite().pendingAfter(applied))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("it has moved to " + postgres.settings().name());
  }

  @Test
  void a_target_in_use_is_left_alone_and_so_is_the_source() {
    fill(sqlite.database());
    assertThat(new SqlUserStore(postgres.database()).add(given.user("bob"))).isEqualTo(Write.DONE);

    assertThat(run(toPostgres())).isInstanceOf(TargetInUse.class);

    assertThat(new SqlUserStore(postgres.database()).list(Optional.empty(), 9)).hasSize(1);
    assertHolds(sqlite.another());
  }

  @Test
  void what_fails_leaves_the_source_as_it_was_and_nothing_in_the_target() {
    fill(sqlite.database());
    postgres.execute("ALTER TABLE oauth_clients ADD CHECK (id <> 'notes')");

    assertThatThrownBy(() -> run(toPostgres())).isInstanceOf(StoreUnavailableException.class);

    assertThat(postgres.number("SELECT count(*) FROM users")).isZero();
    assertThat(postgres.number("SELECT count(*) FROM root_secrets")).isZero();
    assertHolds(sqlite.another());
    postgres.execute("ALTER TABLE oauth_clients DROP CONSTRAINT oauth_clients_id_check1");
    assertThat(run(toPostgres())).isInstanceOf(Moved.class);
  }

  /// A trigger that doctors what arrives stands for a bug, or a disk that lies.
  @Test
  void what_arrives_changed_is_not_taken() {
    fill(sqlite.database());
    postgres.execute(
        "CREATE FUNCTION doctor() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN NEW.generation := NEW.generation + 1; RETURN NEW; END $$",
        "CREATE TRIGGER doctor BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION doctor()");

    assertThatThrownBy(() -> run(toPostgres()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasRootCauseMessage("what arrived in sessions is not what was sent");

    assertThat(postgres.number("SELECT count(*) FROM sessions")).isZero();
    assertHolds(sqlite.another());
  }

  @Test
  void killed_before_the_copy_is_there_it_goes_on_when_it_is_run_again() throws SQLException {
    fill(sqlite.database());
    try (Connection connection = sqlite.connect()) {
      MovedMark.put(connection, postgres.settings().name());
    }

    assertThatThrownBy(() -> Database.open(sqlite.settings()))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("run the same \"migrate\" again");
    assertThat(InstallationMove.isUnderWay(sqlite.settings())).isTrue();
    assertThat(run(toPostgres())).isInstanceOf(Moved.class);
    assertThat(InstallationMove.isUnderWay(sqlite.settings())).isFalse();
    assertHolds(postgres.database());
  }

  @Test
  void killed_when_the_copy_was_there_it_finds_that_when_it_is_run_again() throws SQLException {
    fill(sqlite.database());
    run(toPostgres());
    sqlite.execute("UPDATE installation_moved SET complete = 0");
    var elsewhere = DatabaseSettings.Sqlite.ofFile(sqlite.directory().resolve("other.db"));

    assertThat(run(new InstallationMove(sqlite.settings(), elsewhere)))
        .isEqualTo(new MovedElsewhere(postgres.settings().name(), false));
    assertThat(run(toPostgres())).isInstanceOf(Moved.class);

    assertThat(run(toPostgres())).isEqualTo(new MovedElsewhere(postgres.settings().name(), true));
    assertHolds(postgres.database());
  }

  /// Its link to the target dies, and with it the lock there; another one comes and moves it all
  /// before the first one finds out.
  @Test
  void who_fails_after_another_one_has_moved_it_does_not_give_it_back() {
    fill(sqlite.database());
    List<InstallationMove.Outcome> others = new ArrayList<>();

    assertThatThrownBy(() ->
            toPostgres()
                .move((_, _) -> {
                  if (others.isEmpty()) {
                    postgres.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                    others.add(run(toPostgres()));
                  }
                }))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(others).singleElement().isInstanceOf(Moved.class);
    assertThatThrownBy(() -> Database.open(sqlite.settings()))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("moved to ");
    assertHolds(postgres.database());
  }

  @Test
  void every_table_of_the_schema_is_moved() throws SQLException {
    var tables = new ArrayList<String>();
    try (Connection connection = sqlite.connect();
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    tables.remove("schema_migrations");
    assertThat(tables).containsExactlyInAnyOrderElementsOf(MovedMark.TABLES);
  }
}
