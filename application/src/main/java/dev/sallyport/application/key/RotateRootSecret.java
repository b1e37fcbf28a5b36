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

  /// When every process uses the new one. A session that was opened before may still derive from the
  /// old one: whoever rotates because that one is known has to end them afterwards, not before.
  public static final Duration FOLLOWED_AFTER = KeysInUse.LATEST.plusMillis(500);

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
