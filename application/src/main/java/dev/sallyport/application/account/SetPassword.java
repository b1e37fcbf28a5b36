package dev.sallyport.application.account;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.PasswordHasher.Hashed;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged.Obstacle;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged.Change;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.application.session.CommitAndReport;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Gives a user the password that they chose, if it is good enough, and ends every session in the
/// same transaction. That it is they who ask, the caller has verified.
public final class SetPassword {

  private static final int ATTEMPTS = 3;

  private final UserStore users;
  private final PasswordHasher hasher;
  private final SecurityLog log;
  private final PasswordPolicy passwordPolicy;
  private final SessionPolicy sessionPolicy;

  public SetPassword(
      UserStore users,
      PasswordHasher hasher,
      SecurityLog log,
      PasswordPolicy passwordPolicy,
      SessionPolicy sessionPolicy) {
    this.users = users;
    this.hasher = hasher;
    this.log = log;
    this.passwordPolicy = passwordPolicy;
    this.sessionPolicy = sessionPolicy;
  }

  /// What is set, and whose word it is.
  ///
  /// @param verified the user as read when it was verified who asks
  /// @param former the password so far, where it is known: the new one must be another
  /// @param stillHolds whether what was verified still stands for a user who has changed since
  public record Wish(
      User verified, Password password, Optional<Password> former, Predicate<User> stillHolds) {}

  /// How it ends.
  public sealed interface Outcome {}

  /// The password is set.
  ///
  /// @param user as it is now
  public record Done(User user) implements Outcome {}

  /// The password can't be set.
  ///
  /// @param weaknesses why not, at least one
  public record Refused(Set<Weakness> weaknesses) implements Outcome {}

  /// Too many passwords are waiting to be hashed.
  public record NoCapacity(Duration retryAfter) implements Outcome {}

  /// What was verified does not hold any more.
  public record OwnerChanged() implements Outcome {}

  /// Others kept changing the user; nothing was written.
  public record Contended() implements Outcome {}

  /// Sets the password.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down
  public Outcome set(Wish wish, Instant now, Caller caller) {
    User verified = wish.verified();
    Set<Weakness> weaknesses =
        passwordPolicy.weaknessesOf(wish.password(), verified.username().contextWords());
    if (wish.former().filter(wish.password()::equals).isPresent()) {
      weaknesses.add(Weakness.UNCHANGED);
    }
    if (!weaknesses.isEmpty()) {
      log.record(new PasswordNotChanged(verified.id(), Obstacle.WEAK), caller, now);
      return new Refused(weaknesses);
    }
    return switch (hasher.hash(wish.password())) {
      case PasswordHasher.NoCapacity(var retryAfter) -> new NoCapacity(retryAfter);
      case Hashed(var hash) -> set(wish, hash, now, caller);
    };
  }

  private Outcome set(Wish wish, PasswordHash hash, Instant now, Caller caller) {
    UnaryOperator<Session> ending =
        session ->
            session.ended(EndCause.PASSWORD_CHANGED, caller.client().address(), now, sessionPolicy);
    Optional<User> seen = Optional.of(wish.verified());
    for (int attempt = 0; attempt < ATTEMPTS && seen.isPresent(); attempt++) {
      User before = seen.get();
      User changed = before.withPassword(hash);
      var event = new UserChanged(changed.id(), Change.PASSWORD_CHANGED);
      if (CommitAndReport.run(
          () -> users.replace(before, changed, now, ending) == Write.DONE,
          () -> log.record(event, caller, now))) {
        return new Done(changed);
      }
      // If it still holds, only something else about the user has changed, such as roles.
      seen = users.find(wish.verified().id()).filter(wish.stillHolds());
    }
    return seen.isPresent() ? new Contended() : new OwnerChanged();
  }
}
