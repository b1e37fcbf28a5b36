package dev.sallyport.application.login;

import dev.sallyport.application.account.SetPassword;
import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.login.LimitFailures.Admitted;
import dev.sallyport.application.login.LimitFailures.CountedTry;
import dev.sallyport.application.login.LimitFailures.TurnedAway;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.PasswordHasher.Differs;
import dev.sallyport.application.port.PasswordHasher.Hashed;
import dev.sallyport.application.port.PasswordHasher.Matches;
import dev.sallyport.application.port.SecurityEvent.LoginFailed;
import dev.sallyport.application.port.SecurityEvent.LoginFailed.Failure;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged.Obstacle;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.application.session.OpenSession;
import dev.sallyport.domain.device.DeviceToken;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Signs a user in with name and password.
///
/// Unknown, disabled and known users take the same path through one hash of the same cost, and
/// every failure is the one [WrongCredentials], so neither the answer nor its time tells who
/// exists. Limits come before the hash, and treat a name that nobody has like any other.
public final class LogIn {

  private final UserStore users;
  private final PasswordHasher hasher;
  private final SetPassword setPassword;
  private final OpenSession openSession;
  private final LimitRequests limitRequests;
  private final LimitFailures limitFailures;
  private final SecurityLog log;
  private final InstantSource clock;

  public LogIn(
      UserStore users,
      PasswordHasher hasher,
      SetPassword setPassword,
      OpenSession openSession,
      LimitRequests limitRequests,
      LimitFailures limitFailures,
      SecurityLog log,
      InstantSource clock) {
    this.users = users;
    this.hasher = hasher;
    this.setPassword = setPassword;
    this.openSession = openSession;
    this.limitRequests = limitRequests;
    this.limitFailures = limitFailures;
    this.log = log;
    this.clock = clock;
  }

  /// What somebody signs in with.
  ///
  /// @param username empty if the text that was typed is a name that nobody can have
  /// @param newPassword for a password that must be changed
  /// @param presented the refresh cookie that came along, if it has the form of one
  /// @param device the device cookie that came along, if it has the form of one
  public record Attempt(
      Optional<Username> username,
      Password password,
      Optional<Password> newPassword,
      Optional<RefreshToken> presented,
      Optional<DeviceToken> device) {}

  /// How a login ends.
  public sealed interface Outcome {}

  /// A new session.
  ///
  /// @param device by which the browser is known from now on
  public record LoggedIn(IssuedTokens tokens, DeviceToken device) implements Outcome {}

  /// Whatever the cause.
  public record WrongCredentials() implements Outcome {}

  /// The password was right, but is a temporary one: it takes a new password with it.
  public record PasswordChangeRequired() implements Outcome {}

  /// The password was right, the new one can't be set.
  ///
  /// @param weaknesses why not, at least one
  public record NewPasswordRefused(Set<Weakness> weaknesses) implements Outcome {}

  /// The password was right and need not be changed, and a login is not the place to change it.
  public record PasswordChangeNotDue() implements Outcome {}

  /// Too many tries before this one; the password was not looked at.
  public record Limited(Exceeded exceeded) implements Outcome {}

  /// Too many passwords are waiting to be hashed; nothing was decided.
  public record NoCapacity(Duration retryAfter) implements Outcome {}

  /// Others kept changing what this depends on; nothing was decided.
  public record Contended() implements Outcome {}

  /// Signs in.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down; no
  ///   session was acknowledged
  public Outcome logIn(Attempt attempt, Caller caller) {
    Optional<Exceeded> exceeded = limitRequests.perAddress(LimitName.LOGIN_PER_ADDRESS, caller);
    if (exceeded.isPresent()) {
      return new Limited(exceeded.get());
    }
    Instant now = clock.instant();
    Optional<User> found = attempt.username().flatMap(users::findByName);
    return switch (limitFailures.debit(attempt.username(), found, attempt.device(), caller, now)) {
      case TurnedAway(var limit) -> new Limited(limit);
      case Admitted(var counted) -> verify(attempt, found, counted, now, caller);
    };
  }

