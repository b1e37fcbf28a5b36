package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.Migrations.Migration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class PostgresMigrationsTest {

  private final PostgresServer server = PostgresServer.shared();
  private final String name = server.newDatabase();

  @BeforeEach
  void makeRoles() {
    server.execute(
        name,
        "DO $$ BEGIN CREATE ROLE owner_of_tables LOGIN PASSWORD 'o'; EXCEPTION WHEN duplicate_object"
            + " THEN NULL; END $$",
        "DO $$ BEGIN CREATE ROLE runs LOGIN PASSWORD 'r'; EXCEPTION WHEN duplicate_object THEN NULL;"
            + " END $$",
        "ALTER DATABASE " + name + " OWNER TO owner_of_tables",
        "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC",
        "GRANT CONNECT ON DATABASE " + name + " TO runs",
        "ALTER SCHEMA public OWNER TO owner_of_tables",
        "GRANT USAGE ON SCHEMA public TO runs",
        "ALTER DEFAULT PRIVILEGES FOR ROLE owner_of_tables IN SCHEMA public"
            + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO runs");
  }

  @AfterEach
  void drop() {
    server.drop(name);
  }

  private DatabaseSettings.Postgres as(String user) {
    return TemporaryPostgres.settings(server.url(name), user, user.substring(0, 1));
  }

  private void open(String user) {
    Database.open(as(user)).close();
  }

  private static Migrations withOneMore(String sql) {
    var all = new ArrayList<>(Migrations.ofPostgres().all());
    all.add(new Migration("999_more.sql", sql));
    return new Migrations(all);
  }

  @Test
  void of_many_nodes_that_start_together_all_find_the_database_made() throws Exception {
    int starts = 8;
    var together = new CyclicBarrier(starts);
    try (ExecutorService threads = Executors.newFixedThreadPool(starts)) {
      List<Future<Boolean>> up = new ArrayList<>();
      for (int i = 0; i < starts; i++) {
        up.add(
            threads.submit(() -> {
              together.await();
              try (Database database = Database.open(as("owner_of_tables"))) {
                return new SqlStoreHealth(database).isUp();
              }
            }));
      }
      for (Future<Boolean> each : up) {
        assertThat(each.get()).isTrue();
      }
    }
    assertThat(server.number(name, "SELECT count(*) FROM schema_migrations"))
        .isEqualTo(Migrations.ofPostgres().all().size());
  }

  @Tag("ASVS-13.2.2")
  @Test
  void a_role_that_may_only_read_and_write_rows_serves_what_the_owner_has_made() {
    assertThatThrownBy(() -> open("runs"))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("needs 001_")
        .hasMessageContaining("role that owns the tables");
    open("owner_of_tables");

    try (Database database = Database.open(as("runs"))) {
      assertThat(new SqlStoreHealth(database).isUp()).isTrue();
      for (String sql :
          List.of("CREATE TABLE other (a INTEGER)", "TRUNCATE sessions", "DROP TABLE sessions")) {
        assertThatThrownBy(() -> database.writeOnce("test", handle -> handle.execute(sql)))
            .rootCause()
            .hasMessageMatching("(?s)ERROR: (permission denied|must be owner).*");
      }
    }
  }

  @Test
  void a_role_that_may_not_migrate_names_what_is_pending() {
    open("owner_of_tables");

    assertThatThrownBy(() ->
            PostgresDatabase.open(
                as("runs"), withOneMore("ALTER TABLE users ADD COLUMN more INTEGER;")))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("needs 999_more.sql");
  }

  @Test
  void a_version_goes_on_with_a_database_to_which_a_newer_one_has_added() {
    PostgresDatabase.open(
            as("owner_of_tables"), withOneMore("ALTER TABLE users ADD COLUMN more INTEGER;"))
        .close();

    open("runs");
  }

  @Test
  void a_newer_database_that_breaks_older_versions_is_refused() {
    PostgresDatabase.open(
            as("owner_of_tables"),
            withOneMore(Migration.BREAKING + "ALTER TABLE users DROP COLUMN roles;"))
        .close();

    assertThatThrownBy(() -> open("runs"))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("newer version: it has 999_more.sql");
  }

  @Test
  void a_migration_that_fails_leaves_nothing_behind() {
    var failing = withOneMore("CREATE TABLE more (a INTEGER); INSERT INTO none VALUES (1);");

    assertThatThrownBy(() -> PostgresDatabase.open(as("owner_of_tables"), failing))
        .isInstanceOf(DatabaseRefusedException.class);
    assertThat(server.number(name, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isZero();
    open("owner_of_tables");
  }

  @Test
  void a_database_made_by_another_text_is_refused() {
    open("owner_of_tables");
    server.execute(name, "UPDATE schema_migrations SET sha256 = 'another'");

    assertThatThrownBy(() -> open("owner_of_tables")).hasMessageContaining("another text of 001_");
  }

  @Test
  void the_database_of_another_application_is_refused_and_left_as_it_is() {
    server.execute(name, "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY)");

    assertThatThrownBy(() -> open("owner_of_tables"))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining(server.url(name))
        .hasMessageContaining("another application");
    assertThat(server.number(name, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isEqualTo(1);
  }

  @Test
  void a_database_that_acknowledges_what_it_may_lose_is_refused() {
    server.execute(name, "ALTER DATABASE " + name + " SET synchronous_commit = off");

    assertThatThrownBy(() -> open("owner_of_tables"))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("synchronous_commit is off");
  }

  @Test
  void a_wrong_password_is_said_at_once_and_not_shown() {
    var wrong = TemporaryPostgres.settings(server.url(name), "runs", "hunter2");

    assertThatThrownBy(() -> Database.open(wrong))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining(server.url(name))
        .hasMessageContaining("password authentication failed")
        .hasMessageNotContaining("hunter2");
    assertThat(wrong.toString()).doesNotContain("hunter2");
  }
}
