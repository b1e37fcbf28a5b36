package dev.sallyport.application.login;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.LoginLocked;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.device.DeviceToken;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.Failures;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.LimitKeys;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Slows guessing at one user's password down without locking the user out (OWASP Authentication
/// Cheat Sheet, device cookies).
///
/// A browser that the user has signed in with counts its own failures. All others are strangers:
/// they are slowed down per client address, and all together have so many failures a day. So whoever
/// guesses at somebody's password shuts out strangers at most, and only while they go on.
///
/// Each try is counted as a failure before the password is looked at, and taken back if it was none:
/// else a hundred tries at once would all find the count where it was.
public final class LimitFailures {

  private final RateLimiter limiter;
  private final LimitKeys keys;
  private final LimitPolicy policy;
  private final DeviceTokens devices;
  private final SecretGenerator secrets;
  private final SecurityLog log;

  public LimitFailures(
      RateLimiter limiter,
      LimitKeys keys,
      LimitPolicy policy,
      DeviceTokens devices,
      SecretGenerator secrets,
      SecurityLog log) {
    this.limiter = limiter;
    this.keys = keys;
    this.policy = policy;
    this.devices = devices;
    this.secrets = secrets;
    this.log = log;
  }

  /// Whether a password may be looked at.
  sealed interface Admission {}

  /// It may, and was counted as a failure.
  record Admitted(CountedTry counted) implements Admission {}

  /// It may not.
  record TurnedAway(Exceeded exceeded) implements Admission {}

  /// One count of a try.
  private record Debit(LimitKey key, Throttle throttle) {
    Decision take(RateLimiter limiter, Instant now) {
      return limiter.debit(key, throttle, now);
    }

    void takeBack(RateLimiter limiter, Instant now) {
      limiter.credit(key, throttle, now);
    }
  }

  /// A try that was counted as a failure, until its outcome is known.
  final class CountedTry {

    private final List<Debit> debits;
    private final int failuresBefore;
    private final Instant at;

    private CountedTry(List<Debit> debits, int failuresBefore, Instant at) {
      this.debits = debits;
      this.failuresBefore = failuresBefore;
      this.at = at;
    }

    /// How many tries with this name from this address failed before it; 0 in a browser that is known.
    int failuresBefore() {
      return failuresBefore;
    }

    /// It was the right password: who has it is no guesser. What strangers failed elsewhere stays.
    void succeeded() {
      debits.stream().limit(1).forEach(own -> limiter.clear(own.key()));
      debits.stream().skip(1).forEach(debit -> debit.takeBack(limiter, at));
    }

    /// Nobody looked at the password.
    void didNotHappen() {
      debits.forEach(debit -> debit.takeBack(limiter, at));
    }
  }

  /// The token by which the browser of this user, who has just signed in, is known from now on.
  DeviceToken knownFromNowOn(User user, Instant now) {
    return devices.issue(user, secrets.bytes(DeviceToken.RANDOM_BYTES), now);
  }

  /// Counts a try.
  ///
  /// @param username empty for a name that nobody can have: there is nobody to guess at
  /// @param user who has this name, if anybody
  /// @param presented the token of some browser and some user, if one came along
  /// @throws dev.sallyport.application.port.StoreUnavailableException if it can't be counted
  Admission debit(
      Optional<Username> username,
      Optional<User> user,
      Optional<DeviceToken> presented,
      Caller caller,
      Instant now) {
    if (username.isEmpty()) {
      return new Admitted(new CountedTry(List.of(), 0, now));
    }
    Username name = username.get();
    return presented
        .filter(device -> user.filter(u -> devices.recognises(device, u, now)).isPresent())
        .flatMap(device -> debitKnown(name, device, now))
        .orElseGet(() -> debitStranger(name, caller, now));
  }

  /// Empty if the browser has failed too often: it is a stranger then.
  private Optional<Admission> debitKnown(Username name, DeviceToken device, Instant now) {
    Debit own = debitOf(keys.of(LimitName.LOGIN_FAILURES_OF_DEVICE, name, device));
    return own.take(limiter, now) instanceof Allowed
        ? Optional.of(new Admitted(new CountedTry(List.of(own), 0, now)))
        : Optional.empty();
  }

  private Admission debitStranger(Username name, Caller caller, Instant now) {
    Debit here = debitOf(keys.of(LimitName.LOGIN_FAILURES, name, caller.client().address()));
    Debit everywhere = debitOf(keys.of(LimitName.LOGIN_FAILURES_PER_DAY, name));
    return switch (here.take(limiter, now)) {
      case Limited limited -> turnedAway(name, here, limited, caller, now);
      case Allowed allowed ->
          switch (everywhere.take(limiter, now)) {
            case Limited limited -> {
              here.takeBack(limiter, now);
              yield turnedAway(name, everywhere, limited, caller, now);
            }
            case Allowed _ ->
                new Admitted(
                    new CountedTry(List.of(here, everywhere), failuresBefore(allowed), now));
          };
    };
  }

  private Debit debitOf(LimitKey key) {
    return new Debit(key, policy.of(key.name()));
  }

  private Admission turnedAway(
      Username name, Debit debit, Limited limited, Caller caller, Instant now) {
    LimitName limit = debit.key().name();
    log.record(new LoginLocked(Optional.of(name), limit, limited.retryAfter()), caller, now);
    return new TurnedAway(new Exceeded(limit, debit.throttle(), limited.retryAfter()));
  }

  private static int failuresBefore(Allowed allowed) {
    return allowed
        .next()
        .map(tally -> tally instanceof Failures failures ? failures.count() - 1 : 0)
        .orElse(0);
  }
}