  private Outcome verify(
      Attempt attempt, Optional<User> found, CountedTry counted, Instant now, Caller caller) {
    PasswordHash stored = found.map(User::passwordHash).orElseGet(hasher::decoy);
    return switch (hasher.verify(attempt.password(), stored)) {
      case PasswordHasher.NoCapacity(var retryAfter) -> {
        counted.didNotHappen();
        yield new NoCapacity(retryAfter);
      }
      case Differs() ->
          failed(
              attempt,
              found.isPresent() ? Failure.WRONG_PASSWORD : Failure.UNKNOWN_USER,
              now,
              caller);
      case Matches(var outdated) ->
          found
              .map(user -> verified(user, outdated, counted, attempt, now, caller))
              .orElseGet(() -> failed(attempt, Failure.UNKNOWN_USER, now, caller));
    };
  }

  private Outcome verified(
      User user,
      boolean outdated,
      CountedTry counted,
      Attempt attempt,
      Instant now,
      Caller caller) {
    if (user.disabled()) {
      return failed(attempt, Failure.DISABLED, now, caller);
    }
    if (user.passwordHasExpired(now)) {
      return failed(attempt, Failure.EXPIRED_PASSWORD, now, caller);
    }
    counted.succeeded();
    int failures = counted.failuresBefore();
    if (user.mustChangePassword()) {
      return attempt
          .newPassword()
          .map(password -> changePassword(user, password, failures, attempt, now, caller))
          .orElseGet(
              () -> notChanged(user, Obstacle.MISSING, new PasswordChangeRequired(), now, caller));
    }
    if (attempt.newPassword().isPresent()) {
      return notChanged(user, Obstacle.NOT_DUE, new PasswordChangeNotDue(), now, caller);
    }
    User current = outdated ? rehash(user, attempt.password()) : user;
    return open(current, failures, attempt, now, caller);
  }

  /// A better hash of the same password, if there is room to make one; the login does not hang on
  /// it.
  private User rehash(User user, Password password) {
    return switch (hasher.hash(password)) {
      case PasswordHasher.NoCapacity(_) -> user;
      case Hashed(var fresh) ->
          users.rehash(user.id(), user.passwordHash(), fresh) ? user.rehashed(fresh) : user;
    };
  }

  private Outcome changePassword(
      User user, Password password, int failures, Attempt attempt, Instant now, Caller caller) {
    var wish =
        new SetPassword.Wish(
            user,
            password,
            Optional.of(attempt.password()),
            changed -> changed.stillAccepts(user.passwordHash()));
    return switch (setPassword.set(wish, now, caller)) {
      case SetPassword.Done(var changed) -> open(changed, failures, attempt, now, caller);
      case SetPassword.Refused(var weaknesses) -> new NewPasswordRefused(weaknesses);
      case SetPassword.NoCapacity(var retryAfter) -> new NoCapacity(retryAfter);
      case SetPassword.OwnerChanged() -> failed(attempt, Failure.CHANGED_MEANWHILE, now, caller);
      case SetPassword.Contended() -> new Contended();
    };
  }

  private Outcome open(User user, int failures, Attempt attempt, Instant now, Caller caller) {
    return switch (openSession.open(user, failures, attempt.presented(), now, caller)) {
      case OpenSession.Opened(var tokens) ->
          new LoggedIn(tokens, limitFailures.knownFromNowOn(user, now));
      case OpenSession.OwnerChanged() -> failed(attempt, Failure.CHANGED_MEANWHILE, now, caller);
      case OpenSession.Contended() -> new Contended();
    };
  }

  private Outcome notChanged(
      User user, Obstacle obstacle, Outcome outcome, Instant now, Caller caller) {
    log.record(new PasswordNotChanged(user.id(), obstacle), caller, now);
    return outcome;
  }

  private Outcome failed(Attempt attempt, Failure failure, Instant now, Caller caller) {
    log.record(new LoginFailed(attempt.username(), failure), caller, now);
    return new WrongCredentials();
  }
}
