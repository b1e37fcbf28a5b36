package dev.sallyport.adapters.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a PostgreSQL database is: `jdbc:postgresql://host:port,host:port/name?sslmode=verify-full`.
///
/// The driver takes a hundred parameters there, by which whoever writes the url could load classes,
/// have passwords logged or undo our time limits; of them only those that say how TLS is done are
/// taken.
///
/// @param hosts where the servers are that may be the primary one, at least one
/// @param database its name
/// @param parameters those of TLS that are in the url
public record PostgresUrl(List<Host> hosts, String database, Map<String, String> parameters) {

  /// A server.
  ///
  /// @param name a name or an address; one of IPv6 in brackets
  public record Host(String name, int port) {

    /// Whether that is this machine, by whatever name needs no asking.
    boolean isLoopback() {
      return name.equalsIgnoreCase("localhost")
          || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
          || name.equals("[::1]");
    }
  }

  private static final String PREFIX = "jdbc:postgresql://";
  private static final int DEFAULT_PORT = 5432;
  private static final int MAX_PORT = 65_535;

  private static final Pattern HOST =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");
  private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_./ ~+@,=:-]{1,1024}");

  private static final String SSL_MODE = "sslmode";
  private static final String VERIFY_FULL = "verify-full";
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", VERIFY_FULL);

  /// All that a url may have behind its `?`.
  private static final List<String> PARAMETERS =
      List.of(SSL_MODE, "sslrootcert", "sslcert", "sslkey");

  /// Copies.
  public PostgresUrl {
    hosts = List.copyOf(hosts);
    parameters = Map.copyOf(parameters);
  }

  /// Whether a text is meant to be such a url.
  public static boolean isMeantBy(String text) {
    return text.startsWith("jdbc:postgresql:");
  }

  /// Reads a url.
  ///
  /// @throws IllegalArgumentException if it is none of ours; the message says what it is instead,
  ///     and shows nothing that may be a secret
  public static PostgresUrl parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a url that does not begin with " + PREFIX + "host");
    }
    String rest = text.substring(PREFIX.length());
    int question = rest.indexOf('?');
    String where = question < 0 ? rest : rest.substring(0, question);
    if (where.indexOf('@') >= 0) {
      throw withCredentials();
    }
    int slash = where.indexOf('/');
    if (slash < 0 || !DATABASE.matcher(where.substring(slash + 1)).matches()) {
      throw new IllegalArgumentException("a url without the plain name of a database behind a /");
    }
    return new PostgresUrl(
        hosts(where.substring(0, slash)),
        where.substring(slash + 1),
        question < 0 ? Map.of() : parameters(rest.substring(question + 1)));
  }

  private static IllegalArgumentException withCredentials() {
    return new IllegalArgumentException(
        "a url with a user or a password in it, which are for database.user and"
            + " database.password");
  }

  private static List<Host> hosts(String text) {
    List<Host> hosts = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      Matcher host = HOST.matcher(one);
      if (!host.matches()) {
        throw new IllegalArgumentException("a url with a host that is none");
      }
      String port = host.group(2);
      int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
      if (number < 1 || number > MAX_PORT) {
        throw new IllegalArgumentException("a url with a port that is none");
      }
      hosts.add(new Host(host.group(1), number));
    }
    return hosts;
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String one : text.split("&", -1)) {
      int equals = one.indexOf('=');
      String name = equals < 0 ? one : one.substring(0, equals);
      String value = equals < 0 ? "" : one.substring(equals + 1);
      if (name.toLowerCase(Locale.ROOT).matches("user|.*password.*")) {
        throw withCredentials();
      }
      if (!PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            "a url with a parameter that is none of " + String.join(", ", PARAMETERS));
      }
      boolean odd = !VALUE.matcher(value).matches();
      if (odd || (name.equals(SSL_MODE) && !SSL_MODES.contains(value))) {
        throw new IllegalArgumentException("a url with a value of " + name + " that is none");
      }
      if (parameters.put(name, value) != null) {
        throw new IllegalArgumentException("a url with " + name + " twice");
      }
    }
    return parameters;
  }

  /// Whether every server is this machine, so that nobody is on the way.
  public boolean isLocal() {
    return hosts.stream().allMatch(Host::isLoopback);
  }

  /// Whether the link is, or may be, one on which others read or on which another server answers:
  /// the url asks for less than `sslmode=verify-full`.
  public boolean asksForLess() {
    return parameters.containsKey(SSL_MODE) && !VERIFY_FULL.equals(parameters.get(SSL_MODE));
  }

  /// How TLS is done: as the url says, or else `verify-full` with a server on another machine.
  String sslMode() {
    return parameters.getOrDefault(SSL_MODE, isLocal() ? "prefer" : VERIFY_FULL);
  }

  /// Whether TLS checks who vouches for the server.
  boolean checksCertificate() {
    return sslMode().startsWith("verify-");
  }

  /// The url without its parameters.
  public String name() {
    List<String> servers = hosts.stream().map(host -> host.name() + ":" + host.port()).toList();
    return PREFIX + String.join(",", servers) + "/" + database;
  }
}
