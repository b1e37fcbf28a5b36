package dev.sallyport.adapters.http;

import dev.sallyport.application.session.LogOut;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.throttle.LimitName;
import java.util.Optional;

/// `POST /auth/logout`: the end of the session that the refresh cookie names.
final class LogoutRoute {

  private final LogOut logOut;
  private final RefreshTokens refreshTokens;
  private final AddressLimits limits;
  private final CsrfGuard csrf;

  LogoutRoute(LogOut logOut, RefreshTokens refreshTokens, AddressLimits limits, CsrfGuard csrf) {
    this.logOut = logOut;
    this.refreshTokens = refreshTokens;
    this.limits = limits;
    this.csrf = csrf;
  }

  Answer handle(Exchange exchange) {
    SessionCookies cookies = exchange.cookies();
    if (!cookies.haveRefresh()) {
      return Answer.noContent();
    }
    Optional<RefreshToken> token = cookies.refreshToken(refreshTokens);
    if (token.isEmpty()) {
      // Malformed, or there twice: it names no one session that could end, or that a CSRF token
      // could
      // be for. Both are cleared, so that the browser starts afresh.
      return loggedOut();
    }
    Optional<Answer> refusal = limits.refusalOf(LimitName.LOGOUT_PER_ADDRESS, exchange);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (!csrf.accepts(exchange, cookies, token.get())) {
      return Answer.of(Problem.CSRF);
    }
    return switch (logOut.logOut(token.get(), exchange.caller())) {
      case LOGGED_OUT -> loggedOut();
      case CONTENDED -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }

  private static Answer loggedOut() {
    return Answer.noContent().with(SessionCookies.cleared());
  }
}
