package dev.sallyport.adapters.http;

import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.session.RefreshToken;
import java.util.List;
import java.util.Optional;

/// The signed double submit (OWASP CSRF Prevention Cheat Sheet): the token must come in
/// `X-CSRF-Token` and in the cookie, once each, and be signed for the session that the refresh
/// cookie names.
final class CsrfGuard {

  private static final String HEADER = "X-CSRF-Token";

  private final CsrfTokens tokens;

  CsrfGuard(CsrfTokens tokens) {
    this.tokens = tokens;
  }

  /// Whether the request was made by a page that can read the session's CSRF token.
  boolean accepts(Exchange exchange, SessionCookies cookies, RefreshToken refresh) {
    List<String> header = exchange.header(HEADER);
    Optional<String> cookie = cookies.csrf();
    return header.size() == 1
        && cookie.isPresent()
        && tokens.verify(header.getFirst(), cookie.get(), refresh);
  }
}
