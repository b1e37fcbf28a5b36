package dev.sallyport.domain.throttle;

import dev.sallyport.domain.device.DeviceToken;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Username;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Makes the keys under which is counted, from the newest root secret: after a new one came, every
/// count starts afresh.
public record LimitKeys(RootSecrets roots) {

  private static final byte[] END = {0};

  /// For what is counted per client address: an IPv6 address counts with its whole /64.
  public LimitKey of(LimitName name, ClientAddress address) {
    return key(name, address.prefix());
  }

  /// For what is counted per user.
  public LimitKey of(LimitName name, Username username) {
    return key(name, bytes(username));
  }

  /// For what is counted per user and client address.
  public LimitKey of(LimitName name, Username username, ClientAddress address) {
    return key(name, bytes(username), END, address.prefix());
  }

  /// For what is counted per user and browser.
  public LimitKey of(LimitName name, Username username, DeviceToken device) {
    return key(name, bytes(username), END, device.id());
  }

  /// For what is counted per session.
  public LimitKey of(LimitName name, SessionId session) {
    return key(name, session.bytes());
  }

  /// The name of the limit and the username end with a zero byte, which neither can have within, so
  /// that no two keys run together into one.
  private LimitKey key(LimitName name, byte[]... whom) {
    byte[][] parts = new byte[whom.length + 2][];
    parts[0] = name.text().getBytes(StandardCharsets.US_ASCII);
    parts[1] = END;
    System.arraycopy(whom, 0, parts, 2, whom.length);
    ByteBuffer mac = ByteBuffer.wrap(roots.current().limitKey().of(parts));
    return new LimitKey(name, mac.getLong(), mac.getLong());
  }

  private static byte[] bytes(Username username) {
    return username.text().getBytes(StandardCharsets.UTF_8);
  }
}
