package dev.sallyport.application.account;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecurityEvent.ResetTokenRefused;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.recovery.ResetToken;
import dev.sallyport.domain.recovery.ResetTokens;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Sets the password that a user chose who had forgotten theirs, by a token, and ends every session.
/// Nobody is signed in by it.
///
/// A token is good once, since the password that it sets ends it: of two who use it at once one wins.
public final class ResetPassword {

  private final UserStore users;
  private final ResetTokens tokens;
  private final SetPassword setPassword;
  private final SecurityLog log;
  private final InstantSource clock;

  public ResetPassword(
      UserStore users,
      ResetTokens tokens,
      SetPassword setPassword,
      SecurityLog log,
      InstantSource clock) {
    this.users = users;
    this.tokens = tokens;
    this.setPassword = setPassword;
    this.log = log;
    this.clock = clock;
  }

  /// How it ends.
  public sealed interface Outcome {}

  /// The password is set.
  public record Done() implements Outcome {}

  /// The token is not ours, has expired or was used, or something about its user has changed; nobody
  /// is told which.
  public record TokenRefused() implements Outcome {}

  /// The token is good, the password can't be set; it can be tried with another one.
  ///
  /// @param weaknesses why not, at least one
  public record NewPasswordRefused(Set<Weakness> weaknesses) implements Outcome {}

  /// Too many passwords are waiting to be hashed.
  public record NoCapacity(Duration retryAfter) implements Outcome {}

  /// Others kept changing the user; nothing was written.
  public record Contended() implements Outcome {}

  /// Sets the password.
  ///
  /// @param presented empty for a text that has not the form of a token
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down; the
  ///   password may have been set
  public Outcome reset(Optional<ResetToken> presented, Password password, Caller caller) {
    Instant now = clock.instant();
    Optional<User> found =
        presented.flatMap(
            token -> users.find(token.user()).filter(user -> tokens.recognises(token, user, now)));
    return found
        .map(user -> set(user, password, now, caller))
        .orElseGet(() -> tokenRefused(now, caller));
  }

  private Outcome set(User user, Password password, Instant now, Caller caller) {
    // Whatever changes about the user ends the token.
    var wish = new SetPassword.Wish(user, password, Optional.empty(), _ -> false);
    return switch (setPassword.set(wish, now, caller)) {
      case SetPassword.Done(_) -> new Done();
      case SetPassword.Refused(var weaknesses) -> new NewPasswordRefused(weaknesses);
      case SetPassword.NoCapacity(var retryAfter) -> new NoCapacity(retryAfter);
      case SetPassword.OwnerChanged() -> tokenRefused(now, caller);
      case SetPassword.Contended() -> new Contended();
    };
  }

  private Outcome tokenRefused(Instant now, Caller caller) {
    log.record(new ResetTokenRefused(), caller, now);
    return new TokenRefused();
  }
}
