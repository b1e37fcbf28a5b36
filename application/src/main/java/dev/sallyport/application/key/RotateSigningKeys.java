package dev.sallyport.application.key;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.SigningKeyAdded;
import dev.sallyport.application.port.SecurityEvent.SigningKeyRevoked;
import dev.sallyport.application.port.SecurityLog;
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
import java.util.function.Function;

/// Brings signing keys into use and out of it: at a start, by age, and at an operator's word. Every
/// process on the same database follows (see [KeysInUse]).
public final class RotateSigningKeys {

  /// Each that is lost was won by another process.
  private static final int ATTEMPTS = 10;

  private final KeyStore store;
  private final MasterKey master;
  private final SigningKeyGenerator generator;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final InstantSource clock;

  public RotateSigningKeys(
      KeyStore store,
      MasterKey master,
      SigningKeyGenerator generator,
      SecretGenerator secrets,
      SecurityLog log,
      InstantSource clock) {
    this.store = store;
    this.master = master;
    this.generator = generator;
    this.secrets = secrets;
    this.log = log;
    this.clock = clock;
  }

  /// How [#prepare] ends.
  public sealed interface Prepared {}

  /// How [#rotate] ends.
  public sealed interface Rotation {}

  /// How [#rotateByAge] ends.
  public sealed interface Aged {}

  /// How [#revoke] ends.
  public sealed interface Revocation {}

  /// There is a new key.
  public record Rotated(SigningKey key) implements Prepared, Rotation, Aged {}

  /// Nothing had to be done.
  public record Unchanged() implements Prepared, Aged {}

  /// The successor is published already, and will sign.
  public record AlreadyPublished(SigningKey key) implements Rotation {}

  /// The operator set the key, so the operator sets its successor.
  public record GivenByOperator(KeyId id) implements Rotation {}

  /// The operator set a key that was revoked.
  public record GivenButRevoked(KeyId id) implements Prepared {}

  /// There is no key to rotate: the installation never served.
  public record NoKey() implements Rotation {}

  /// The key was revoked.
  ///
  /// @param successor the key that signs instead, if the revoked one did
  public record Revoked(Optional<SigningKey> successor) implements Revocation {}

  /// There is no key of this id that is not revoked already.
  public record NoSuchKey() implements Revocation {}

  /// Sees to it that the key which a server is set to use signs, now or as soon as it was published
  /// long enough.
  ///
  /// @param given the operator's own key; without one we make a key of the algorithm
  public Prepared prepare(
      SigningAlgorithm algorithm, Optional<OpenSigningKey> given, Caller caller) {
    return given.isPresent()
        ? change((seen, now) -> prepareGiven(given.get(), seen, now), caller)
        : change((seen, now) -> prepareMade(algorithm, seen, now), caller);
  }

  private Decision<Prepared> prepareMade(
      SigningAlgorithm algorithm, WrappedKeys seen, Instant now) {
    SigningKeys keys = seen.signing();
    boolean fits =
        keys.newest().filter(key -> key.algorithm() == algorithm && isMade(key)).isPresent();
    return fits
        ? new Settled<>(new Unchanged())
        : add(seen, made(algorithm, keys, now), Rotated::new);
  }

  private Decision<Prepared> prepareGiven(OpenSigningKey given, WrappedKeys seen, Instant now) {
    SigningKeys keys = seen.signing();
    List<SigningKey> same = keys.newestFirst().stream().filter(key -> isSame(key, given)).toList();
    Optional<SigningKey> revoked =
        same.stream().filter(key -> key.revokedAt().isPresent()).findFirst();
    if (revoked.isPresent()) {
      return new Settled<>(new GivenButRevoked(revoked.get().id()));
    }
    Optional<SigningKey> newest = keys.newest().filter(same::contains);
    if (newest.isEmpty()) {
      // One that signs goes on: the one that was to follow it is not known to every verifier yet.
      Instant signsFrom =
          keys.signer(now)
              .filter(same::contains)
              .map(SigningKey::signsFrom)
              .orElseGet(() -> keys.successorSignsFrom(given.algorithm(), now));
      return add(seen, wrap(given, Origin.GIVEN, now, signsFrom), Rotated::new);
    }
    return isMade(newest.get())
        ? add(seen, newest.get().givenByOperator(), Rotated::new)
        : new Settled<>(new Unchanged());
  }

  /// Publishes a successor of the newest key, with the same algorithm.
  public Rotation rotate(Caller caller) {
    return change(this::rotate, caller);
  }

