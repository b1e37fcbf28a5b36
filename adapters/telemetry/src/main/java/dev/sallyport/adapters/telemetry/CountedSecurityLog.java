package dev.sallyport.adapters.telemetry;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.AccessDenied;
import dev.sallyport.application.port.SecurityEvent.AccessTokenRefused;
import dev.sallyport.application.port.SecurityEvent.ClientAdded;
import dev.sallyport.application.port.SecurityEvent.ClientRemoved;
import dev.sallyport.application.port.SecurityEvent.CsrfRefused;
import dev.sallyport.application.port.SecurityEvent.InputRefused;
import dev.sallyport.application.port.SecurityEvent.InstallationMoved;
import dev.sallyport.application.port.SecurityEvent.LimitExceeded;
import dev.sallyport.application.port.SecurityEvent.LoginFailed;
import dev.sallyport.application.port.SecurityEvent.LoginLocked;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.SecurityEvent.LoginSucceededAfterFailures;
import dev.sallyport.application.port.SecurityEvent.MasterKeyChanged;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.RefreshContended;
import dev.sallyport.application.port.SecurityEvent.RefreshRefused;
import dev.sallyport.application.port.SecurityEvent.RootSecretAdded;
import dev.sallyport.application.port.SecurityEvent.ServerStarted;
import dev.sallyport.application.port.SecurityEvent.ServerStopped;
import dev.sallyport.application.port.SecurityEvent.ServiceRefused;
import dev.sallyport.application.port.SecurityEvent.SessionAhead;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.SigningKeyAdded;
import dev.sallyport.application.port.SecurityEvent.SigningKeyRevoked;
import dev.sallyport.application.port.SecurityEvent.TokenRefreshed;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.ReuseClass;
import dev.sallyport.domain.throttle.LimitName;
import java.time.Instant;

/// Counts what goes into a security log, all of it, also what that writes no line for.
public final class CountedSecurityLog implements SecurityLog {

  private final SecurityLog log;
  private final Tally<LoginOutcome> logins;
  private final Tally<RefreshOutcome> refreshes;
  private final Tally<EndCause> ends;
  private final Tally<ReuseClass> replays;
  private final Tally<LimitName> limits;
  private final Tally<Refused> refusals;

  /// How a login ends, or a change of a password: a success of that is a login.
  private enum LoginOutcome {
    SUCCESS,
    SUCCESS_AFTER_FAILURES,
    UNKNOWN_USER,
    WRONG_PASSWORD,
    DISABLED,
    EXPIRED_PASSWORD,
    CHANGED_MEANWHILE,
    NEW_PASSWORD_MISSING,
    NEW_PASSWORD_WEAK,
    NEW_PASSWORD_NOT_DUE,
    LIMITED
  }

  /// How a refresh ends.
  private enum RefreshOutcome {
    ROTATED,
    RETRIED,
    REPLAYED_RETRY,
    REPLAYED_RACE,
    REPLAYED_THEFT,
    REFUSED_UNKNOWN,
    REFUSED_EXPIRED,
    REFUSED_ENDED,
    LIMITED,
    CONTENDED
  }

  /// What else is refused, or not as it should be.
  private enum Refused {
    CSRF,
    INPUT,
    ACCESS_TOKEN_INVALID,
    ACCESS_TOKEN_REVOKED,
    ROLE,
    SERVICE,
    SESSION_AHEAD
  }

  /// @param log is told everything too
  public CountedSecurityLog(SecurityLog log, Metrics metrics) {
    this.log = log;
    logins =
        metrics.tally(
            "sallyport_logins",
            "Logins, and changes of a password, that looked at one or that a limit refused.",
            "outcome",
            LoginOutcome.class,
            Metrics::word);
    refreshes =
        metrics.tally(
            "sallyport_refreshes",
            "Refreshes with a token that has the form of one.",
            "outcome",
            RefreshOutcome.class,
            Metrics::word);
    ends =
        metrics.tally(
            "sallyport_sessions_ended",
            "Sessions that ended one by one: a logout is one of them.",
            "cause",
            EndCause.class,
            EndCause::word);
    replays =
        metrics.tally(
            "sallyport_replays",
            "Spent refresh tokens that came back, at a refresh, a logout or a revocation.",
            "class",
            ReuseClass.class,
            Metrics::word);
    limits =
        metrics.tally(
            "sallyport_limit_refusals",
            "Requests beyond a limit.",
            "limit",
            LimitName.class,
            LimitName::text);
    refusals =
        metrics.tally(
            "sallyport_refusals",
            "What else was refused, and sessions ahead of the database, which were not.",
            "of",
            Refused.class,
            Metrics::word);
  }

  @Override
  public void record(SecurityEvent event, Caller caller, Instant at) {
    count(event);
    log.record(event, caller, at);
  }

