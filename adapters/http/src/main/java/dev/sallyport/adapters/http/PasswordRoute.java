package dev.sallyport.adapters.http;

import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.login.ChangePassword;
import dev.sallyport.application.login.ChangePassword.Attempt;
import dev.sallyport.application.login.ChangePassword.CallerGone;
import dev.sallyport.application.login.ChangePassword.Changed;
import dev.sallyport.application.login.ChangePassword.Contended;
import dev.sallyport.application.login.ChangePassword.Limited;
import dev.sallyport.application.login.ChangePassword.NewPasswordRefused;
import dev.sallyport.application.login.ChangePassword.NoCapacity;
import dev.sallyport.application.login.ChangePassword.WrongPassword;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.session.RefreshTokens;
import java.util.Optional;
import java.util.Set;

/// `POST /auth/password`: the password so far and a new one, for a new session in the place of all
/// others.
final class PasswordRoute {

  private static final String CURRENT = "current_password";
  private static final String NEW = "new_password";
  private static final Set<String> MEMBERS = Set.of(CURRENT, NEW);

  private final ChangePassword changePassword;
  private final RefreshTokens refreshTokens;

  PasswordRoute(ChangePassword changePassword, RefreshTokens refreshTokens) {
    this.changePassword = changePassword;
    this.refreshTokens = refreshTokens;
  }

  Answer handle(Exchange exchange) {
    var members = new Members(exchange.body(), MEMBERS);
    Optional<Password> current = members.password(CURRENT);
    Optional<Password> next = members.password(NEW);
    if (!members.areSound() || current.isEmpty() || next.isEmpty()) {
      return members.refusal();
    }
    SessionCookies cookies = exchange.cookies();
    var attempt =
        new Attempt(
            exchange.principal().user(),
            current.get(),
            next.get(),
            cookies.refreshToken(refreshTokens),
            cookies.device());
    return switch (changePassword.change(attempt, exchange.caller())) {
      case Changed(var tokens, var device) ->
          TokenAnswer.of(tokens).with(SessionCookies.known(device));
      case WrongPassword() -> Members.refusal(CURRENT, "wrong");
      case NewPasswordRefused(var weaknesses) -> Members.refusal(NEW, weaknesses);
      case CallerGone() -> BearerGate.invalidToken(Reason.REVOKED);
      case Limited(var exceeded) -> Answer.limited(exceeded);
      case NoCapacity(var retryAfter) -> Answer.unavailable(retryAfter);
      case Contended() -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }
}