  private Decision<Rotation> rotate(WrappedKeys seen, Instant now) {
    SigningKeys keys = seen.signing();
    Optional<SigningKey> published = keys.published(now);
    if (published.isPresent()) {
      return new Settled<>(new AlreadyPublished(published.get()));
    }
    Optional<SigningKey> newest = keys.newest();
    if (newest.isEmpty()) {
      return new Settled<>(new NoKey());
    }
    return isMade(newest.get())
        ? add(seen, made(newest.get().algorithm(), keys, now), Rotated::new)
        : new Settled<>(new GivenByOperator(newest.get().id()));
  }

  /// Publishes a successor if the key that signs is about to reach its age.
  ///
  /// @param maxAge how long a key signs
  public Aged rotateByAge(Duration maxAge, Caller caller) {
    return change((seen, now) -> rotateByAge(maxAge, seen, now), caller);
  }

  private Decision<Aged> rotateByAge(Duration maxAge, WrappedKeys seen, Instant now) {
    SigningKeys keys = seen.signing();
    Optional<SigningKey> due = keys.signer(now).filter(_ -> keys.isSuccessorDue(now, maxAge));
    return due.isPresent()
        ? add(seen, made(due.get().algorithm(), keys, now), Rotated::new)
        : new Settled<>(new Unchanged());
  }

  /// Takes a key out of use at once. If it was the one that signs, the published one signs from now
  /// on, or a new one does, which verifiers do not know yet and fetch.
  public Revocation revoke(KeyId id, Caller caller) {
    return change((seen, now) -> revoke(id, seen, now), caller);
  }

  private Decision<Revocation> revoke(KeyId id, WrappedKeys seen, Instant now) {
    SigningKeys keys = seen.signing();
    Optional<SigningKey> target = keys.find(id).filter(key -> key.revokedAt().isEmpty());
    if (target.isEmpty()) {
      return new Settled<>(new NoSuchKey());
    }
    var revoked = new SigningKeyRevoked(id);
    SigningKeys next = keys.revoked(id, now);
    if (!keys.signer(now).equals(target)) {
      return new Write<>(seen.with(next), new Revoked(Optional.empty()), List.of(revoked));
    }
    if (keys.published(now).isPresent()) {
      return new Write<>(seen.with(next), new Revoked(next.signer(now)), List.of(revoked));
    }
    SigningAlgorithm algorithm = target.get().algorithm();
    SigningKey fresh = wrap(generator.generate(algorithm), Origin.MADE, now, now);
    return new Write<>(
        seen.with(next.with(fresh)),
        new Revoked(Optional.of(fresh)),
        List.of(revoked, added(fresh)));
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
  private sealed interface Decision<O> {}

  private record Settled<O>(O outcome) implements Decision<O> {}

  private record Write<O>(WrappedKeys next, O outcome, List<SecurityEvent> events)
      implements Decision<O> {}

  @FunctionalInterface
  private interface Rule<O> {
    Decision<O> decide(WrappedKeys seen, Instant now);
  }

  /// Decides and commits; who loses to another process reads and decides again.
  private <O> O change(Rule<O> rule, Caller caller) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      WrappedKeys seen = store.all();
      Instant now = clock.instant();
      switch (rule.decide(seen, now)) {
        case Settled<O>(var outcome) -> {
          return outcome;
        }
        case Write<O>(var next, var outcome, var events) -> {
          if (store.replace(seen, next)) {
            events.forEach(event -> log.record(event, caller, now));
            return outcome;
          }
        }
      }
    }
    throw new IllegalStateException("other processes keep changing the keys");
  }

  private static <O> Decision<O> add(
      WrappedKeys seen, SigningKey key, Function<SigningKey, O> outcome) {
    return new Write<>(
        seen.with(seen.signing().with(key)), outcome.apply(key), List.of(added(key)));
  }

  private static SecurityEvent added(SigningKey key) {
    return new SigningKeyAdded(key.id(), key.algorithm(), key.signsFrom());
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

  /// A secret has a random id each time that it is set, so what counts is what it is. A private key
  /// can be written in more than one way, and has one id.
  private boolean isSame(SigningKey stored, OpenSigningKey given) {
    return stored.id().equals(given.id())
        || (stored.algorithm() == given.algorithm()
            && stored
                .open(master)
                .filter(open -> open.material().equals(given.material()))
                .isPresent());
  }
}
