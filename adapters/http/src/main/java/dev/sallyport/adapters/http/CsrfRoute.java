package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sallyport.application.session.ReadCsrfToken;
import dev.sallyport.application.session.ReadCsrfToken.Read;
import dev.sallyport.domain.csrf.CsrfToken;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import java.util.Optional;

/// `GET /auth/csrf`: the CSRF token of the session, for a page that can't read our cookie. Clears
/// nothing, whatever comes.
final class CsrfRoute {

  private final ReadCsrfToken readCsrfToken;
  private final RefreshTokens refreshTokens;

  CsrfRoute(ReadCsrfToken readCsrfToken, RefreshTokens refreshTokens) {
    this.readCsrfToken = readCsrfToken;
    this.refreshTokens = refreshTokens;
  }

  private record Members(@JsonProperty("csrf_token") String csrfToken) {
    @Override
    public String toString() {
      return "CsrfAnswer[***]";
    }
  }

  Answer handle(Exchange exchange) {
    SessionCookies cookies = exchange.cookies();
    Optional<RefreshToken> token = cookies.refreshToken(refreshTokens);
    if (token.isEmpty()) {
      return refused(Refusal.UNKNOWN);
    }
    return switch (readCsrfToken.read(token.get())) {
      case Read(var csrf, var ttl) -> {
        Answer answer = Answer.ok(new Members(csrf.text()));
        yield isIn(cookies, csrf)
            ? answer
            : answer.with("Set-Cookie", SessionCookies.csrfLine(csrf, ttl).value());
      }
      case ReadCsrfToken.Refused(var why) -> refused(why);
    };
  }

  private static boolean isIn(SessionCookies cookies, CsrfToken csrf) {
    return cookies
        .csrf()
        .filter(cookie -> cookie.length() == CsrfToken.TEXT_LENGTH)
        .map(CsrfToken::new)
        .filter(csrf::equals)
        .isPresent();
  }

  private static Answer refused(Refusal why) {
    return BearerGate.challenge(Answer.because(Problem.INVALID_REFRESH_TOKEN, why));
  }
}
