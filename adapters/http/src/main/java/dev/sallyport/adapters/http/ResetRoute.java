package dev.sallyport.adapters.http;

import dev.sallyport.application.account.ResetPassword;
import dev.sallyport.application.account.ResetPassword.Contended;
import dev.sallyport.application.account.ResetPassword.Done;
import dev.sallyport.application.account.ResetPassword.NewPasswordRefused;
import dev.sallyport.application.account.ResetPassword.NoCapacity;
import dev.sallyport.application.account.ResetPassword.TokenRefused;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.recovery.ResetToken;
import java.util.Optional;
import java.util.Set;

/// `POST /auth/password/reset`: a token that an administrator had made, and a new password.
final class ResetRoute {

  private static final String TOKEN = "token";
  private static final String NEW = "new_password";
  private static final Set<String> MEMBERS = Set.of(TOKEN, NEW);

  private final ResetPassword resetPassword;

  ResetRoute(ResetPassword resetPassword) {
    this.resetPassword = resetPassword;
  }

  Answer handle(Exchange exchange) {
    var members = new Members(exchange.body(), MEMBERS);
    Optional<String> token = members.text(TOKEN);
    Optional<Password> password = members.password(NEW);
    if (!members.areSound() || password.isEmpty()) {
      return members.refusal();
    }
    var outcome =
        resetPassword.reset(token.flatMap(ResetToken::parse), password.get(), exchange.caller());
    return switch (outcome) {
      case Done() -> Answer.noContent();
      case TokenRefused() -> Members.refusal(TOKEN, "invalid");
      case NewPasswordRefused(var weaknesses) -> Members.refusal(NEW, weaknesses);
      case NoCapacity(var retryAfter) -> Answer.unavailable(retryAfter);
      case Contended() -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }
}
