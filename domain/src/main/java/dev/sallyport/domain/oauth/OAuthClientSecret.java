package dev.sallyport.domain.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.domain.key.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// What a service proves itself with: a text that was made of 256 random bits, as base64url. It
/// never prints.
///
/// It is too random to be guessed, so one SHA-256 is all that keeps the database from telling it.
public final class OAuthClientSecret {

  /// How many random bytes [#create] wants.
  public static final int RANDOM_BYTES = 32;

  private final String text;

  private OAuthClientSecret(String text) {
    this.text = text;
  }

  /// A new secret from 32 random bytes.
  public static OAuthClientSecret create(byte[] random) {
    if (random.length != RANDOM_BYTES) {
      throw new IllegalArgumentException("a client secret takes 32 random bytes");
    }
    return new OAuthClientSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /// A secret as somebody presents it, of whatever form: what we never made fits no client.
  public static OAuthClientSecret presented(String text) {
    return new OAuthClientSecret(text);
  }

  /// What is shown once, to whoever made it.
  public String reveal() {
    return text;
  }

  /// Its SHA-256, which is what is kept, and compared.
  public SecretBytes digest() {
    try {
      return SecretBytes.copyOf(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  @Override
  public String toString() {
    return "OAuthClientSecret[***]";
  }
}
