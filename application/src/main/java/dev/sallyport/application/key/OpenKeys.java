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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Opens the keys of an installation with the master key, and makes those that are missing.
public final class OpenKeys {

  private static final int FIRST_ROOT = 1;

  /// One to make a key, one to find it, and one for each process that comes in between.
  private static final int ATTEMPTS = 4;

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

  /// Opens the keys. Under a foreign master key nothing is written.
  ///
  /// @param hs256Secret for [SigningAlgorithm#HS256] alone: the operator's own secret, which is
  ///   then the only key in use
  /// @throws IllegalArgumentException if there is a secret for another algorithm
  public Outcome open(
      MasterKey master, SigningAlgorithm algorithm, Optional<SecretBytes> hs256Secret) {
    if (hs256Secret.isPresent() && algorithm != SigningAlgorithm.HS256) {
      throw new IllegalArgumentException("a secret is for HS256 alone");
    }
    // All that is stored must open before anything is made.
    if (storedRoots(master).isEmpty() || storedSigningKeys(master, algorithm).isEmpty()) {
      return new ForeignMasterKey();
    }
    Optional<RootSecrets> roots = openRoots(master);
    if (roots.isEmpty()) {
      return new ForeignMasterKey();
    }
    return openSigningKeys(master, algorithm, hs256Secret)
        .<Outcome>map(signing -> new Opened(roots.get(), signing))
        .orElseGet(ForeignMasterKey::new);
  }

  private Optional<RootSecrets> openRoots(MasterKey master) {
    if (rootSecrets.all().isEmpty()) {
      // If that fails, a process that started together with us was first: its secret is ours too.
      rootSecrets.add(newRoot(master));
    }
    return storedRoots(master).map(RootSecrets::new);
  }

  /// All root secrets; empty if one does not open.
  private Optional<List<RootSecret>> storedRoots(MasterKey master) {
    List<RootSecret> open = new ArrayList<>();
    for (WrappedRootSecret secret : rootSecrets.all()) {
      String id = Integer.toString(secret.number());
      var bytes = master.unwrap(KeyPurpose.ROOT_SECRET, id, secret.wrapped());
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      open.add(new RootSecret(secret.number(), bytes.get()));
    }
    return Optional.of(open);
  }

  private WrappedRootSecret newRoot(MasterKey master) {
    var secret = SecretBytes.copyOf(secrets.bytes(RootSecret.LENGTH));
    var wrapped =
        master.wrap(KeyPurpose.ROOT_SECRET, Integer.toString(FIRST_ROOT), secret, nonce());
    return new WrappedRootSecret(FIRST_ROOT, wrapped, clock.instant());
  }

  private Optional<List<OpenSigningKey>> openSigningKeys(
      MasterKey master, SigningAlgorithm algorithm, Optional<SecretBytes> hs256Secret) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<List<OpenSigningKey>> stored = storedSigningKeys(master, algorithm);
      if (stored.isEmpty()) {
        return Optional.empty();
      }
      List<OpenSigningKey> inUse = inUse(stored.get(), hs256Secret);
      if (!inUse.isEmpty()) {
        return Optional.of(inUse);
      }
      // Written or not, we read again: another process may have been first with a key of its own.
      signingKeys.add(
          newSigningKey(algorithm, hs256Secret).wrap(master, nonce(), clock.instant()),
          stored.get().stream().findFirst().map(OpenSigningKey::id));
    }
    throw new IllegalStateException("other processes keep adding signing keys");
  }

  private OpenSigningKey newSigningKey(
      SigningAlgorithm algorithm, Optional<SecretBytes> hs256Secret) {
    return hs256Secret.map(generator::adopt).orElseGet(() -> generator.generate(algorithm));
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
