package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Keys that may change, and that count how many signatures they were asked for.
final class CountingKeys implements KeyLookup {

  private final AtomicInteger checks = new AtomicInteger();
  private volatile Map<String, VerificationKey> byKid = Map.of();

  /// From now on, these keys of the ring.
  void use(KeyRing ring) {
    Map<String, VerificationKey> next = new HashMap<>();
    ring.keys().forEach(key -> next.put(key.id().text(), new Counted(key, checks)));
    byKid = next;
  }

  /// From now on, no key.
  void useNone() {
    byKid = Map.of();
  }

  /// How many signatures were checked.
  int checks() {
    return checks.get();
  }

  @Override
  public Optional<VerificationKey> byKid(String kid) {
    return Optional.ofNullable(byKid.get(kid));
  }

  private record Counted(RingKey key, AtomicInteger checks) implements VerificationKey {
    @Override
    public String algorithm() {
      return key.algorithm();
    }

    @Override
    public int signatureLength() {
      return key.signatureLength();
    }

    @Override
    public boolean verifies(byte[] signingInput, byte[] signature) {
      checks.incrementAndGet();
      return key.verifies(signingInput, signature);
    }
  }
}
