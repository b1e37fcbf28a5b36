package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.Migrations.Migration;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class MigrationsTest {

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private void reopen() {
    Database.open(temporary.settings()).close();
  }

  private static Migrations withOneMore(String sql) {
    var all = new ArrayList<>(Migrations.ofSqlite().all());
    all.add(new Migration("999_more.sql", sql));
    return new Migrations(all);
  }

  @Test
  void every_migration_in_the_jar_is_known_in_the_order_of_its_number() throws Exception {
    assertThat(Migrations.ofSqlite().all().stream().map(Migration::name).toList())
        .containsExactlyElementsOf(files());
  }

  private static List<String> files() throws Exception {
    var resource = Migrations.class.getResource("migrations/sqlite");
    try (Stream<Path> files = Files.list(pathOf(Objects.requireNonNull(resource)))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Path pathOf(java.net.URL resource) throws URISyntaxException {
    return Path.of(resource.toURI());
  }

  @Test
  void a_database_remembers_its_migrations_and_runs_none_twice() throws SQLException {
    reopen();
    reopen();

    assertThat(temporary.number("SELECT count(*) FROM schema_migrations"))
        .isEqualTo(Migrations.ofSqlite().all().size());
  }

  @Test
  void an_older_database_is_brought_up_to_date() throws SQLException {
    SqliteDatabase.open(temporary.settings(), withOneMore("CREATE TABLE more (a INTEGER) STRICT;"))
        .close();

    assertThat(temporary.number("SELECT count(*) FROM more")).isZero();
  }

  @Test
  void a_version_goes_on_with_a_database_to_which_a_newer_one_has_added() throws SQLException {
    SqliteDatabase.open(temporary.settings(), withOneMore("CREATE TABLE more (a INTEGER) STRICT;"))
        .close();
    reopen();

    assertThat(temporary.number("SELECT count(*) FROM more")).isZero();
    assertThat(temporary.number("SELECT count(*) FROM schema_migrations"))
        .isEqualTo(Migrations.ofSqlite().all().size() + 1);
  }

  @Test
  void a_newer_database_that_breaks_older_versions_is_refused() {
    SqliteDatabase.open(
            temporary.settings(),
            withOneMore(Migration.BREAKING + "CREATE TABLE more (a INTEGER) STRICT;"))
        .close();

    assertThatThrownBy(this::reopen)
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining(temporary.file().toString())
        .hasMessageContaining("newer version: it has 999_more.sql");
  }

  @Test
  void a_database_that_does_not_tell_what_its_migrations_break_is_taken_for_breaking()
      throws SQLException {
    temporary.closeAll();
    temporary.execute("ALTER TABLE schema_migrations DROP COLUMN additive");
    reopen();
    temporary.execute("INSERT INTO schema_migrations (name, sha256) VALUES ('999', 'x')");

    assertThatThrownBy(this::reopen).hasMessageContaining("newer version: it has 999");
  }

  @Test
  void a_database_from_before_is_told_what_its_next_migration_breaks() throws SQLException {
    temporary.closeAll();
    temporary.execute("ALTER TABLE schema_migrations DROP COLUMN additive");
    SqliteDatabase.open(temporary.settings(), withOneMore("CREATE TABLE more (a INTEGER) STRICT;"))
        .close();
    reopen();

    assertThat(temporary.number("SELECT sum(additive) FROM schema_migrations")).isEqualTo(1);
  }

  /// A step that is not marked must leave older versions what they have. Those up to 004 are older
  /// than the rule. An index may go, since no statement names one.
  @Test
  void a_migration_that_takes_something_away_says_that_it_breaks_older_versions() {
    for (Migrations migrations : List.of(Migrations.ofSqlite(), Migrations.ofPostgres())) {
      assertThat(migrations.all().stream().skip(4).filter(Migration::isAdditive))
          .allSatisfy(step ->
              assertThat(step.sql())
                  .doesNotContainPattern(
                      "(?i)\\b(DROP(?!\\s+INDEX)|RENAME|ALTER\\s+COLUMN)\\b|ADD\\s+COLUMN"
                          + "(?![^;]*\\bDEFAULT\\b)[^;]*\\bNOT\\s+NULL\\b"));
    }
  }

  @Test
  void both_databases_come_by_the_same_steps() {
    assertThat(Migrations.ofPostgres().all().stream().map(Migration::name))
        .containsExactlyElementsOf(
            Migrations.ofSqlite().all().stream().map(Migration::name).toList());
  }

  @Test
  void a_database_made_by_another_text_is_refused() throws SQLException {
    temporary.execute("UPDATE schema_migrations SET sha256 = 'another'");

    assertThatThrownBy(this::reopen)
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("another text of 001_");
  }

  @Test
  void a_migration_that_fails_leaves_nothing_behind() throws SQLException {
    var failing = withOneMore("CREATE TABLE more (a INTEGER) STRICT; INSERT INTO none VALUES (1);");

    assertThatThrownBy(() -> SqliteDatabase.open(temporary.settings(), failing))
        .isInstanceOf(DatabaseRefusedException.class);
    assertThat(temporary.number("SELECT count(*) FROM sqlite_schema WHERE name = 'more'")).isZero();
    reopen();
  }

  @Test
  void the_database_of_another_application_is_refused_and_left_as_it_is() throws SQLException {
    temporary.execute("PRAGMA application_id = 0");
    long before = temporary.number("PRAGMA schema_version");

    assertThatThrownBy(this::reopen)
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("another application");
    assertThat(temporary.number("PRAGMA schema_version")).isEqualTo(before);
  }

  @Test
  void of_many_that_start_together_all_find_the_database_made() throws Exception {
    int starts = 8;
    for (int round = 0; round < 10; round++) {
      var settings =
          DatabaseSettings.Sqlite.ofFile(temporary.directory().resolve("fresh-" + round + ".db"));
      var together = new CyclicBarrier(starts);
      try (ExecutorService threads = Executors.newFixedThreadPool(starts)) {
        List<Future<Boolean>> up = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
          up.add(
              threads.submit(() -> {
                together.await();
                try (Database database = Database.open(settings)) {
                  return new SqlStoreHealth(database).isUp();
                }
              }));
        }
        for (Future<Boolean> each : up) {
          assertThat(each.get()).isTrue();
        }
      }
    }
  }
}
