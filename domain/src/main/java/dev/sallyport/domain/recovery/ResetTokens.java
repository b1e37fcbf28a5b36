package dev.sallyport.domain.recovery;

import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;

/// Makes and recognises the tokens by which a forgotten password is set anew.
///
/// ```
/// mac     = HMAC-SHA-256( K_reset , version | root number | user id | expires | user version )
/// K_reset = HKDF-SHA-256( root secret , info = "sallyport reset v1" )
/// ```
public record ResetTokens(RootSecrets roots) {

  /// How long a token is good.
  public static final Duration LIFE = Duration.ofMinutes(30);

  /// A token for this user as they are now.
  public ResetToken issue(User user, Instant now) {
    RootSecret root = roots.current();
    byte[] head = ResetToken.head(root.number(), user.id(), now.plus(LIFE));
    return ResetToken.of(head, root.resetKey().of(head, ResetToken.version(user)));
  }

  /// Whether it is ours, of this user, at most [#LIFE] old, and nothing about the user has changed
  /// since, but for a rehash of the same password. A disabled user has none. None from before the
  /// newest root secret is ours: a new one comes when the old ones may be known.
  public boolean recognises(ResetToken token, User user, Instant now) {
    RootSecret root = roots.current();
    return token.rootNumber() == root.number()
        && token.user().equals(user.id())
        && token.hasMac(root.resetKey().of(token.head(), ResetToken.version(user)))
        && now.getEpochSecond() < token.expires()
        && !user.disabled();
  }
}
