package dev.sallyport.application.key;

import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import java.time.InstantSource;
import java.util.Optional;

/// Opens the keys of an installation with the master key, makes the first root secret, and changes
/// the master key.
public final class OpenKeys {

  private static final int FIRST_ROOT = 1;

  /// Each that is lost was won by another process, which had something to do only once.
  private static final int ATTEMPTS = 10;

  private final KeyStore store;
  private final SecretGenerator secrets;
  private final InstantSource clock;

  public OpenKeys(KeyStore store, SecretGenerator secrets, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// How opening ends.
  public sealed interface Outcome {}

  /// The keys are open.
  ///
  /// @param rewrapped whether everything was wrapped anew, under the new master key
  public record Opened(KeysInUse keys, boolean rewrapped) implements Outcome {}

  /// What is stored was wrapped under another master key, or was changed. Nothing was written.
  public record ForeignMasterKey() implements Outcome {}

  /// Opens the keys.
  ///
  /// @param previous the master key until now, where it is being changed: whatever is under it is
  ///     wrapped anew, all in one transaction
  public Outcome open(MasterKey master, Optional<MasterKey> previous) {
    boolean rewrapped = false;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      WrappedKeys seen = store.all();
      WrappedKeys next = seen;
      if (!seen.openUnder(master)) {
        var again = previous.flatMap(old -> seen.rewrapped(old, master, this::nonce));
        if (again.isEmpty()) {
          return new ForeignMasterKey();
        }
        next = again.get();
      }
      if (seen.roots().isEmpty()) {
        next = next.with(newRoot(master));
      }
      if (next.equals(seen)) {
        return new Opened(new KeysInUse(store, master, clock), rewrapped);
      }
      if (store.replace(seen, next)) {
        rewrapped |= !seen.openUnder(master);
      }
    }
    throw new IllegalStateException("other processes keep changing the keys");
  }

  private WrappedRootSecret newRoot(MasterKey master) {
    var secret = new RootSecret(FIRST_ROOT, SecretBytes.copyOf(secrets.bytes(RootSecret.LENGTH)));
    return WrappedRootSecret.wrap(secret, master, nonce(), clock.instant());
  }

  private byte[] nonce() {
    return secrets.bytes(MasterKey.NONCE_LENGTH);
  }
}
