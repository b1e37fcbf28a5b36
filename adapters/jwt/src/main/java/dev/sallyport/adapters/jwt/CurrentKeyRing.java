package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.domain.key.OpenSigningKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The ring of the moment: made anew whenever the keys in use have changed. Thread-safe.
public final class CurrentKeyRing implements KeyLookup, Supplier<KeyRing> {

  private final Supplier<List<OpenSigningKey>> keys;
  private volatile Made made;

  private record Made(List<OpenSigningKey> of, KeyRing ring) {}

  /// @param keys the keys in use, the one that signs first; the same list as long as they are the
  ///     same
  /// @param provider computes their signatures
  /// @throws WeakKeyException if a key is weak, or the keys do not go together
  public CurrentKeyRing(Supplier<List<OpenSigningKey>> keys, SignatureProvider provider) {
    this.keys = keys;
    List<OpenSigningKey> first = keys.get();
    this.made = new Made(first, new KeyRing(first, provider));
  }

  @Override
  public KeyRing get() {
    List<OpenSigningKey> now = keys.get();
    Made known = made;
    if (known.of.equals(now)) {
      return known.ring;
    }
    // Two at once make two equal rings; either may stay.
    var ring = new KeyRing(now, known.ring);
    made = new Made(now, ring);
    return ring;
  }

  @Override
  public Optional<RingKey> byKid(String kid) {
    return get().byKid(kid);
  }

  @Override
  public String toString() {
    return "CurrentKeyRing" + made.ring;
  }
}
