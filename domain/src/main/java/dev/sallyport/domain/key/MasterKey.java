package dev.sallyport.domain.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The one secret that an operator keeps. It only wraps the other keys in the database: neither the
/// database alone nor the master key alone makes a token.
///
/// Wrapping is AES-256-GCM (NIST SP 800-38D) with the purpose and the id of the wrapped key as
/// associated data, so that a wrapped key moved to another row does not open there.
public record MasterKey(SecretBytes bytes) {

  /// The length of a master key, in bytes.
  public static final int LENGTH = 32;

  /// The length of the nonce that [#wrap] wants, in bytes. A nonce must never be used twice; random
  /// ones of 96 bits are safe for far more keys than an installation ever has.
  public static final int NONCE_LENGTH = 12;

  private static final int TAG_BITS = 128;

  /// @throws IllegalArgumentException if the key has not 32 bytes, or is one byte repeated
  public MasterKey {
    if (bytes.length() != LENGTH || bytes.isOneByteRepeated()) {
      throw new IllegalArgumentException("a master key has 32 random bytes");
    }
  }

  /// Wraps a key.
  ///
  /// @param nonce 12 random bytes, used for this call alone
  public WrappedKey wrap(KeyPurpose purpose, String id, SecretBytes key, byte[] nonce) {
    if (nonce.length != NONCE_LENGTH) {
      throw new IllegalArgumentException("a nonce has 12 bytes");
    }
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, id, nonce).doFinal(key.reveal());
      return new WrappedKey(
          ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-256-GCM is part of every JDK", impossible);
    }
  }

  /// Opens a wrapped key; empty if it was wrapped under another master key, for another purpose or
  /// id, or was changed.
  public Optional<SecretBytes> unwrap(KeyPurpose purpose, String id, WrappedKey wrapped) {
    byte[] all = wrapped.bytes();
    if (all.length < NONCE_LENGTH + TAG_BITS / 8) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_LENGTH];
    System.arraycopy(all, 0, nonce, 0, NONCE_LENGTH);
    try {
      byte[] key =
          cipher(Cipher.DECRYPT_MODE, purpose, id, nonce)
              .doFinal(all, NONCE_LENGTH, all.length - NONCE_LENGTH);
      return Optional.of(SecretBytes.copyOf(key));
    } catch (AEADBadTagException otherKeyOrChanged) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-256-GCM is part of every JDK", impossible);
    }
  }

  private Cipher cipher(int mode, KeyPurpose purpose, String id, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(bytes.reveal(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((purpose.label() + "\0" + id).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
