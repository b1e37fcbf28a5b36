package dev.sallyport.adapters.sql;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/// Makes connections to one PostgreSQL database, with our settings in the place of the driver's,
/// which waits for ever.
final class PostgresConnections {

  /// How the server is to treat a session that serves requests. Both ends have their limits: the
  /// server must not go on holding locks for somebody who is gone or has given up.
  private static final Map<String, String> SERVING =
      Map.of(
          "default_transaction_isolation", "read\\ committed",
          "statement_timeout", "1900",
          "lock_timeout", "1500",
          "idle_in_transaction_session_timeout", "4000",
          "client_connection_check_interval", "1000",
          "tcp_user_timeout", "5000",
          "timezone", "UTC");

  /// How the server is to treat one that brings the tables up to date, and may have to wait for
  /// another node that does.
  private static final Map<String, String> MIGRATING =
      Map.of(
          "default_transaction_isolation", "read\\ committed",
          "lock_timeout", "30000",
          "tcp_user_timeout", "30000",
          "timezone", "UTC");

  private static final Duration ONE_SECOND = Duration.ofSeconds(1);

  /// A JVM that has just started, on a machine that is busy, needs more than a second for the
  /// handshake of a password.
  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(10);

  private PostgresConnections() {}

  /// For requests: who can't be answered within this time is told so.
  static PGSimpleDataSource serving(DatabaseSettings.Postgres settings, Duration patience) {
    return create(settings, SERVING, ONE_SECOND, patience);
  }

  /// For the migrations.
  static PGSimpleDataSource migrating(DatabaseSettings.Postgres settings) {
    return create(settings, MIGRATING, PATIENCE_AT_START, Duration.ofSeconds(60));
  }

  private static PGSimpleDataSource create(
      DatabaseSettings.Postgres settings,
      Map<String, String> session,
      Duration loginTimeout,
      Duration socketTimeout) {
    PostgresUrl url = settings.url();
    List<PostgresUrl.Host> hosts = url.hosts();
    var connections = new PGSimpleDataSource();
    connections.setServerNames(hosts.stream().map(PostgresUrl.Host::name).toArray(String[]::new));
    connections.setPortNumbers(hosts.stream().mapToInt(PostgresUrl.Host::port).toArray());
    connections.setDatabaseName(url.database());
    connections.setUser(settings.user());
    settings
        .password()
        .ifPresent(password ->
            connections.setPassword(new String(password.reveal(), StandardCharsets.UTF_8)));
    try {
      set(connections, PGProperty.SSL_MODE, url.sslMode());
      for (var parameter : url.parameters().entrySet()) {
        connections.setProperty(parameter.getKey(), parameter.getValue());
      }
      if (!url.parameters().containsKey(PGProperty.SSL_ROOT_CERT.getName())) {
        // Where no authority is named, those that Java trusts, if the certificate is to be checked;
        // the driver would look for a file in the home directory.
        set(
            connections,
            PGProperty.SSL_FACTORY,
            url.checksCertificate()
                ? "org.postgresql.ssl.DefaultJavaSSLFactory"
                : "org.postgresql.ssl.NonValidatingFactory");
      }
      set(connections, PGProperty.GSS_ENC_MODE, "disable");
      set(connections, PGProperty.APPLICATION_NAME, "sallyport");
      // Of several servers, and of one that may have been put back: never one that only follows.
      set(connections, PGProperty.TARGET_SERVER_TYPE, "primary");
      set(connections, PGProperty.HOST_RECHECK_SECONDS, "1");
      set(connections, PGProperty.CONNECT_TIMEOUT, Long.toString(wholeSeconds(loginTimeout)));
      set(connections, PGProperty.LOGIN_TIMEOUT, Long.toString(wholeSeconds(loginTimeout)));
      set(connections, PGProperty.CANCEL_SIGNAL_TIMEOUT, "1");
      set(connections, PGProperty.SOCKET_TIMEOUT, Long.toString(wholeSeconds(socketTimeout)));
      set(connections, PGProperty.TCP_KEEP_ALIVE, "true");
      set(connections, PGProperty.LOG_SERVER_ERROR_DETAIL, "false");
      set(connections, PGProperty.OPTIONS, options(session));
    } catch (SQLException unknown) {
      throw new IllegalStateException("the driver does not know its own settings", unknown);
    }
    return connections;
  }

  private static void set(PGSimpleDataSource connections, PGProperty property, String value)
      throws SQLException {
    connections.setProperty(property, value);
  }

  /// As the server's command line has them, in a fixed order.
  private static String options(Map<String, String> session) {
    return String.join(
        " ",
        session.entrySet().stream()
            .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
            .sorted()
            .toList());
  }

  private static long wholeSeconds(Duration duration) {
    return duration.plusMillis(999).toSeconds();
  }
}
