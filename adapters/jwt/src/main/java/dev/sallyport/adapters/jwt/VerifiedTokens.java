package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The tokens whose signature was verified lately, so that a client's next requests need no more than
/// a hash for it. Thread-safe, without locks; bounded: a token has two places, and displaces there
/// what expires first.
///
/// It holds the SHA-256 of a token and never the token. What it finds is as good as the signature that
/// was verified, and no better: whoever asks has to judge the claims as of now.
final class VerifiedTokens {

  /// Some 700 bytes each, 3 MB in all, and only once they come; with every role that a user may have
  /// five times as much.
  static final int PLACES = 1 << 12;

  private final AtomicReferenceArray<@Nullable Entry> places;
  private final int mask;

  /// What is known of a token.
  private static final class Entry {

    private final byte[] digest;
    private final String kid;
    private final VerificationKey key;
    private final Verified verified;

    /// @param digest SHA-256 of its whole text
    /// @param key which verified the signature
    Entry(byte[] digest, String kid, VerificationKey key, Verified verified) {
      this.digest = digest;
      this.kid = kid;
      this.key = key;
      this.verified = verified;
    }

    boolean is(byte[] other) {
      return MessageDigest.isEqual(digest, other);
    }

    /// Of another key with the same id, this proves nothing, and of an equal one nobody has to ask.
    @SuppressWarnings("ReferenceEquality")
    boolean isByKeyIn(KeyLookup keys) {
      return keys.byKid(kid).orElse(null) == key;
    }

    Instant expiresAt() {
      return verified.claims().expiresAt();
    }
  }

  /// @param places a power of two
  VerifiedTokens(int places) {
    if (places < 2 || Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException(places + " places");
    }
    this.places = new AtomicReferenceArray<>(places);
    this.mask = places - 1;
  }

  /// What [#find] and [#add] know a token by. No two texts have one: a character that is not ASCII
  /// becomes `?`, which no token has that was added.
  static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  /// What was verified of the token, if that is known and the very key that verified it is still in
  /// use; else null.
  @Nullable Verified find(byte[] digest, KeyLookup keys) {
    Entry found = at(first(digest), digest);
    if (found == null) {
      found = at(second(digest), digest);
    }
    return found != null && found.isByKeyIn(keys) ? found.verified : null;
  }

  /// Remembers a token.
  ///
  /// @param key which has just verified its signature
  void add(byte[] digest, String kid, VerificationKey key, Verified verified) {
    int first = first(digest);
    int second = second(digest);
    places.set(
        goesFirst(places.get(first), places.get(second), digest) ? first : second,
        new Entry(digest, kid, key, verified));
  }

  private static boolean goesFirst(@Nullable Entry one, @Nullable Entry other, byte[] digest) {
    if (one == null || one.is(digest)) {
      return true;
    }
    return other != null && !other.is(digest) && one.expiresAt().isBefore(other.expiresAt());
  }

  private @Nullable Entry at(int place, byte[] digest) {
    Entry there = places.get(place);
    return there != null && there.is(digest) ? there : null;
  }

  private int first(byte[] digest) {
    return ByteBuffer.wrap(digest).getInt(0) & mask;
  }

  private int second(byte[] digest) {
    return ByteBuffer.wrap(digest).getInt(Integer.BYTES) & mask;
  }

  /// How many tokens are remembered.
  int size() {
    int size = 0;
    for (int place = 0; place <= mask; place++) {
      size += places.get(place) == null ? 0 : 1;
    }
    return size;
  }

  @Override
  public String toString() {
    return "VerifiedTokens[" + size() + "]";
  }
}
