package dev.sallyport.application.key;

import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SigningKeyGenerator;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.SigningKey.Origin;
import dev.sallyport.domain.key.SigningKeys;
import dev.sallyport.domain.key.WrappedKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Brings signing keys into use and out of it: at a start, by age, and at an operator's word. Every
/// process on the same database follows (see [KeysInUse]).
public final class RotateSigningKeys {

  /// Each that is lost was won by another process.
  private static final int ATTEMPTS = 10;

  private final KeyStore store;
  private final MasterKey master;
  private final SigningKeyGenerator generator;
  private final SecretGenerator secrets;
  private final InstantSource clock;

  public RotateSigningKeys(
      KeyStore store,
      MasterKey master,
      SigningKeyGenerator generator,
      SecretGenerator secrets,
      InstantSource clock) {
    this.store = store;
    this.master = master;
    this.generator = generator;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// How a change of the signing keys ends.
  public sealed interface Outcome {}

  /// There is a new key.
  public record Rotated(SigningKey key) implements Outcome {}

  /// Nothing had to be done.
  public record Unchanged() implements Outcome {}

  /// The successor is published already, and will sign.
  public record AlreadyPublished(SigningKey key) implements Outcome {}

  /// The operator set the key, so the operator sets its successor.
  public record GivenByOperator(KeyId id) implements Outcome {}

  /// The operator set a key that was revoked.
  public record GivenButRevoked(KeyId id) implements Outcome {}

  /// There is no key to rotate: the installation never served.
  public record NoKey() implements Outcome {}

  /// The key was revoked.
  ///
  /// @param successor the key that signs instead, if the revoked one did
  public record Revoked(Optional<SigningKey> successor) implements Outcome {}

  /// There is no key of this id that is not revoked already.
  public record NoSuchKey() implements Outcome {}

  /// Sees to it that the key which a server is set to use signs, now or as soon as it was published
  /// long enough.
  ///
  /// @param given the operator's own key; without one we make a key of the algorithm
  /// @return [Unchanged], [Rotated] or [GivenButRevoked]
  public Outcome prepare(SigningAlgorithm algorithm, Optional<OpenSigningKey> given) {
    return change((seen, now) -> {
      SigningKeys keys = seen.signing();
      Optional<SigningKey> newest = keys.newest();
      if (given.isEmpty()) {
        boolean fits =
            newest.filter(key -> key.algorithm() == algorithm && isMade(key)).isPresent();
        return fits ? new Settled(new Unchanged()) : add(seen, made(algorithm, keys, now));
      }
      return prepareGiven(given.get(), seen, now);
    });
  }

  private Decision prepareGiven(OpenSigningKey given, WrappedKeys seen, Instant now) {
    SigningKeys keys = seen.signing();
    List<SigningKey> same = keys.newestFirst().stream().filter(key -> isSame(key, given)).toList();
    Optional<SigningKey> revoked =
        same.stream().filter(key -> key.revokedAt().isPresent()).findFirst();
    if (revoked.isPresent()) {
      return new Settled(new GivenButRevoked(revoked.get().id()));
    }
    Optional<SigningKey> newest = keys.newest().filter(same::contains);
    if (newest.isEmpty()) {
      Instant signsFrom = keys.successorSignsFrom(given.algorithm(), now);
      return add(seen, wrap(given, Origin.GIVEN, now, signsFrom));
    }
    return isMade(newest.get())
        ? add(seen, newest.get().givenByOperator())
        : new Settled(new Unchanged());
  }

  /// Publishes a successor of the newest key, with the same algorithm.
  ///
  /// @return [Rotated], [AlreadyPublished], [GivenByOperator] or [NoKey]
  public Outcome rotate() {
    return change((seen, now) -> {
      SigningKeys keys = seen.signing();
      Optional<SigningKey> published = keys.published(now);
      if (published.isPresent()) {
        return new Settled(new AlreadyPublished(published.get()));
      }
      return keys.newest()
          .map(newest ->
              isMade(newest)
                  ? add(seen, made(newest.algorithm(), keys, now))
                  : new Settled(new GivenByOperator(newest.id())))
          .orElseGet(() -> new Settled(new NoKey()));
    });
  }

  /// Publishes a successor if the key that signs is about to reach its age.
  ///
  /// @return [Rotated] or [Unchanged]
  public Outcome rotateByAge(Duration maxAge) {
    return change((seen, now) -> {
      SigningKeys keys = seen.signing();
      return keys.signer(now)
          .filter(_ -> keys.isSuccessorDue(now, maxAge))
          .map(signer -> add(seen, made(signer.algorithm(), keys, now)))
          .orElseGet(() -> new Settled(new Unchanged()));
    });
  }

  /// Takes a key out of use at once. If it was the one that signs, the published one signs from now
  /// on, or a new one does, which verifiers do not know yet and fetch.
  ///
  /// @return [Revoked] or [NoSuchKey]
  public Outcome revoke(KeyId id) {
    return change((seen, now) -> {
      SigningKeys keys = seen.signing();
      Optional<SigningKey> target = keys.find(id).filter(key -> key.revokedAt().isEmpty());
      if (target.isEmpty()) {
        return new Settled(new NoSuchKey());
      }
      boolean signed = keys.signer(now).equals(target);
      SigningKeys next = keys.revoked(id, now);
      if (signed && keys.published(now).isEmpty()) {
        SigningAlgorithm algorithm = target.get().algorithm();
        next = next.with(wrap(generator.generate(algorithm), Origin.MADE, now, now));
      }
      Optional<SigningKey> successor = signed ? next.signer(now) : Optional.empty();
      return new Write(seen.with(next), new Revoked(successor));
    });
  }

  /// Erases the keys that nothing needs any more.
  ///
  /// @return how many
  public int purge() {
    WrappedKeys seen = store.all();
    SigningKeys next = seen.signing().withoutRetired(clock.instant());
    int retired = seen.signing().newestFirst().size() - next.newestFirst().size();
    return retired > 0 && store.replace(seen, seen.with(next)) ? retired : 0;
  }

  /// What is to be done with the keys that were seen.
  private sealed interface Decision {}

  private record Settled(Outcome outcome) implements Decision {}

  private record Write(WrappedKeys next, Outcome outcome) implements Decision {}

  @FunctionalInterface
  private interface Rule {
    Decision decide(WrappedKeys seen, Instant now);
  }

  /// Decides and commits; who loses to another process reads and decides again.
  private Outcome change(Rule rule) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      WrappedKeys seen = store.all();
      switch (rule.decide(seen, clock.instant())) {
        case Settled(var outcome) -> {
          return outcome;
        }
        case Write(var next, var outcome) -> {
          if (store.replace(seen, next)) {
            return outcome;
          }
        }
      }
    }
    throw new IllegalStateException("other processes keep changing the keys");
  }

  private static Decision add(WrappedKeys seen, SigningKey key) {
    return new Write(seen.with(seen.signing().with(key)), new Rotated(key));
  }

  private SigningKey made(SigningAlgorithm algorithm, SigningKeys keys, Instant now) {
    Instant signsFrom = keys.successorSignsFrom(algorithm, now);
    return wrap(generator.generate(algorithm), Origin.MADE, now, signsFrom);
  }

  private SigningKey wrap(OpenSigningKey key, Origin origin, Instant now, Instant signsFrom) {
    return SigningKey.wrap(
        key, origin, master, secrets.bytes(MasterKey.NONCE_LENGTH), now, signsFrom);
  }

  private static boolean isMade(SigningKey key) {
    return key.origin() == Origin.MADE;
  }

  /// A secret has a random id each time that it is set, so what counts is what it is.
  private boolean isSame(SigningKey stored, OpenSigningKey given) {
    return stored.algorithm() == given.algorithm()
        && stored.open(master).filter(open -> open.material().equals(given.material())).isPresent();
  }
}
