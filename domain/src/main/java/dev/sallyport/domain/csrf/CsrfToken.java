package dev.sallyport.domain.csrf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// The token of the signed double submit (OWASP CSRF Prevention Cheat Sheet): it stands in a cookie
/// that scripts may read and must come back in a header.
///
/// ```
/// base64url(random(16)) . base64url(HMAC-SHA-256(K_csrf, sid | random))
/// ```
///
/// 66 characters. It does not print.
public record CsrfToken(String text) {

  /// The length of the text, in characters.
  public static final int TEXT_LENGTH = 22 + 1 + 43;

  /// @throws IllegalArgumentException if the text has not the length of a token
  public CsrfToken {
    if (text.length() != TEXT_LENGTH) {
      throw new IllegalArgumentException("not a CSRF token");
    }
  }

  /// Compares in constant time.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CsrfToken that && isSame(text, that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "CsrfToken[***]";
  }

  static boolean isSame(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
