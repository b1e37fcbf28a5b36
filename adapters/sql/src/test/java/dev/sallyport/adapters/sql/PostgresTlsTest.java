package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.SelfSigned;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The link to PostgreSQL is secret, and its other end is whom the url names.
final class PostgresTlsTest {

  @TempDir private Path directory;

  private PostgresServer serverWith(SelfSigned certificate) {
    return PostgresServer.start(
        Map.of(
            "ssl",
            "on",
            "ssl_cert_file",
            certificate.certificate().toString(),
            "ssl_key_file",
            certificate.key().toString()));
  }

  private static Database open(String url) {
    return Database.open(TemporaryPostgres.settings(url, PostgresServer.SUPERUSER, "unused"));
  }

  private static boolean isSecret(Database database) {
    return database.read(
        "test",
        handle ->
            handle
                .createQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                .mapTo(Boolean.class)
                .one());
  }

  @Test
  void a_certificate_is_checked_for_its_name_and_who_vouches_for_it() {
    var right = SelfSigned.in(directory, "right", "ip:127.0.0.1");
    var another = SelfSigned.in(directory, "another", "ip:127.0.0.1");
    try (PostgresServer server = serverWith(right)) {
      String url = server.url(server.newDatabase());
      String checked = url + "?sslmode=verify-full&sslrootcert=";

      try (Database database = open(checked + right.certificate())) {
        assertThat(isSecret(database)).isTrue();
        database.mark();
      }
      try (Database database = open(url)) {
        assertThat(isSecret(database))
            .as("where nothing is asked for, as secret as can be")
            .isTrue();
      }
      assertThatThrownBy(() -> open(checked + another.certificate()))
          .as("somebody else vouches")
          .isInstanceOf(DatabaseRefusedException.class)
          .hasMessageContaining("SSL");
      assertThatThrownBy(() -> open(url + "?sslmode=verify-full"))
          .as("nobody vouches whom Java trusts")
          .isInstanceOf(DatabaseRefusedException.class)
          .hasMessageContaining("SSL");
    }
  }

  @Test
  void a_certificate_for_another_host_is_refused() {
    var elsewhere = SelfSigned.in(directory, "elsewhere", "dns:db.example.com");
    try (PostgresServer server = serverWith(elsewhere)) {
      String url = server.url(server.newDatabase()) + "?sslrootcert=" + elsewhere.certificate();

      assertThatThrownBy(() -> open(url + "&sslmode=verify-full"))
          .isInstanceOf(DatabaseRefusedException.class)
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void a_server_that_has_no_tls_is_refused_where_it_is_asked_for() {
    String url = TemporaryPostgres.server().url(TemporaryPostgres.server().newDatabase());

    assertThatThrownBy(() -> open(url + "?sslmode=verify-full"))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("SSL");
  }
}
