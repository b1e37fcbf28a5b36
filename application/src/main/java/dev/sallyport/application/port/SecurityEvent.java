package dev.sallyport.application.port;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Duration;
import java.time.Instant;
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

  /// Somebody signed in after others, or they themselves, had failed to with the same name:
  /// `authn_login_successafterfail`. It comes instead of [LoginSucceeded].
  ///
  /// @param failures how many there were before, at least 1
  record LoginSucceededAfterFailures(UserId user, SessionId session, int failures)
      implements SecurityEvent {}

  /// A login was refused unseen, since there were too many before it: `authn_login_lock`. No account
  /// is locked: one limit is, and only for a while.
  ///
  /// @param typed the name, if it is one that a user can have
  /// @param limit which one, such as `login-per-name`: a word of ours
  /// @param retryAfter when the limit will let the next one through
  record LoginLocked(Optional<Username> typed, String limit, Duration retryAfter)
      implements SecurityEvent {}

  /// A request beyond a limit: `excess_rate_limit_exceeded`.
  ///
  /// @param limit which one, such as `login-per-address`: a word of ours
  record LimitExceeded(String limit) implements SecurityEvent {}

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

  /// A state change without a good CSRF token, or from a foreign origin: `malicious_csrf`.
  record CsrfRefused() implements SecurityEvent {}

  /// A service may ask about tokens from now on: `oauth_client_added`.
  record ClientAdded(OAuthClientId client) implements SecurityEvent {}

  /// A service may not ask any more: `oauth_client_removed`.
  record ClientRemoved(OAuthClientId client) implements SecurityEvent {}

  /// A service without the credential that its route asks for: `authn_service_fail`.
  record ServiceRefused(String route) implements SecurityEvent {}

  /// A request without the role that its route asks for: `authz_fail`.
  record AccessDenied(UserId user, String route) implements SecurityEvent {}
}
