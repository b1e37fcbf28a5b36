package dev.sallyport.domain.key;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The signing keys of an installation, and the rules by which they follow each other so that no good
/// token is ever refused (contract, section 3).
///
/// A public key is published before it signs, long enough for every verifier to have fetched it, and
/// goes on to verify until the last token that it can have signed has expired. A secret is on no
/// list that anybody fetches, so it signs as soon as every server knows it. Between secrets and public keys there is no
/// overlap: what is older than such a change verifies nothing.
///
/// @param newestFirst in the order in which they were added, revoked ones included; ids are unique
public record SigningKeys(List<SigningKey> newestFirst) {

  /// None yet.
  public static final SigningKeys NONE = new SigningKeys(List.of());

  /// How long a public key is known before it signs: verifiers may keep the list of keys for five
  /// minutes, and get twice that.
  public static final Duration PUBLISHED_BEFORE = Duration.ofMinutes(10);

  /// How long a secret is known before it signs, where another secret does: until every server has
  /// read it.
  public static final Duration SECRET_KNOWN_BEFORE = Duration.ofSeconds(2);

  /// How long a key verifies after its successor began to sign: the longest life of an access token,
  /// and a minute for clocks and for servers that follow late.
  public static final Duration VERIFIES_AFTER = Duration.ofMinutes(61);

  /// @throws IllegalArgumentException if two have one id
  public SigningKeys {
    newestFirst = List.copyOf(newestFirst);
    if (newestFirst.stream().map(SigningKey::id).distinct().count() != newestFirst.size()) {
      throw new IllegalArgumentException("two signing keys with one id");
    }
  }

  /// What a key is for at a time.
  public enum Use {
    /// It is on the list of keys, and will sign.
    PUBLISHED,
    /// It signs, and verifies.
    SIGNS,
    /// It verifies what it signed.
    VERIFIES,
    /// Every token that it signed has expired, or it is of another kind than the one that signs.
    RETIRED,
    /// It was revoked.
    REVOKED
  }

