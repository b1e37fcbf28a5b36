package dev.sallyport.application.key;

import dev.sallyport.application.port.RootSecretStore;
import dev.sallyport.application.port.RootSecretStore.WrappedRootSecret;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SigningKeyGenerator;
import dev.sallyport.application.port.SigningKeyStore;
import dev.sallyport.domain.key.KeyPurpose;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Opens the keys of an installation with the master key, and makes those that are missing.
public final class OpenKeys {

  private static final int FIRST_ROOT = 1;

  private final RootSecretStore rootSecrets;
  private final SigningKeyStore signingKeys;
  private final SigningKeyGenerator generator;
  private final SecretGenerator secrets;
  private final InstantSource clock;

  public OpenKeys(
      RootSecretStore rootSecrets,
      SigningKeyStore signingKeys,
      SigningKeyGenerator generator,
      SecretGenerator secrets,
      InstantSource clock) {
    this.rootSecrets = rootSecrets;
    this.signingKeys = signingKeys;
    this.generator = generator;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// How opening ends.
  public sealed interface Outcome {}

  /// The keys are open.
  ///
  /// @param signing the keys of the algorithm in use, the newest, which signs, first; never empty
  public record Opened(RootSecrets roots, List<OpenSigningKey> signing) implements Outcome {}

  /// What is stored was wrapped under another master key, or was changed.
  public record ForeignMasterKey() implements Outcome {}

  /// Opens the keys.
  ///
  /// @param hs256Secret for [SigningAlgorithm#HS256] alone: the operator's own secret, which is
  ///   then the only key in use
  public Outcome open(
      MasterKey master, SigningAlgorithm algorithm, Optional<SecretBytes> hs256Secret) {
    Optional<RootSecrets> roots = openRoots(master);
    if (roots.isEmpty()) {
      return new ForeignMasterKey();
    }
    return openSigningKeys(master, algorithm, hs256Secret)
        .<Outcome>map(signing -> new Opened(roots.get(), signing))
        .orElseGet(ForeignMasterKey::new);
  }

  private Optional<RootSecrets> openRoots(MasterKey master) {
    List<WrappedRootSecret> stored = rootSecrets.all();
    if (stored.isEmpty()) {
      rootSecrets.add(newRoot(master));
      stored = rootSecrets.all(); // ours, or that of a process that started together with us
    }
    List<RootSecret> open = new ArrayList<>();
    for (WrappedRootSecret secret : stored) {
      String id = Integer.toString(secret.number());
      var bytes = master.unwrap(KeyPurpose.ROOT_SECRET, id, secret.wrapped());
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      open.add(new RootSecret(secret.number(), bytes.get()));
    }
    return Optional.of(new RootSecrets(open));
  }

  private WrappedRootSecret newRoot(MasterKey master) {
    var secret = SecretBytes.copyOf(secrets.bytes(RootSecret.LENGTH));
    var wrapped =
        master.wrap(KeyPurpose.ROOT_SECRET, Integer.toString(FIRST_ROOT), secret, nonce());
    return new WrappedRootSecret(FIRST_ROOT, wrapped, clock.instant());
  }

  private Optional<List<OpenSigningKey>> openSigningKeys(
      MasterKey master, SigningAlgorithm algorithm, Optional<SecretBytes> hs256Secret) {
    Optional<List<OpenSigningKey>> stored = storedSigningKeys(master, algorithm);
    if (stored.isEmpty() || isUsable(stored.get(), hs256Secret)) {
      return stored.map(keys -> inUse(keys, hs256Secret));
    }
    Instant now = clock.instant();
    OpenSigningKey made =
        hs256Secret
            .map(secret -> generator.adopt(secret, now))
            .orElseGet(() -> generator.generate(algorithm, now));
    signingKeys.add(
        made.wrap(master, nonce()), stored.get().stream().findFirst().map(OpenSigningKey::id));
    return storedSigningKeys(master, algorithm).map(keys -> inUse(keys, hs256Secret));
  }

  private static boolean isUsable(List<OpenSigningKey> keys, Optional<SecretBytes> hs256Secret) {
    return !inUse(keys, hs256Secret).isEmpty();
  }

  private static List<OpenSigningKey> inUse(
      List<OpenSigningKey> keys, Optional<SecretBytes> hs256Secret) {
    return hs256Secret
        .map(secret -> keys.stream().filter(key -> key.material().equals(secret)).toList())
        .orElse(keys);
  }

  /// Those of the algorithm, the newest first; empty if one does not open.
  private Optional<List<OpenSigningKey>> storedSigningKeys(
      MasterKey master, SigningAlgorithm algorithm) {
    List<OpenSigningKey> open = new ArrayList<>();
    for (SigningKey key : signingKeys.all()) {
      if (key.algorithm() == algorithm) {
        Optional<OpenSigningKey> opened = key.open(master);
        if (opened.isEmpty()) {
          return Optional.empty();
        }
        open.add(opened.get());
      }
    }
    return Optional.of(open);
  }

  private byte[] nonce() {
    return secrets.bytes(MasterKey.NONCE_LENGTH);
  }
}
