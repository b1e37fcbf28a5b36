package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.domain.key.OpenSigningKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys in use at a moment: the first signs, all of them verify. Nothing but these is ever believed,
/// whatever a token's header says (RFC 8725, section 3.10).
public final class KeyRing implements KeyLookup {

  private final SignatureProvider provider;
  private final RingKey signer;
  private final Map<String, RingKey> byKid = new LinkedHashMap<>();
  private final Map<OpenSigningKey, RingKey> ready = new HashMap<>();

  /// A ring of these keys.
  ///
  /// @param signerFirst at least one; ids unique, and never a secret beside a public key: a verifier
  ///     that has both is one mistake away from taking the public key for the secret
  /// @throws WeakKeyException if a key is weak, or the keys do not go together
  public KeyRing(List<OpenSigningKey> signerFirst) {
    this(signerFirst, new SignatureProvider());
  }

  /// A ring of these keys, as above, whose signatures this provider computes.
  public KeyRing(List<OpenSigningKey> signerFirst, SignatureProvider provider) {
    this(signerFirst, Map.of(), provider);
  }

  /// A ring of these keys, which takes over what an earlier one has made ready.
  KeyRing(List<OpenSigningKey> signerFirst, KeyRing earlier) {
    this(signerFirst, earlier.ready, earlier.provider);
  }

  private KeyRing(
      List<OpenSigningKey> signerFirst,
      Map<OpenSigningKey, RingKey> earlier,
      SignatureProvider provider) {
    this.provider = provider;
    if (signerFirst.isEmpty()) {
      throw new WeakKeyException("no signing key");
    }
    Set<Boolean> kinds =
        signerFirst.stream()
            .map(key -> key.algorithm().isSymmetric())
            .collect(Collectors.toUnmodifiableSet());
    if (kinds.size() > 1) {
      throw new WeakKeyException("secrets and public keys in one ring");
    }
    for (OpenSigningKey key : signerFirst) {
      RingKey known = earlier.get(key); // by all of it: an id alone could be another key's
      RingKey made = known != null ? known : RingKey.of(key, provider);
      if (byKid.putIfAbsent(key.id().text(), made) != null) {
        throw new WeakKeyException("two keys with one id");
      }
      ready.put(key, made);
    }
    this.signer = byKid.values().iterator().next();
  }

  @Override
  public Optional<RingKey> byKid(String kid) {
    return Optional.ofNullable(byKid.get(kid));
  }

  /// The ids of the keys that verify now, the one that signs first.
  public List<String> kids() {
    return List.copyOf(byKid.keySet());
  }

  /// The algorithms of the keys that verify now, by their JWS names, that of the signer first.
  public List<String> algorithms() {
    return byKid.values().stream().map(RingKey::algorithm).distinct().toList();
  }

  /// Whether the keys are secrets.
  public boolean isSymmetric() {
    return signer.publicKey().isEmpty();
  }

  RingKey signer() {
    return signer;
  }

  List<RingKey> keys() {
    return List.copyOf(byKid.values());
  }

  @Override
  public String toString() {
    return "KeyRing" + byKid.keySet();
  }
}
