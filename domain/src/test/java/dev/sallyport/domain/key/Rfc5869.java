package dev.sallyport.domain.key;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HKDF-SHA-256 written down from RFC 5869, section 2, with nothing but an HMAC: what the keys of
/// an installation are compared with.
public final class Rfc5869 {

  private static final int HASH_LENGTH = 32;

  private Rfc5869() {}

  /// The first `length` bytes that derive from the secret.
  ///
  /// @param salt may be empty, which stands for 32 zero bytes
  public static byte[] hkdf(byte[] secret, byte[] salt, String info, int length) {
    return hkdf(secret, salt, info.getBytes(StandardCharsets.UTF_8), length);
  }

  static byte[] hkdf(byte[] secret, byte[] salt, byte[] info, int length) {
    byte[] extracted = hmac("HmacSHA256", salt.length == 0 ? new byte[HASH_LENGTH] : salt, secret);
    var expanded = new ByteArrayOutputStream();
    byte[] block = {};
    for (int counter = 1; expanded.size() < length; counter++) {
      block = hmac("HmacSHA256", extracted, block, info, new byte[] {(byte) counter});
      expanded.writeBytes(block);
    }
    return Arrays.copyOf(expanded.toByteArray(), length);
  }

  /// The mac over these parts, one after the other.
  public static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
