package dev.sallyport.domain.csrf;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import java.util.Base64;
import java.util.Optional;

/// Makes and checks the CSRF tokens of an installation.
public record CsrfTokens(RootSecrets roots) {

  private static final int RANDOM_CHARACTERS = 22;

  /// The token of a session: the same for its whole life, however often it is asked for.
  public CsrfToken of(Session session) {
    RootSecret root =
        roots
            .byNumber(session.rootNumber())
            .orElseThrow(() -> new IllegalStateException("the root secret of a session is gone"));
    return sign(root, session.id(), root.csrfRandom(session.salt().bytes()));
  }

  /// Judges a double submit: the header must equal the cookie, and both must be signed for the
  /// session that the refresh cookie names. Whether that cookie is genuine is not decided here.
  public boolean verify(String header, String cookie, RefreshToken refreshCookie) {
    if (header.length() != CsrfToken.TEXT_LENGTH || !CsrfToken.isSame(header, cookie)) {
      return false;
    }
    String random = header.substring(0, RANDOM_CHARACTERS);
    Optional<RootSecret> root = roots.byNumber(refreshCookie.rootNumber());
    if (root.isEmpty() || !Base64UrlAlphabet.spells(random)) {
      return false;
    }
    // Made anew and compared as text, so that an unused bit set in the random part is refused too.
    byte[] bits = Base64.getUrlDecoder().decode(random);
    CsrfToken expected = sign(root.get(), refreshCookie.session(), bits);
    return CsrfToken.isSame(header, expected.text());
  }

  private static CsrfToken sign(RootSecret root, SessionId session, byte[] random) {
    var base64 = Base64.getUrlEncoder().withoutPadding();
    byte[] mac = root.csrfKey().of(session.bytes(), random);
    return new CsrfToken(base64.encodeToString(random) + '.' + base64.encodeToString(mac));
  }
}
