package dev.sallyport.application.login;

import dev.sallyport.application.account.SetPassword;
import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.login.LimitFailures.Admitted;
import dev.sallyport.application.login.LimitFailures.CountedTry;
import dev.sallyport.application.login.LimitFailures.TurnedAway;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.PasswordHasher.Differs;
import dev.sallyport.application.port.PasswordHasher.Matches;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged.Obstacle;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.application.session.OpenSession;
import dev.sallyport.domain.device.DeviceToken;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Changes the password of a user who is signed in, ends all their sessions, and signs them in anew.
///
/// It takes the password so far: an access token may have been stolen, or a browser left open (OWASP
/// ASVS 5.0, 6.2.3). Whoever tries to guess it is counted as at a login.
public final class ChangePassword {

  private final UserStore users;
  private final PasswordHasher hasher;
  private final SetPassword setPassword;
  private final OpenSession openSession;
  private final LimitRequests limitRequests;
  private final LimitFailures limitFailures;
  private final SecurityLog log;
  private final InstantSource clock;

  public ChangePassword(
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

  /// What a user changes.
  ///
  /// @param current the password so far, as typed
  /// @param presented the refresh cookie that came along, if it has the form of one
  /// @param device the device cookie that came along, if it has the form of one
  public record Attempt(
      UserId user,
      Password current,
      Password next,
      Optional<RefreshToken> presented,
      Optional<DeviceToken> device) {}

  /// How it ends.
  public sealed interface Outcome {}

  /// The password is changed, and there is a new session.
  ///
  /// @param device by which the browser is known from now on
  public record Changed(IssuedTokens tokens, DeviceToken device) implements Outcome {}

  /// The password so far is another one.
  public record WrongPassword() implements Outcome {}

  /// The new password can't be set.
  ///
  /// @param weaknesses why not, at least one
  public record NewPasswordRefused(Set<Weakness> weaknesses) implements Outcome {}

  /// Whoever asked may not ask any more: the user is gone, or changed meanwhile.
  public record CallerGone() implements Outcome {}

  /// Too many tries before this one; the password was not looked at.
  public record Limited(Exceeded exceeded) implements Outcome {}

  /// Too many passwords are waiting to be hashed.
  public record NoCapacity(Duration retryAfter) implements Outcome {}

  /// Others kept changing what this depends on; the password may have been set.
  public record Contended() implements Outcome {}

  /// Changes the password.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down; the
  ///   password may have been set
  public Outcome change(Attempt attempt, Caller caller) {
    Optional<Exceeded> exceeded = limitRequests.perAddress(LimitName.LOGIN_PER_ADDRESS, caller);
    if (exceeded.isPresent()) {
      return new Limited(exceeded.get());
    }
    Instant now = clock.instant();
    Optional<User> found = users.find(attempt.user()).filter(user -> !user.disabled());
    if (found.isEmpty()) {
      return new CallerGone();
    }
    User user = found.get();
    var name = Optional.of(user.username());
    return switch (limitFailures.debit(name, found, attempt.device(), caller, now)) {
      case TurnedAway(var limit) -> new Limited(limit);
      case Admitted(var counted) -> verify(attempt, user, counted, now, caller);
    };
  }

  private Outcome verify(
      Attempt attempt, User user, CountedTry counted, Instant now, Caller caller) {
    return switch (hasher.verify(attempt.current(), user.passwordHash())) {
      case PasswordHasher.NoCapacity(var retryAfter) -> {
        counted.didNotHappen();
        yield new NoCapacity(retryAfter);
      }
      case Differs() -> {
        log.record(new PasswordNotChanged(user.id(), Obstacle.WRONG_PASSWORD), caller, now);
        yield new WrongPassword();
      }
      case Matches(_) -> {
        counted.succeeded();
        yield set(attempt, user, now, caller);
      }
    };
  }

  private Outcome set(Attempt attempt, User user, Instant now, Caller caller) {
    var wish =
        new SetPassword.Wish(
            user,
            attempt.next(),
            Optional.of(attempt.current()),
            changed -> changed.stillAccepts(user.passwordHash()));
    return switch (setPassword.set(wish, now, caller)) {
      case SetPassword.Done(var changed) -> open(attempt, changed, now, caller);
      case SetPassword.Refused(var weaknesses) -> new NewPasswordRefused(weaknesses);
      case SetPassword.NoCapacity(var retryAfter) -> new NoCapacity(retryAfter);
      case SetPassword.OwnerChanged() -> new CallerGone();
      case SetPassword.Contended() -> new Contended();
    };
  }

  private Outcome open(Attempt attempt, User user, Instant now, Caller caller) {
    return switch (openSession.open(user, 0, attempt.presented(), now, caller)) {
      case OpenSession.Opened(var tokens) ->
          new Changed(tokens, limitFailures.knownFromNowOn(user, now));
      case OpenSession.OwnerChanged() -> new CallerGone();
      case OpenSession.Contended() -> new Contended();
    };
  }
}
