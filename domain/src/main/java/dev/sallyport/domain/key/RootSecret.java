package dev.sallyport.domain.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// 256 random bits, numbered. Every other symmetric key derives from one of them by HKDF-SHA-256
/// (RFC 5869), each with an `info` of its own, so that no two uses share a key.
///
/// @param number 1 to 255: it stands in every refresh token as one byte
public record RootSecret(int number, SecretBytes bytes) {

  /// The length of a root secret, in bytes.
  public static final int LENGTH = 32;

  /// The highest number that a root secret can have.
  public static final int MAX_NUMBER = 255;

  private static final byte[] NO_SALT = {};

  /// @throws IllegalArgumentException if the number or the length is out of its range
  public RootSecret {
    if (number < 1 || number > MAX_NUMBER || bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a root secret has a number of 1 to 255 and 32 bytes");
    }
  }

  /// The key of one session's refresh tokens (contract: `K_session`).
  ///
  /// @param salt the session's own 256 random bits
  public Hmac refreshTokenKey(SecretBytes salt) {
    return new Hmac(Hmac.Hash.SHA_256, derive(salt.reveal(), "sallyport refresh v1", 32));
  }

  /// The key of the CSRF tokens (contract: `K_csrf`).
  public Hmac csrfKey() {
    return new Hmac(Hmac.Hash.SHA_256, derive(NO_SALT, "sallyport csrf v1", 32));
  }

  /// The random half of the CSRF token of one session: derived, so that a session has the same
  /// token however often it is asked for.
  public byte[] csrfRandom(SecretBytes salt) {
    return derive(salt.reveal(), "sallyport csrf random v1", 16);
  }

  /// The pepper of the password hashes (contract: `K_pepper`).
  public Hmac pepper() {
    return new Hmac(Hmac.Hash.SHA_384, derive(NO_SALT, "sallyport password v1", 48));
  }

  /// The key under which names are pseudonymised in the security log.
  public Hmac logKey() {
    return new Hmac(Hmac.Hash.SHA_256, derive(NO_SALT, "sallyport log v1", 32));
  }

  /// The key under which is counted what is limited.
  public Hmac limitKey() {
    return new Hmac(Hmac.Hash.SHA_256, derive(NO_SALT, "sallyport limits v1", 32));
  }

  /// The key of the device tokens (contract: `K_device`).
  public Hmac deviceKey() {
    return new Hmac(Hmac.Hash.SHA_256, derive(NO_SALT, "sallyport device v1", 32));
  }

  /// The key of the tokens by which a forgotten password is set anew (`K_reset`).
  public Hmac resetKey() {
    return new Hmac(Hmac.Hash.SHA_256, derive(NO_SALT, "sallyport reset v1", 32));
  }

  private byte[] derive(byte[] salt, String info, int length) {
    try {
      var parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(bytes.reveal())
              .addSalt(salt)
              .thenExpand(info.getBytes(StandardCharsets.UTF_8), length);
      return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("HKDF-SHA-256 is part of JDK 25", impossible);
    }
  }
}
