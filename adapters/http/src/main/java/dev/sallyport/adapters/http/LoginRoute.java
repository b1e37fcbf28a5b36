package dev.sallyport.adapters.http;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
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
import dev.sallyport.domain.user.Username.Malformed;
import dev.sallyport.domain.user.Username.Named;
import dev.sallyport.domain.user.Username.NobodysName;
import java.util.ArrayList;
import java.util.List;
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
    var form = new Form(exchange.body());
    Optional<Username> username = form.username();
    Optional<Password> password = form.password(PASSWORD);
    Optional<Password> newPassword =
        exchange.body().member(NEW_PASSWORD) == null
            ? Optional.empty()
            : form.password(NEW_PASSWORD);
    if (!form.errors.isEmpty() || password.isEmpty()) {
      return Answer.invalid(form.errors);
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
      case NewPasswordRefused(var weaknesses) ->
          Answer.invalid(
              weaknesses.stream()
                  .map(weakness -> new FieldError(NEW_PASSWORD, Words.snake(weakness)))
                  .toList());
      case PasswordChangeNotDue() ->
          Answer.invalid(List.of(new FieldError(NEW_PASSWORD, "not_due")));
      case Limited(var exceeded) -> Answer.limited(exceeded);
      case NoCapacity(var retryAfter) -> Answer.unavailable(retryAfter);
      case LogIn.Contended() -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }

  /// The members of the body, and what is wrong with them.
  private static final class Form {

    private final JsonObject body;
    private final List<FieldError> errors = new ArrayList<>();

    Form(JsonObject body) {
      this.body = body;
      if (!MEMBERS.containsAll(body.members().keySet())) {
        errors.add(new FieldError("body", "unknown_member"));
      }
    }

    /// Empty if the text is a name that nobody can have, or no name at all; the latter is an error.
    Optional<Username> username() {
      return text(USERNAME).flatMap(this::username);
    }

    private Optional<Username> username(String typed) {
      return switch (Username.parse(typed)) {
        case Named(var username) -> Optional.of(username);
        case NobodysName() -> Optional.empty();
        case Malformed(var reason) -> refused(USERNAME, Words.snake(reason));
      };
    }

    /// Empty if the member can't be a password, which is an error.
    Optional<Password> password(String name) {
      return text(name)
          .flatMap(typed ->
              Password.faultOf(typed)
                  .map(fault -> this.<Password>refused(name, Words.snake(fault)))
                  .orElseGet(() -> Optional.of(new Password(typed))));
    }

    private Optional<String> text(String name) {
      return switch (body.member(name)) {
        case null -> refused(name, "missing");
        case JsonString(var text) -> Optional.of(text);
        default -> refused(name, "not_a_string");
      };
    }

    private <T> Optional<T> refused(String field, String reason) {
      errors.add(new FieldError(field, reason));
      return Optional.empty();
    }
  }
}