  private void count(SecurityEvent event) {
    switch (event) {
      case LoginSucceeded _ -> logins.add(LoginOutcome.SUCCESS);
      case LoginSucceededAfterFailures _ -> logins.add(LoginOutcome.SUCCESS_AFTER_FAILURES);
      case LoginFailed(_, var failure) -> logins.add(outcomeOf(failure));
      case PasswordNotChanged(_, var obstacle) -> logins.add(outcomeOf(obstacle));
      case LoginLocked(_, var limit, _) -> limited(limit);
      case LimitExceeded(var limit) -> limited(limit);
      case TokenRefreshed(_, _, _, var repeated) ->
          refreshes.add(repeated ? RefreshOutcome.RETRIED : RefreshOutcome.ROTATED);
      case RefreshRefused(_, var why) -> refreshes.add(outcomeOf(why));
      case RefreshContended _ -> refreshes.add(RefreshOutcome.CONTENDED);
      case TokenReused(_, _, var reuse) -> replayed(reuse);
      case SessionEnded(_, _, var cause) -> ends.add(cause);
      case SessionAhead _ -> refusals.add(Refused.SESSION_AHEAD);
      case CsrfRefused _ -> refusals.add(Refused.CSRF);
      case InputRefused _ -> refusals.add(Refused.INPUT);
      case AccessTokenRefused(_, var flaw) ->
          refusals.add(
              switch (flaw) {
                case INVALID -> Refused.ACCESS_TOKEN_INVALID;
                case REVOKED -> Refused.ACCESS_TOKEN_REVOKED;
              });
      case AccessDenied _ -> refusals.add(Refused.ROLE);
      case ServiceRefused _ -> refusals.add(Refused.SERVICE);
      // What operators do, or the server by itself, is in the log; there is nothing to add up.
      case UserCreated _,
          UserChanged _,
          SigningKeyAdded _,
          SigningKeyRevoked _,
          RootSecretAdded _,
          MasterKeyChanged _,
          InstallationMoved _,
          ClientAdded _,
          ClientRemoved _,
          ServerStarted _,
          ServerStopped _ -> {}
    }
  }

  private void limited(LimitName limit) {
    limits.add(limit);
    switch (limit) {
      case LOGIN_PER_ADDRESS, LOGIN_FAILURES, LOGIN_FAILURES_PER_DAY, LOGIN_FAILURES_OF_DEVICE ->
          logins.add(LoginOutcome.LIMITED);
      case REFRESH_PER_SESSION, REFRESH_PER_ADDRESS -> refreshes.add(RefreshOutcome.LIMITED);
      case LOGOUT_PER_ADDRESS, CSRF_PER_ADDRESS, KEYS_PER_ADDRESS, METADATA_PER_ADDRESS -> {}
    }
  }

  private void replayed(Reuse reuse) {
    ReuseClass likely = reuse.likely();
    replays.add(likely);
    if (reuse.where() == Reuse.Where.REFRESH) {
      refreshes.add(
          switch (likely) {
            case RETRY -> RefreshOutcome.REPLAYED_RETRY;
            case RACE -> RefreshOutcome.REPLAYED_RACE;
            case THEFT -> RefreshOutcome.REPLAYED_THEFT;
          });
    }
  }

  private static LoginOutcome outcomeOf(LoginFailed.Failure failure) {
    return switch (failure) {
      case UNKNOWN_USER -> LoginOutcome.UNKNOWN_USER;
      case WRONG_PASSWORD -> LoginOutcome.WRONG_PASSWORD;
      case DISABLED -> LoginOutcome.DISABLED;
      case EXPIRED_PASSWORD -> LoginOutcome.EXPIRED_PASSWORD;
      case CHANGED_MEANWHILE -> LoginOutcome.CHANGED_MEANWHILE;
    };
  }

  private static LoginOutcome outcomeOf(PasswordNotChanged.Obstacle obstacle) {
    return switch (obstacle) {
      case MISSING -> LoginOutcome.NEW_PASSWORD_MISSING;
      case WEAK -> LoginOutcome.NEW_PASSWORD_WEAK;
      case NOT_DUE -> LoginOutcome.NEW_PASSWORD_NOT_DUE;
      case WRONG_PASSWORD -> LoginOutcome.WRONG_PASSWORD;
    };
  }

  private static RefreshOutcome outcomeOf(Refusal why) {
    return switch (why) {
      case UNKNOWN -> RefreshOutcome.REFUSED_UNKNOWN;
      case EXPIRED -> RefreshOutcome.REFUSED_EXPIRED;
      // A replay is told as one, and then its session has ended.
      case ENDED, REPLAYED -> RefreshOutcome.REFUSED_ENDED;
    };
  }
}
