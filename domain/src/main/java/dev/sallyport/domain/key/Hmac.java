package dev.sallyport.domain.key;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A keyed hash (RFC 2104) with its key inside.
public final class Hmac {

  /// The hashes in use.
  public enum Hash {
    /// 32 bytes out.
    SHA_256("HmacSHA256"),
    /// 48 bytes out.
    SHA_384("HmacSHA384");

    private final String algorithm;

    Hash(String algorithm) {
      this.algorithm = algorithm;
    }
  }

  private final Hash hash;
  private final SecretKeySpec key;

  Hmac(Hash hash, byte[] key) {
    this.hash = hash;
    this.key = new SecretKeySpec(key, hash.algorithm);
  }

  /// The mac over these parts, one after the other: the caller sees to it that their lengths are
  /// fixed, so that no two messages run together into one.
  public byte[] of(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(hash.algorithm);
      mac.init(key);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("HMAC-SHA-2 is part of every JDK", impossible);
    }
  }

  @Override
  public String toString() {
    return "Hmac[" + hash + ", ***]";
  }
}
