package dev.sallyport.adapters.redis;

import dev.sallyport.domain.key.SecretBytes;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a Redis is: `redis://[user[:password]@]host[:port][/database]`, or `rediss://` for TLS.
///
/// @param host a name, or an address without brackets
/// @param database 0 to 15
public record RedisUrl(
    boolean tls,
    String host,
    int port,
    Optional<String> user,
    Optional<SecretBytes> password,
    int database) {

  private static final int DEFAULT_PORT = 6379;
  private static final int MOST_PORT = 65_535;

  /// Empty if the text is no such URL.
  public static Optional<RedisUrl> parse(String text) {
    try {
      var uri = new URI(text).parseServerAuthority();
      return isOurs(uri) ? Optional.of(of(uri)) : Optional.empty();
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }

  private static boolean isOurs(URI uri) {
    String scheme = uri.getScheme();
    int port = uri.getPort();
    String path = uri.getRawPath();
    return ("redis".equals(scheme) || "rediss".equals(scheme))
        && uri.getHost() != null
        && (port == -1 || (port >= 1 && port <= MOST_PORT))
        && (path == null || path.matches("/?|/([0-9]|1[0-5])"))
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }

  private static RedisUrl of(URI uri) {
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    String path = uri.getPath() == null ? "" : uri.getPath().replace("/", "");
    return new RedisUrl(
        "rediss".equals(uri.getScheme()),
        host,
        uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort(),
        part(uri.getUserInfo(), 0),
        part(uri.getUserInfo(), 1)
            .map(password -> SecretBytes.copyOf(password.getBytes(StandardCharsets.UTF_8))),
        path.isEmpty() ? 0 : Integer.parseInt(path));
  }

  private static Optional<String> part(@Nullable String userInfo, int index) {
    if (userInfo == null) {
      return Optional.empty();
    }
    String[] parts = userInfo.split(":", 2);
    return index < parts.length
        ? Optional.of(parts[index]).filter(part -> !part.isEmpty())
        : Optional.empty();
  }

  /// Whether the host is this machine and can be no other.
  public boolean isLoopback() {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
