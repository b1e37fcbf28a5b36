package dev.sallyport.application.key;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.RootSecretAdded;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;

/// Makes a new root secret, after a compromise: from then on new sessions and hashes derive from it.
/// The older ones stay for the passwords that were hashed with them, until their users sign in.
public final class RotateRootSecret {

  /// How long a login that has read the old secret may take to become durable: it signs, and then
  /// waits for a connection and for another writer, two seconds each.
  private static final Duration LATEST_LOGIN = Duration.ofMillis(6_500);

  /// When no process opens a session with the old one any more. Whoever rotates because the old one
  /// is known has to end the sessions afterwards, not before: a login that was under way would
  /// survive.
  public static final Duration FOLLOWED_AFTER = KeysInUse.LATEST.plus(LATEST_LOGIN);

  private static final int ATTEMPTS = 10;

  private final KeyStore store;
  private final MasterKey master;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final InstantSource clock;

  public RotateRootSecret(
      KeyStore store,
      MasterKey master,
      SecretGenerator secrets,
      SecurityLog log,
      InstantSource clock) {
    this.store = store;
    this.master = master;
    this.secrets = secrets;
    this.log = log;
    this.clock = clock;
  }

  /// Makes it.
  ///
  /// @return its number; empty if all 255 numbers are used up
  public OptionalInt rotate(Caller caller) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      WrappedKeys seen = store.all();
      int number = seen.newestRoot() + 1;
      if (number > RootSecret.MAX_NUMBER) {
        return OptionalInt.empty();
      }
      var secret = new RootSecret(number, SecretBytes.copyOf(secrets.bytes(RootSecret.LENGTH)));
      Instant now = clock.instant();
      var wrapped =
          WrappedRootSecret.wrap(secret, master, secrets.bytes(MasterKey.NONCE_LENGTH), now);
      if (store.replace(seen, seen.with(wrapped))) {
        log.record(new RootSecretAdded(number), caller, now);
        return OptionalInt.of(number);
      }
    }
    throw new IllegalStateException("other processes keep changing the keys");
  }
}
