package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sallyport.application.access.DescribeCaller;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.application.session.RefreshSession.Contended;
import dev.sallyport.application.session.RefreshSession.Limited;
import dev.sallyport.application.session.RefreshSession.Outcome;
import dev.sallyport.application.session.RefreshSession.Refreshed;
import dev.sallyport.application.session.RefreshSession.Refused;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import java.util.Base64;
import java.util.Optional;

/// `POST /demo/theft`: the refresh token of the caller is used by the caller, and then by a thief who
/// has copied it. Only the demo has it, and only for the user `demo`.
///
/// Both happen here, within one request, so the token that the page is shown is spent and its session
/// is over: no script ever has one that is worth anything.
final class DemoTheftRoute {

  private static final String PATH = "/demo/theft";
  private static final String DEMO_USER = "demo";
  private static final int KEY_BYTES = 24;

  private final DescribeCaller describeCaller;
  private final RefreshSession refreshSession;
  private final RefreshTokens refreshTokens;
  private final CsrfGuard csrf;
  private final SecretGenerator secrets;

  DemoTheftRoute(
      DescribeCaller describeCaller,
      RefreshSession refreshSession,
      RefreshTokens refreshTokens,
      CsrfGuard csrf,
      SecretGenerator secrets) {
    this.describeCaller = describeCaller;
    this.refreshSession = refreshSession;
    this.refreshTokens = refreshTokens;
    this.csrf = csrf;
    this.secrets = secrets;
  }

  Route route() {
    return Route.post(PATH, Access.SIGNED_IN, this::handle).forOurPages();
  }

  /// What the thief had, and got for it.
  private record Members(
      @JsonProperty("stolen_token") String stolenToken,
      @JsonProperty("thief_status") int thiefStatus,
      @JsonProperty("thief_reason") String thiefReason) {

    @Override
    public String toString() {
      return "Theft[***]";
    }
  }

  private Answer handle(Exchange exchange) {
    Principal principal = exchange.principal();
    if (describeCaller.nameOf(principal).filter(name -> name.text().equals(DEMO_USER)).isEmpty()) {
      return BearerGate.insufficientRole();
    }
    SessionCookies cookies = exchange.cookies();
    Optional<RefreshToken> token =
        cookies
            .refreshToken(refreshTokens)
            .filter(its -> its.session().equals(principal.session()));
    if (token.isEmpty()) {
      return refused(Refusal.UNKNOWN);
    }
    if (!csrf.accepts(exchange, cookies, token.get())) {
      return Answer.of(Problem.CSRF);
    }
    // As sallyport.js does; and with a key no leeway helps the thief.
    var key = new IdempotencyKey(Base64.getUrlEncoder().encodeToString(secrets.bytes(KEY_BYTES)));
    return switch (refreshSession.refresh(token.get(), Optional.of(key), exchange.caller())) {
      case Refreshed(var tokens) -> replay(token.get(), tokens, exchange);
      case Refused(var why) -> refused(why);
      case Limited(var limit) -> Answer.limited(limit);
      case Contended() -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }

  private Answer replay(RefreshToken stolen, IssuedTokens owners, Exchange exchange) {
    Outcome thiefs = refreshSession.refresh(stolen, Optional.empty(), exchange.caller());
    if (!(thiefs instanceof Refused(var why))) {
      // The session lives on, and with it the token: it is not shown.
      return Answer.unavailable(Failures.RETRY_AFTER).with(SessionCookies.renewed(owners));
    }
    return Answer.ok(
            new Members(stolen.text(), Problem.INVALID_REFRESH_TOKEN.status(), Words.snake(why)))
        .with(SessionCookies.renewed(owners));
  }

  private static Answer refused(Refusal why) {
    return BearerGate.challenge(Answer.because(Problem.INVALID_REFRESH_TOKEN, why));
  }
}
