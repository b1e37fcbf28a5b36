package dev.sallyport.adapters.http;

import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.login.LogIn.Attempt;
import dev.sallyport.application.login.LogIn.Limited;
import dev.sallyport.application.login.LogIn.LoggedIn;
import dev.sallyport.application.login.LogIn.NewPasswordRefused;
import dev.sallyport.application.login.LogIn.NoCapacity;
import dev.sallyport.application.login.LogIn.PasswordChangeNotDue;
import dev.sallyport.application.login.LogIn.PasswordChangeRequired;
import dev.sallyport.application.login.LogIn.WrongCredentials;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.user.Username;
import java.util.Optional;
import java.util.Set;

/// `POST /auth/login`: name and password for a new session.
final class LoginRoute {

  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";
  private static final String NEW_PASSWORD = "new_password";
  private static final Set<String> MEMBERS = Set.of(USERNAME, PASSWORD, NEW_PASSWORD);

  private final LogIn logIn;
  private final RefreshTokens refreshTokens;

  LoginRoute(LogIn logIn, RefreshTokens refreshTokens) {
    this.logIn = logIn;
    this.refreshTokens = refreshTokens;
  }

  Answer handle(Exchange exchange) {
    var members = new Members(exchange.body(), MEMBERS);
    Optional<Username> username = members.username(USERNAME);
    Optional<Password> password = members.password(PASSWORD);
    Optional<Password> newPassword =
        members.have(NEW_PASSWORD) ? members.password(NEW_PASSWORD) : Optional.empty();
    if (!members.areSound() || password.isEmpty()) {
      return members.refusal();
    }
    // One that came twice, or has not our form, names no session that could be ended.
    SessionCookies cookies = exchange.cookies();
    var attempt =
        new Attempt(
            username,
            password.get(),
            newPassword,
            cookies.refreshToken(refreshTokens),
            cookies.device());
    return switch (logIn.logIn(attempt, exchange.caller())) {
      case LoggedIn(var tokens, var device) ->
          TokenAnswer.of(tokens).with(SessionCookies.known(device));
      case WrongCredentials() -> BearerGate.challenge(Answer.of(Problem.INVALID_CREDENTIALS));
      case PasswordChangeRequired() -> Answer.of(Problem.PASSWORD_CHANGE_REQUIRED);
      case NewPasswordRefused(var weaknesses) -> Members.refusal(NEW_PASSWORD, weaknesses);
      case PasswordChangeNotDue() -> Members.refusal(NEW_PASSWORD, "not_due");
      case Limited(var exceeded) -> Answer.limited(exceeded);
      case NoCapacity(var retryAfter) -> Answer.unavailable(retryAfter);
      case LogIn.Contended() -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }
}
