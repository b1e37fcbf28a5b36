package dev.sallyport.application.access;

import dev.sallyport.application.port.AccessTokenVerifier;
import dev.sallyport.application.port.AccessTokenVerifier.Expired;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.user.User;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Decides whether a request with an access token is let in, and as whom.
public final class AuthenticateRequest {

  private final AccessTokenVerifier accessTokens;
  private final RevocationList revocations;
  private final SessionStore sessions;
  private final UserStore users;
  private final InstantSource clock;

  public AuthenticateRequest(
      AccessTokenVerifier accessTokens,
      RevocationList revocations,
      SessionStore sessions,
      UserStore users,
      InstantSource clock) {
    this.accessTokens = accessTokens;
    this.revocations = revocations;
    this.sessions = sessions;
    this.users = users;
    this.clock = clock;
  }

  /// How a request is judged.
  public sealed interface Outcome {}

  /// It is let in as this principal.
  public record Authenticated(Principal principal) implements Outcome {}

  /// It is not.
  public record Refused(Reason reason) implements Outcome, Judgement {}

  /// How a token is judged.
  public sealed interface Judgement {}

  /// A token that is let in: as whom, and what it says.
  public record Accepted(Principal principal, AccessClaims claims) implements Judgement {}

  /// Why not; the words of the wire.
  public enum Reason {
    /// The token is ours and right, but too old.
    EXPIRED,
    /// The token is ours and right, but its session has ended or its roles have changed.
    REVOKED,
    /// Anything else.
    INVALID
  }

  /// Judges the text that was presented as an access token.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a revocation can't be
  ///   ruled out
  public Outcome authenticate(String presented) {
    return switch (judge(presented)) {
      case Accepted(var principal, _) -> new Authenticated(principal);
      case Refused refused -> refused;
    };
  }

  /// What a token says that would be let in now; empty if it would not be.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a revocation can't be
  ///   ruled out
  public Optional<Accepted> introspect(String presented) {
    return switch (judge(presented)) {
      case Accepted accepted -> Optional.of(accepted);
      case Refused(_) -> Optional.empty();
    };
  }

  private Judgement judge(String presented) {
    Instant now = clock.instant();
    return switch (accessTokens.verify(presented, now)) {
      case Invalid() -> new Refused(Reason.INVALID);
      case Expired(_) -> new Refused(Reason.EXPIRED);
      case Verified(var claims, var algorithm) -> judge(claims, algorithm, now);
    };
  }

  private Judgement judge(AccessClaims claims, SigningAlgorithm algorithm, Instant now) {
    if (revocations.of(claims.session()).refuses(claims.generation(), now)) {
      return new Refused(Reason.REVOKED);
    }
    Optional<Principal> principal =
        algorithm.isSymmetric()
            ? ofLiveSession(claims, now)
            : Optional.of(
                new Principal(
                    claims.subject(), claims.session(), claims.generation(), claims.roles()));
    return principal
        .<Judgement>map(who -> new Accepted(who, claims))
        .orElseGet(() -> new Refused(Reason.INVALID));
  }

  /// For HS256, where every verifier could forge: the session must live in the database, and the
  /// roles come from there (contract, section 3). Of the other algorithms nobody but us can have
  /// signed the claims, so they are believed.
  private Optional<Principal> ofLiveSession(AccessClaims claims, Instant now) {
    return sessions
        .find(claims.session())
        .filter(session -> session.isLive(now))
        .filter(session -> session.user().equals(claims.subject()))
        .filter(session -> claims.generation() <= session.generation())
        .flatMap(session -> users.find(session.user()))
        .filter(user -> !user.disabled())
        .map((User user) ->
            new Principal(user.id(), claims.session(), claims.generation(), user.roles()));
  }
}
