package dev.sallyport.adapters.http;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;

/// Which answers the pages of other origins may read (W3C Fetch, "CORS protocol"). Off, without a
/// header of it, unless origins are allowed.
///
/// @param allowed exact origins; what is echoed is one of these or nothing
record Cors(Set<String> allowed) {

  private static final String EXPOSED =
      "Retry-After, WWW-Authenticate, X-Request-Id, RateLimit, RateLimit-Policy";

  /// Fixed lists, whatever a preflight asks for.
  private static final List<Header> PREFLIGHT =
      List.of(
          new Header("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE"),
          new Header(
              "Access-Control-Allow-Headers",
              "Authorization, Content-Type, X-CSRF-Token, Idempotency-Key"),
          new Header("Access-Control-Max-Age", "600"));

  /// The headers of every answer to a request with these `Origin` lines, refusals too, so that an
  /// allowed page can tell what went wrong.
  List<Header> headersFor(List<String> origin) {
    if (allowed.isEmpty()) {
      return List.of();
    }
    // A cache must tell the answers apart even when this one has no CORS header.
    var vary = new Header("Vary", "Origin");
    return isAllowed(origin)
        ? List.of(
            vary,
            new Header("Access-Control-Allow-Origin", origin.getFirst()),
            new Header("Access-Control-Allow-Credentials", "true"),
            new Header("Access-Control-Expose-Headers", EXPOSED))
        : List.of(vary);
  }

  /// Whether this asks for permission that can be given.
  boolean isGranted(List<String> origin, List<String> requestedMethod) {
    return isAllowed(origin) && !requestedMethod.isEmpty();
  }

  /// The answer to a preflight that is granted.
  static Answer preflight() {
    return Answer.noContent().with(PREFLIGHT);
  }

  /// Opens an answer to pages everywhere. They get no credentials with it, and it is the same
  /// whatever the origin.
  static void open(HttpServletResponse answer) {
    answer.setHeader("Access-Control-Allow-Origin", "*");
    answer.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    answer.setHeader("Access-Control-Allow-Credentials", null);
    answer.setHeader("Vary", null);
  }

  private boolean isAllowed(List<String> origin) {
    return origin.size() == 1 && allowed.contains(origin.getFirst());
  }
}
