package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ReaderStatementsTest {

  private static final String ECHO = "SELECT :word";

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private final ReaderStatements statements = new ReaderStatements();
  private HikariDataSource pool;
  private Jdbi jdbi;

  @BeforeEach
  void open() {
    var config = new HikariConfig();
    config.setDataSource(SqliteConnections.writing(temporary.file(), Duration.ofSeconds(2)));
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
    jdbi = Database.jdbi(pool).setStatementBuilderFactory(statements);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static PreparedStatement used(Handle handle, String word) {
    var used = new ArrayList<PreparedStatement>();
    List<String> words =
        handle
            .createQuery(ECHO)
            .bind("word", word)
            .map((row, context) -> {
              used.add(context.getStatement());
              return row.getString(1);
            })
            .list();
    assertThat(words).containsExactly(word);
    return used.getFirst();
  }

  @Test
  void a_statement_is_prepared_once_for_a_connection_whoever_it_is_lent_to() {
    PreparedStatement first = jdbi.withHandle(handle -> used(handle, "one"));

    assertThat(jdbi.<PreparedStatement, RuntimeException>withHandle(handle -> used(handle, "two")))
        .isSameAs(first);
  }

  @Test
  void two_connections_have_two() {
    try (Handle one = jdbi.open();
        Handle other = jdbi.open()) {
      assertThat(used(one, "one")).isNotSameAs(used(other, "two"));
    }
    assertThat(statements.connections()).isEqualTo(2);
  }

  @Test
  void they_end_with_the_connection_and_are_forgotten() throws SQLException {
    PreparedStatement first = jdbi.withHandle(handle -> used(handle, "one"));
    pool.close();
    assertThatThrownBy(first::executeQuery).isInstanceOf(SQLException.class);
    open();

    PreparedStatement next = jdbi.withHandle(handle -> used(handle, "two"));

    assertThat(next).isNotSameAs(first);
    assertThat(statements.connections()).isEqualTo(1);
  }
}
