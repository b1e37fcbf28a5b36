package dev.sallyport.application.account;

import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.recovery.ResetToken;
import dev.sallyport.domain.recovery.ResetTokens;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.time.InstantSource;
import java.util.Optional;

/// Makes a token by which a user who forgot their password chooses another: for an administrator, who
/// has it sent to them. It changes nothing by itself, so whoever asks for one in a user's name does
/// not disturb them.
public final class IssueResetToken {

  private final UserStore users;
  private final ResetTokens tokens;
  private final InstantSource clock;

  public IssueResetToken(UserStore users, ResetTokens tokens, InstantSource clock) {
    this.users = users;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// How it ends.
  public sealed interface Outcome {}

  /// The token, good for [ResetTokens#LIFE].
  public record Issued(ResetToken token) implements Outcome {}

  /// There is no such user.
  public record NoSuchUser() implements Outcome {}

  /// The user is disabled, and can't sign in with any password.
  public record Disabled() implements Outcome {}

  /// Makes a token.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down
  public Outcome issue(UserId id) {
    Optional<User> found = users.find(id);
    if (found.isEmpty()) {
      return new NoSuchUser();
    }
    User user = found.get();
    return user.disabled() ? new Disabled() : new Issued(tokens.issue(user, clock.instant()));
  }
}
