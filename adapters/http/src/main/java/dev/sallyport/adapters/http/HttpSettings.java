package dev.sallyport.adapters.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/// What an installation decides about its HTTP interface.
///
/// @param ownOrigins the origins under which browsers see this server (RFC 6454): one, or, while
///     `public-url` is unset, `localhost`, `127.0.0.1` and `[::1]` with the bound port
/// @param allowedOrigins other origins whose pages may call the API with the user's cookies; empty
///     turns CORS off
/// @param trustedProxies whose `X-Forwarded-For` counts
/// @param leastThreads platform threads kept ready, at least 1
/// @param mostThreads the most requests that are worked on at once, at least 8: Jetty itself needs
///     a few
public record HttpSettings(
    Set<String> ownOrigins,
    Set<String> allowedOrigins,
    TrustedProxies trustedProxies,
    int leastThreads,
    int mostThreads) {

  private static final int LEAST_MOST_THREADS = 8;

  /// @throws IllegalArgumentException if an origin is not exactly what a browser would send (a
  ///     wildcard is none), there is none of our own, or the numbers do not fit each other
  public HttpSettings {
    ownOrigins = Set.copyOf(ownOrigins);
    allowedOrigins = Set.copyOf(allowedOrigins);
    if (ownOrigins.isEmpty()) {
      throw new IllegalArgumentException("a server has an origin");
    }
    ownOrigins.forEach(HttpSettings::requireOrigin);
    allowedOrigins.forEach(HttpSettings::requireOrigin);
    if (leastThreads < 1 || mostThreads < LEAST_MOST_THREADS || leastThreads > mostThreads) {
      throw new IllegalArgumentException("threads out of range");
    }
  }

  /// Origins are compared as text, so a setting must be spelt as browsers spell them (RFC 6454,
  /// section 6.2): lower case, no path, no port that the scheme implies.
  private static void requireOrigin(String origin) {
    if (!isOrigin(origin)) {
      throw new IllegalArgumentException("not an origin as browsers send it: " + origin);
    }
  }

  private static boolean isOrigin(String origin) {
    try {
      URI uri = new URI(origin);
      boolean https = "https".equals(uri.getScheme());
      return (https || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getPort() != (https ? 443 : 80)
          && origin.equals(origin.toLowerCase(Locale.ROOT))
          && origin.equals(
              uri.getScheme()
                  + "://"
                  + uri.getHost()
                  + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
    } catch (URISyntaxException malformed) {
      return false;
    }
  }
}
