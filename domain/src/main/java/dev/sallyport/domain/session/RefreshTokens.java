package dev.sallyport.domain.session;

import dev.sallyport.domain.key.RootSecrets;
import java.util.Optional;

/// Makes and recognises the refresh tokens of an installation, from its root secrets and a
/// session's salt.
///
/// ```
/// mac       = HMAC-SHA-256( K_session , version | root number | session id | generation )
/// K_session = HKDF-SHA-256( root secret , salt = the session's salt , info = "sallyport refresh v1" )
/// ```
public record RefreshTokens(RootSecrets roots) {

  /// Reads a token; empty if it has not the form of ours or names a root secret that we have not:
  /// then no database is asked.
  public Optional<RefreshToken> parse(String text) {
    return RefreshToken.parse(text).filter(token -> roots.byNumber(token.rootNumber()).isPresent());
  }

  /// The one live token of a session, the same however often it is asked for.
  public RefreshToken of(Session session) {
    return new RefreshToken(
        session.rootNumber(),
        session.id(),
        session.generation(),
        mac(session, session.generation()));
  }

  /// Whether we made this token for this session, in whatever generation.
  public boolean isOurs(RefreshToken token, Session session) {
    return token.session().equals(session.id())
        && token.rootNumber() == session.rootNumber()
        && token.hasMac(mac(session, token.generation()));
  }

  private byte[] mac(Session session, int generation) {
    return roots
        .byNumber(session.rootNumber())
        .orElseThrow(() -> new IllegalStateException("the root secret of a session is gone"))
        .refreshTokenKey(session.salt().bytes())
        .of(RefreshToken.signed(session.rootNumber(), session.id(), generation));
  }
}
