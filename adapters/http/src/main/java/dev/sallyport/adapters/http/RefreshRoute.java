package dev.sallyport.adapters.http;

import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.application.session.RefreshSession.Contended;
import dev.sallyport.application.session.RefreshSession.Refreshed;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.throttle.LimitName;
import java.util.List;
import java.util.Optional;

/// `POST /auth/refresh`: the refresh cookie for its successor and a fresh access token.
final class RefreshRoute {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final RefreshSession refreshSession;
  private final RefreshTokens refreshTokens;
  private final AddressLimits limits;
  private final CsrfGuard csrf;

  RefreshRoute(
      RefreshSession refreshSession,
      RefreshTokens refreshTokens,
      AddressLimits limits,
      CsrfGuard csrf) {
    this.refreshSession = refreshSession;
    this.refreshTokens = refreshTokens;
    this.limits = limits;
    this.csrf = csrf;
  }

  Answer handle(Exchange exchange) {
    SessionCookies cookies = exchange.cookies();
    Optional<RefreshToken> token = cookies.refreshToken(refreshTokens);
    if (token.isEmpty()) {
      return refused(Refusal.UNKNOWN, cookies);
    }
    Optional<Answer> refusal = limits.refusalOf(LimitName.REFRESH_PER_ADDRESS, exchange);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (!csrf.accepts(exchange, cookies, token.get())) {
      return Answer.of(Problem.CSRF);
    }
    List<String> keys = exchange.header(IDEMPOTENCY_KEY);
    Optional<IdempotencyKey> key =
        keys.size() == 1 ? IdempotencyKey.parse(keys.getFirst()) : Optional.empty();
    if (key.isEmpty() && !keys.isEmpty()) {
      return Answer.invalid(List.of(new FieldError(IDEMPOTENCY_KEY, "malformed")));
    }
    return switch (refreshSession.refresh(token.get(), key, exchange.caller())) {
      case Refreshed(var tokens) -> TokenAnswer.of(tokens);
      case RefreshSession.Refused(var why) -> refused(why, cookies);
      case RefreshSession.Limited(var limit) -> Answer.limited(limit);
      case Contended() -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }

  /// A client without the cookie keeps what it has: a link from another site, which carries no
  /// Strict cookies, must not sign anybody out.
  private static Answer refused(Refusal why, SessionCookies cookies) {
    Answer answer = BearerGate.challenge(Answer.because(Problem.INVALID_REFRESH_TOKEN, why));
    return cookies.haveRefresh() ? answer.with(SessionCookies.cleared()) : answer;
  }
}
