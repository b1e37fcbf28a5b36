package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/// The server that other tests take for granted.
final class PostgresServerTest {

  @Test
  void what_was_committed_is_there_after_a_kill_and_after_a_stop() {
    try (PostgresServer server = PostgresServer.start()) {
      String database = server.newDatabase();
      int port = server.port();
      server.execute(database, "CREATE TABLE kept (n INT)", "INSERT INTO kept VALUES (7)");

      server.kill();
      assertThatThrownBy(() -> server.connect(database)).isInstanceOf(SQLException.class);
      server.startAgain();
      assertThat(server.number(database, "SELECT n FROM kept")).isEqualTo(7);

      server.stop();
      server.startAgain();
      assertThat(server.number(database, "SELECT n FROM kept")).isEqualTo(7);
      assertThat(server.port()).isEqualTo(port);
      assertThat(server.number(server.newDatabase(database), "SELECT n FROM kept")).isEqualTo(7);
    }
  }

  @Test
  void every_role_but_the_superuser_needs_its_password() {
    PostgresServer server = PostgresServer.shared();
    server.execute(PostgresServer.SUPERUSER, "CREATE ROLE somebody LOGIN PASSWORD 'right'");

    assertThatThrownBy(() ->
            DriverManager.getConnection(server.url(PostgresServer.SUPERUSER), "somebody", "wrong"))
        .hasMessageContaining("password authentication failed");
  }
}
