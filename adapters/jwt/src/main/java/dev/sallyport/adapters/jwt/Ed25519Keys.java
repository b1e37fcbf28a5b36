package dev.sallyport.adapters.jwt;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Keys of Ed25519 as 32 bytes (RFC 8032, section 5.1.5), which the JDK takes and gives in other
/// forms.
final class Ed25519Keys {

  static final int BYTES = 32;

  private static final BigInteger COFACTOR = BigInteger.valueOf(8);

  /// SubjectPublicKeyInfo (RFC 8410, section 4) up to the key itself.
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519Keys() {}

  /// The bytes of a public key.
  static byte[] bytesOf(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length);
  }

  /// The public key of these bytes.
  ///
  /// @throws WeakKeyException if they are not 32
  static PublicKey publicKey(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new WeakKeyException("an Ed25519 key that has not 32 bytes");
    }
    try {
      byte[] encoded =
          ByteBuffer.allocate(X509_HEAD.length + BYTES).put(X509_HEAD).put(bytes).array();
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException e) {
      throw new WeakKeyException("not an Ed25519 key");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Ed25519 is part of every JDK", impossible);
    }
  }

  /// Refuses a key that is no point of the curve, or one of the eight of small order: by such a key
  /// anybody can sign (RFC 8032 leaves it open; see Chalkias, Garillot and Nikolaenko, 2020).
  ///
  /// @throws WeakKeyException if it is
  static void requireSound(EdECPublicKey key) {
    Point point = Point.of(key.getPoint().getY(), key.getPoint().isXOdd());
    if (point.times(COFACTOR).equals(Point.ZERO)) {
      throw new WeakKeyException("an Ed25519 key of small order");
    }
  }

  /// The private key of this seed.
  static EdECPrivateKey privateKey(byte[] seed) {
    try {
      return (EdECPrivateKey)
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (GeneralSecurityException e) {
      throw new WeakKeyException("not an Ed25519 key");
    }
  }

  /// The public half of a seed (RFC 8032, section 5.1.5). It is computed when a key is loaded, and
  /// then only: this takes no care to take the same time for every seed.
  ///
  /// @throws WeakKeyException if the seed has not 32 bytes
  static PublicKey publicOf(byte[] seed) {
    if (seed.length != BYTES) {
      throw new WeakKeyException("an Ed25519 key that has not 32 bytes");
    }
    return publicKey(Point.BASE.times(scalar(seed)).bytes());
  }

  private static BigInteger scalar(byte[] seed) {
    try {
      byte[] half = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(seed), BYTES);
      half[0] &= (byte) 0xF8;
      half[BYTES - 1] &= 0x7F;
      half[BYTES - 1] |= 0x40;
      return new BigInteger(1, reversed(half));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-512 is part of every JDK", impossible);
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /// A point of edwards25519 (RFC 8032, section 5.1).
  private record Point(BigInteger x, BigInteger y) {

    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger D =
        BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);
    static final Point ZERO = new Point(BigInteger.ZERO, BigInteger.ONE);
    static final Point BASE =
        new Point(
            new BigInteger(
                "15112221349535400772501151409588531511454012693041857206046113283949847762202"),
            BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

    private static final BigInteger ROOT_OF_MINUS_ONE =
        BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

    /// The point of this `y` (RFC 8032, section 5.1.3).
    ///
    /// @throws WeakKeyException if there is none
    static Point of(BigInteger y, boolean oddX) {
      BigInteger yy = y.multiply(y);
      BigInteger xx =
          yy.subtract(BigInteger.ONE)
              .multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P))
              .mod(P);
      BigInteger x = xx.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
      if (!x.multiply(x).mod(P).equals(xx)) {
        x = x.multiply(ROOT_OF_MINUS_ONE).mod(P);
      }
      boolean hasNoSuchPoint = x.signum() == 0 && oddX;
      if (y.compareTo(P) >= 0 || !x.multiply(x).mod(P).equals(xx) || hasNoSuchPoint) {
        throw new WeakKeyException("a point that is not on edwards25519");
      }
      return new Point(x.testBit(0) == oddX ? x : P.subtract(x), y);
    }

    Point plus(Point other) {
      BigInteger xx = x.multiply(other.x);
      BigInteger yy = y.multiply(other.y);
      BigInteger dxxyy = D.multiply(xx).multiply(yy).mod(P);
      BigInteger sumX = x.multiply(other.y).add(other.x.multiply(y));
      return new Point(
          sumX.multiply(BigInteger.ONE.add(dxxyy).modInverse(P)).mod(P),
          yy.add(xx).multiply(BigInteger.ONE.subtract(dxxyy).modInverse(P)).mod(P));
    }

    Point times(BigInteger scalar) {
      Point sum = ZERO;
      for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
        sum = sum.plus(sum);
        if (scalar.testBit(bit)) {
          sum = sum.plus(this);
        }
      }
      return sum;
    }

    /// Little endian `y`, with the sign of `x` in its last bit.
    byte[] bytes() {
      byte[] big = y.toByteArray();
      byte[] full = new byte[BYTES];
      int length = Math.min(big.length, BYTES);
      System.arraycopy(big, big.length - length, full, BYTES - length, length);
      byte[] bytes = reversed(full);
      if (x.testBit(0)) {
        bytes[BYTES - 1] |= (byte) 0x80;
      }
      return bytes;
    }
  }
}
