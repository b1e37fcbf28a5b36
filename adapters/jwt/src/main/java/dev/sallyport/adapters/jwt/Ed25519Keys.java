package dev.sallyport.adapters.jwt;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
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

  /// SubjectPublicKeyInfo (RFC 8410, section 4) up to the key itself.
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519Keys() {}

  /// The bytes of a public key.
  static byte[] bytesOf(EdECPublicKey key) {
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

  /// The public half of a seed: the JDK makes a pair from the 32 bytes that it asks of its source of
  /// randomness, so that source gives it this seed.
  ///
  /// @throws WeakKeyException if the seed has not 32 bytes
  static PublicKey publicOf(byte[] seed) {
    if (seed.length != BYTES) {
      throw new WeakKeyException("an Ed25519 key that has not 32 bytes");
    }
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      return generator.generateKeyPair().getPublic();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Ed25519 is part of every JDK", impossible);
    }
  }

  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException("the JDK asks for something else than a seed");
      }
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
