package dev.sallyport.adapters.jwt;

import dev.sallyport.domain.key.SigningAlgorithm;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HashSet;
import java.util.Set;

/// What a public key must be like to be believed, ours or another server's.
final class SoundKeys {

  /// Shorter keys are within reach of a determined attacker (NIST SP 800-131A).
  private static final int LEAST_RSA_BITS = 2048;

  /// Longer ones only cost time: whoever may name a key could stop us with it.
  private static final int MOST_RSA_BITS = 8192;

  private static final int LEAST_RSA_EXPONENT_BITS = 17;

  /// Primes that show keys of the faulty library of CVE-2017-15361 (ROCA): modulo each of them such
  /// a modulus is a power of 65537, and hardly any other is modulo all.
  private static final int[] ROCA_PRIMES = {
    3, 5, 7, 11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157
  };

  private SoundKeys() {}

  /// @throws WeakKeyException if the key is not of the kind or strength of its algorithm
  static void require(SigningAlgorithm algorithm, PublicKey key) {
    switch (algorithm) {
      case RS256 -> {
        if (!(key instanceof RSAPublicKey rsa)) {
          throw new WeakKeyException("not an RSA key");
        }
        requireRsa(rsa.getModulus(), rsa.getPublicExponent());
      }
      case ES256 -> {
        if (!(key instanceof ECPublicKey ec)
            || !P256.isP256(ec.getParams())
            || !P256.isOnCurve(ec.getW())) {
          throw new WeakKeyException("not a key on P-256");
        }
      }
      case ED25519 -> {
        if (!(key instanceof EdECPublicKey ed) || !ed.getParams().getName().equals("Ed25519")) {
          throw new WeakKeyException("not an Ed25519 key");
        }
        Ed25519Keys.requireSound(ed);
      }
      case HS256 -> throw new WeakKeyException("a public key is no secret");
    }
  }

  /// Refuses an RSA key whose numbers do not belong together (RFC 8017, section 3.2): a signature
  /// needs only some of them, so one that verifies does not prove the others.
  ///
  /// @throws WeakKeyException if they do not
  static void requireConsistent(RSAPrivateCrtKey key) {
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    BigInteger d = key.getPrivateExponent();
    BigInteger ofP = p.subtract(BigInteger.ONE);
    BigInteger ofQ = q.subtract(BigInteger.ONE);
    boolean consistent =
        p.bitLength() > 1
            && q.bitLength() > 1
            && p.multiply(q).equals(key.getModulus())
            && isOne(d.multiply(key.getPublicExponent()).mod(ofP))
            && isOne(d.multiply(key.getPublicExponent()).mod(ofQ))
            && key.getPrimeExponentP().equals(d.mod(ofP))
            && key.getPrimeExponentQ().equals(d.mod(ofQ))
            && isOne(key.getCrtCoefficient().multiply(q).mod(p));
    if (!consistent) {
      throw new WeakKeyException("an RSA key whose numbers do not belong together");
    }
  }

  private static boolean isOne(BigInteger number) {
    return number.equals(BigInteger.ONE);
  }

  private static void requireRsa(BigInteger modulus, BigInteger exponent) {
    int bits = modulus.bitLength();
    if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
      throw new WeakKeyException("an RSA key of " + bits + " bits; it takes 2048 to 8192");
    }
    if (exponent.bitLength() < LEAST_RSA_EXPONENT_BITS
        || !exponent.testBit(0)
        || exponent.compareTo(modulus) >= 0) {
      throw new WeakKeyException("an RSA key with a bad exponent; it takes 65537");
    }
    if (!modulus.testBit(0) || isRoca(modulus)) {
      throw new WeakKeyException("an RSA key of a faulty generator");
    }
  }

  private static boolean isRoca(BigInteger modulus) {
    for (int prime : ROCA_PRIMES) {
      if (!powersOf65537(prime).contains(modulus.mod(BigInteger.valueOf(prime)).intValue())) {
        return false;
      }
    }
    return true;
  }

  private static Set<Integer> powersOf65537(int prime) {
    Set<Integer> powers = new HashSet<>();
    for (int power = 1; powers.add(power); power = power * (65_537 % prime) % prime) {
      // The set grows until the powers begin again.
    }
    return powers;
  }
}