  /// The key of this id.
  public Optional<SigningKey> find(KeyId id) {
    return newestFirst.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /// The key that signs now, or is to sign next: the one that was added last.
  public Optional<SigningKey> newest() {
    return newestFirst.stream().filter(key -> !key.isRevoked()).findFirst();
  }

  /// The key that signs: the newest whose time has come. If the clock says that the time of none has
  /// come, it was set back, and the oldest signs.
  public Optional<SigningKey> signer(Instant now) {
    List<SigningKey> good = newestFirst.stream().filter(key -> !key.isRevoked()).toList();
    Optional<SigningKey> begun =
        good.stream().filter(key -> !now.isBefore(key.signsFrom())).findFirst();
    return begun.isPresent() || good.isEmpty() ? begun : Optional.of(good.getLast());
  }

  /// The keys by which a token may be signed: the one that signs first, then the others, the newest
  /// first.
  public List<SigningKey> verifying(Instant now) {
    List<SigningKey> verifying = new ArrayList<>();
    for (SigningKey key : newestFirst) {
      switch (useOf(key, now)) {
        case SIGNS -> verifying.addFirst(key);
        case PUBLISHED, VERIFIES -> verifying.addLast(key);
        case RETIRED, REVOKED -> {}
      }
    }
    // Only a clock that was set back across a change of kind shows one of the other kind as coming.
    verifying.removeIf(key -> !isOfKind(key, verifying.getFirst()));
    return List.copyOf(verifying);
  }

  /// What one of these keys is for.
  public Use useOf(SigningKey key, Instant now) {
    if (key.isRevoked()) {
      return Use.REVOKED;
    }
    SigningKey signer = signer(now).orElseThrow();
    if (key.equals(signer)) {
      return Use.SIGNS;
    }
    int at = newestFirst.indexOf(key);
    int signerAt = newestFirst.indexOf(signer);
    if (at < signerAt) {
      return Use.PUBLISHED;
    }
    boolean kindChanged =
        newestFirst.subList(signerAt, at + 1).stream().anyMatch(k -> !isOfKind(k, signer));
    return kindChanged || !now.isBefore(verifiesUntil(at)) ? Use.RETIRED : Use.VERIFIES;
  }

  /// When a key, which has a successor that signs, is no longer needed.
  private Instant verifiesUntil(int at) {
    return newestFirst.subList(0, at).stream()
        .filter(key -> !key.isRevoked())
        .map(SigningKey::signsFrom)
        .min(Instant::compareTo)
        .orElseThrow()
        .plus(VERIFIES_AFTER);
  }

  /// The key that is published and will sign soon. One that is to sign much later was made while a
  /// clock was far ahead: it must not keep another away until then.
  public Optional<SigningKey> published(Instant now) {
    Instant soon = now.plus(PUBLISHED_BEFORE.multipliedBy(2));
    return newest()
        .filter(key -> useOf(key, now) == Use.PUBLISHED && !key.signsFrom().isAfter(soon));
  }

  /// Whether the key that signs has reached its age, so that its successor should be published now.
  /// An operator's own key has none but what the operator sets.
  ///
  /// @param maxAge how long a key signs
  public boolean isSuccessorDue(Instant now, Duration maxAge) {
    return signer(now)
        .filter(key -> key.origin() == SigningKey.Origin.MADE && published(now).isEmpty())
        .filter(key -> !now.isBefore(key.signsFrom().plus(maxAge).minus(leadOf(key.algorithm()))))
        .isPresent();
  }

  /// When a key of this algorithm, added now, may begin to sign.
  public Instant successorSignsFrom(SigningAlgorithm algorithm, Instant now) {
    boolean overlap =
        signer(now)
            .filter(key -> key.algorithm().isSymmetric() == algorithm.isSymmetric())
            .isPresent();
    return overlap ? now.plus(leadOf(algorithm)) : now;
  }

  /// With one more key, the newest from now on. One of the same id, which an operator brought back,
  /// makes room for it.
  ///
  /// @throws IllegalArgumentException if that one was revoked
  public SigningKeys with(SigningKey added) {
    if (find(added.id()).filter(SigningKey::isRevoked).isPresent()) {
      throw new IllegalArgumentException("a revoked signing key is not taken again");
    }
    List<SigningKey> keys = new ArrayList<>(newestFirst);
    keys.removeIf(key -> key.id().equals(added.id()));
    keys.addFirst(added);
    return new SigningKeys(keys);
  }

  /// With this key revoked. If it was the one that signs, the published one signs from now on; if
  /// there is none, one must be added ([#signer] is then not to be asked in between).
  public SigningKeys revoked(KeyId id, Instant now) {
    boolean signed = signer(now).filter(key -> key.id().equals(id)).isPresent();
    Optional<KeyId> heir = signed ? published(now).map(SigningKey::id) : Optional.empty();
    return each(key -> {
      if (key.id().equals(id) && !key.isRevoked()) {
        return key.revoked(now);
      }
      return heir.filter(key.id()::equals).isPresent() ? key.signingFrom(now) : key;
    });
  }

  /// Without the keys that are needed no more. Revoked ones stay.
  public SigningKeys withoutRetired(Instant now) {
    return new SigningKeys(
        newestFirst.stream().filter(key -> useOf(key, now) != Use.RETIRED).toList());
  }

  private SigningKeys each(UnaryOperator<SigningKey> change) {
    return new SigningKeys(newestFirst.stream().map(change).toList());
  }

  private static Duration leadOf(SigningAlgorithm algorithm) {
    return algorithm.isSymmetric() ? SECRET_KNOWN_BEFORE : PUBLISHED_BEFORE;
  }

  private static boolean isOfKind(SigningKey one, SigningKey other) {
    return one.algorithm().isSymmetric() == other.algorithm().isSymmetric();
  }
}
