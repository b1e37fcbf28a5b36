package dev.sallyport.adapters.jwt;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;

/// The curve P-256 (NIST SP 800-186, section 3.2.1.3): what the JDK does not offer of it.
///
/// A stored private key is its number alone, so its public point is computed when it is loaded, and
/// then only: this takes no care to take the same time for every number.
final class P256 {

  static final ECParameterSpec PARAMETERS = parameters();

  /// The length of a coordinate, and of a private number, in bytes.
  static final int COORDINATE_BYTES = 32;

  private static final BigInteger P = ((ECFieldFp) PARAMETERS.getCurve().getField()).getP();
  private static final BigInteger A = PARAMETERS.getCurve().getA();
  private static final BigInteger B = PARAMETERS.getCurve().getB();
  private static final BigInteger TWO = BigInteger.TWO;
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private P256() {}

  private static ECParameterSpec parameters() {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("P-256 is part of every JDK", impossible);
    }
  }

  /// Whether these are the parameters of this curve.
  static boolean isP256(ECParameterSpec parameters) {
    return parameters.getCurve().equals(PARAMETERS.getCurve())
        && parameters.getGenerator().equals(PARAMETERS.getGenerator())
        && parameters.getOrder().equals(PARAMETERS.getOrder())
        && parameters.getCofactor() == 1;
  }

  /// Whether a point lies on the curve (NIST SP 800-56A, section 5.6.2.3.3): one that does not can
  /// make a group in which keys are easily found.
  static boolean isOnCurve(ECPoint point) {
    if (point.equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    boolean inField =
        x.signum() >= 0 && y.signum() >= 0 && x.compareTo(P) < 0 && y.compareTo(P) < 0;
    BigInteger right = x.modPow(THREE, P).add(A.multiply(x)).add(B).mod(P);
    return inField && y.multiply(y).mod(P).equals(right);
  }

  /// The private key of a number.
  ///
  /// @throws WeakKeyException if the number is none of this curve
  static PrivateKey privateKey(BigInteger number) {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number, PARAMETERS));
    } catch (GeneralSecurityException e) {
      throw new WeakKeyException("a private number that is not of P-256");
    }
  }

  /// The public point of a private number.
  ///
  /// @throws WeakKeyException if the number is not 1 to the order of the curve less one
  static ECPoint publicPoint(BigInteger number) {
    if (number.signum() <= 0 || number.compareTo(PARAMETERS.getOrder()) >= 0) {
      throw new WeakKeyException("a private number that is not of P-256");
    }
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int bit = number.bitLength() - 1; bit >= 0; bit--) {
      sum = plus(sum, sum);
      if (number.testBit(bit)) {
        sum = plus(sum, PARAMETERS.getGenerator());
      }
    }
    return sum;
  }

  /// A point as SEC 1, section 2.3.3, writes it, uncompressed.
  static byte[] bytesOf(ECPoint point) {
    return ByteBuffer.allocate(1 + 2 * COORDINATE_BYTES)
        .put((byte) 4)
        .put(coordinate(point.getAffineX()))
        .put(coordinate(point.getAffineY()))
        .array();
  }

  /// Big endian, always of full length.
  static byte[] coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] full = new byte[COORDINATE_BYTES];
    int length = Math.min(bytes.length, full.length);
    System.arraycopy(bytes, bytes.length - length, full, full.length - length, length);
    return full;
  }

  private static ECPoint plus(ECPoint one, ECPoint other) {
    if (one.equals(ECPoint.POINT_INFINITY)) {
      return other;
    }
    if (other.equals(ECPoint.POINT_INFINITY)) {
      return one;
    }
    BigInteger x = one.getAffineX();
    BigInteger y = one.getAffineY();
    BigInteger slope;
    if (one.equals(other)) {
      slope = THREE.multiply(x.multiply(x)).add(A).multiply(TWO.multiply(y).modInverse(P));
    } else if (x.equals(other.getAffineX())) {
      return ECPoint.POINT_INFINITY;
    } else {
      slope =
          other
              .getAffineY()
              .subtract(y)
              .multiply(other.getAffineX().subtract(x).mod(P).modInverse(P));
    }
    BigInteger sumX = slope.multiply(slope).subtract(x).subtract(other.getAffineX()).mod(P);
    BigInteger sumY = slope.multiply(x.subtract(sumX)).subtract(y).mod(P);
    return new ECPoint(sumX, sumY);
  }
}
