package dev.sallyport.application.session;

import dev.sallyport.application.port.AccessTokenIssuer;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;

/// Makes the tokens that stand for a session in its current generation.
///
/// The refresh and the CSRF token follow from the session alone, so a lost answer is made again,
/// not remembered; the access token is signed afresh.
public final class IssueTokens {

  private final RefreshTokens refreshTokens;
  private final CsrfTokens csrfTokens;
  private final AccessTokenIssuer accessTokens;
  private final AccessPolicy policy;
  private final SecretGenerator secrets;

  public IssueTokens(
      RefreshTokens refreshTokens,
      CsrfTokens csrfTokens,
      AccessTokenIssuer accessTokens,
      AccessPolicy policy,
      SecretGenerator secrets) {
    this.refreshTokens = refreshTokens;
    this.csrfTokens = csrfTokens;
    this.accessTokens = accessTokens;
    this.policy = policy;
    this.secrets = secrets;
  }

  /// The tokens of `session`, which carry the roles of `owner`. Writes nothing: signing may fail,
  /// so callers issue before they commit.
  public IssuedTokens issue(Session session, User owner, Instant now) {
    TokenId id = TokenId.create(secrets.bytes(TokenId.RANDOM_BYTES));
    AccessClaims claims = policy.claimsFor(session, owner, id, now);
    return new IssuedTokens(
        accessTokens.issue(claims),
        Duration.between(claims.issuedAt(), claims.expiresAt()),
        refreshTokens.of(session),
        csrfTokens.of(session),
        Duration.between(now, session.idleUntil()));
  }
}
