package dev.sallyport.application.port;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that a security engineer would want to see. Carries no password, token or key.
public sealed interface SecurityEvent {

  /// Somebody signed in: `authn_login_success`.
  record LoginSucceeded(UserId user, SessionId session) implements SecurityEvent {}

  /// Somebody did not: `authn_login_fail`.
  ///
  /// @param typed the name, if it is one that a user can have
  record LoginFailed(Optional<Username> typed, Failure failure) implements SecurityEvent {
    /// Why; never told to the client.
    public enum Failure {
      /// No such user.
      UNKNOWN_USER,
      /// The password is another one.
      WRONG_PASSWORD,
      /// The user is disabled, though the password was right.
      DISABLED,
      /// The temporary password has run out.
      EXPIRED_PASSWORD,
      /// The user changed while the password was being hashed.
      CHANGED_MEANWHILE
    }
  }

  /// Somebody signed in after others, or they themselves, had failed to with the same name from the
  /// same address, in browsers that were not known: `authn_login_successafterfail`. It comes instead
  /// of [LoginSucceeded].
  ///
  /// @param failures how many there were before, at least 1
  record LoginSucceededAfterFailures(UserId user, SessionId session, int failures)
      implements SecurityEvent {}

  /// A login was refused unseen, since there were too many before it: `authn_login_lock`. No account
  /// is locked: one limit is, and only for a while.
  ///
  /// @param typed the name, if it is one that a user can have
  /// @param retryAfter when the limit will let the next one through
  record LoginLocked(Optional<Username> typed, LimitName limit, Duration retryAfter)
      implements SecurityEvent {}

  /// A request beyond a limit: `excess_rate_limit_exceeded`.
  record LimitExceeded(LimitName limit) implements SecurityEvent {}

  /// A new access token for a session: `authn_token_created`.
  ///
  /// @param repeated whether it was a lost answer, asked for again
  record TokenRefreshed(UserId user, SessionId session, int generation, boolean repeated)
      implements SecurityEvent {}

  /// A spent refresh token came back, and its session has ended with that: `authn_token_reuse`.
  record TokenReused(UserId user, SessionId session, Reuse reuse) implements SecurityEvent {}

  /// A refresh token from the future of the database: `session_ahead`, an error. The database lost
  /// its latest writes.
  record SessionAhead(UserId user, SessionId session, int presented, int current)
      implements SecurityEvent {}

  /// A session ended: `authn_token_revoked`.
  record SessionEnded(UserId user, SessionId session, EndCause cause) implements SecurityEvent {}

  /// A refresh token was refused: `session_use_after_expire` for an expired or ended session,
  /// `authn_token_invalid` for one that is not ours.
  record RefreshRefused(SessionId session, Refusal why) implements SecurityEvent {}

  /// A refresh gave up, since others kept changing the session or its user: `session_contended`. The
  /// token is as good as it was.
  record RefreshContended(SessionId session) implements SecurityEvent {}

  /// A user was made: `user_created`.
  record UserCreated(UserId user, Roles roles) implements SecurityEvent {}

  /// A user was changed: `user_updated`, `privilege_permissions_changed`, `authn_password_change`
  /// and the like.
  record UserChanged(UserId user, Change change) implements SecurityEvent {
    /// What changed.
    public enum Change {
      /// The name.
      RENAMED,
      /// The roles.
      ROLES,
      /// The user can't sign in any more.
      DISABLED,
      /// The user can sign in again.
      ENABLED,
      /// The password, by the user.
      PASSWORD_CHANGED,
      /// The password, by an operator.
      PASSWORD_RESET,
      /// The user is no more.
      DELETED
    }
  }

  /// A password was not changed: `authn_password_change_fail`. Where it had to be, nobody is signed in.
  record PasswordNotChanged(UserId user, Obstacle obstacle) implements SecurityEvent {
    /// Why not.
    public enum Obstacle {
      /// No new one came along.
      MISSING,
      /// The new one is too weak, or the old one.
      WEAK,
      /// It need not be changed, and a login is not the place for it.
      NOT_DUE,
      /// Who is signed in does not know the password so far.
      WRONG_PASSWORD
    }
  }

  /// The server listens: `sys_startup`.
  record ServerStarted() implements SecurityEvent {}

  /// The server was told to stop, and has: `sys_shutdown`. Without this line before the next start,
  /// it was killed or crashed.
  record ServerStopped() implements SecurityEvent {}

  /// A signing key was made or set: `crypto_key_added`.
  ///
  /// @param signsFrom when it begins to sign
  record SigningKeyAdded(KeyId key, SigningAlgorithm algorithm, Instant signsFrom)
      implements SecurityEvent {}

  /// A signing key was revoked: `crypto_key_revoked`.
  record SigningKeyRevoked(KeyId key) implements SecurityEvent {}

  /// There is a new root secret: `crypto_root_secret_added`.
  record RootSecretAdded(int number) implements SecurityEvent {}

  /// Every key was wrapped under another master key: `crypto_master_key_changed`.
  record MasterKeyChanged() implements SecurityEvent {}

  /// The installation was moved to another database: `sys_installation_moved`.
  ///
  /// @param from the database that it left, without anything secret
  /// @param to the one that it is in now
  record InstallationMoved(String from, String to) implements SecurityEvent {}

  /// A state change without a good CSRF token, or from a foreign origin: `malicious_csrf`.
  ///
  /// @param route method and path, as the table of routes has them
  record CsrfRefused(String route, Cause cause) implements SecurityEvent {
    /// What was missing.
    public enum Cause {
      /// An origin of ours, or of a page that we allow.
      ORIGIN,
      /// The session's CSRF token, in the header and in the cookie.
      TOKEN
    }
  }

  /// A request that is malformed or invalid: `input_validation_fail`. Nothing of it is here.
  ///
  /// @param route method and path, as the table of routes has them; empty if it did not get there
  /// @param problem the problem of its answer, such as `invalid-request`
  /// @param fields what was wrong, each as a field and a reason of ours, such as `username:missing`
  record InputRefused(Optional<String> route, String problem, List<String> fields)
      implements SecurityEvent {
    /// Keeps a copy of the list.
    public InputRefused {
      fields = List.copyOf(fields);
    }
  }

  /// An access token was refused that was never good, or is not any more: `authn_token_invalid` or
  /// `session_use_after_expire`. One that has merely run out is no event: every client has one, four
  /// times an hour.
  ///
  /// @param route method and path, as the table of routes has them
  record AccessTokenRefused(String route, Flaw flaw) implements SecurityEvent {
    /// What is wrong with it.
    public enum Flaw {
      /// It is not ours, or not an access token, or was meddled with.
      INVALID,
      /// It is ours and has not expired, but its session has ended, or its roles have changed.
      REVOKED
    }
  }

  /// A service may ask about tokens from now on: `oauth_client_added`.
  record ClientAdded(OAuthClientId client) implements SecurityEvent {}

  /// A service may not ask any more: `oauth_client_removed`.
  record ClientRemoved(OAuthClientId client) implements SecurityEvent {}

  /// A service without the credential that its route asks for: `authn_service_fail`.
  record ServiceRefused(String route) implements SecurityEvent {}

  /// A request without the role that its route asks for: `authz_fail`.
  record AccessDenied(UserId user, String route) implements SecurityEvent {}
}
