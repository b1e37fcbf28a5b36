package dev.sallyport.domain.device;

import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;

/// Makes and recognises the device tokens of an installation.
///
/// ```
/// mac      = HMAC-SHA-256( K_device , version | root number | random | issued | user id | password version )
/// K_device = HKDF-SHA-256( root secret , info = "sallyport device v1" )
/// ```
public record DeviceTokens(RootSecrets roots) {

  /// How long a browser is known: as long as browsers keep a cookie (RFC 6265bis, section 5.5).
  public static final Duration LIFE = Duration.ofDays(400);

  /// A token for the browser in which this user has just signed in.
  ///
  /// @param random [DeviceToken#RANDOM_BYTES] fresh random bytes
  public DeviceToken issue(User user, byte[] random, Instant now) {
    RootSecret root = roots.current();
    byte[] head = DeviceToken.head(root.number(), random, now);
    return DeviceToken.of(head, root.deviceKey().of(head, DeviceToken.owner(user)));
  }

  /// Whether this user has signed in with the browser that has the token, at most [#LIFE] ago and
  /// with the password of today. None from before the newest root secret is: a new one comes when
  /// the old ones may be known.
  public boolean recognises(DeviceToken token, User user, Instant now) {
    RootSecret root = roots.current();
    return token.rootNumber() == root.number()
        && token.hasMac(root.deviceKey().of(token.head(), DeviceToken.owner(user)))
        && now.isBefore(token.issued().plus(LIFE));
  }
}
