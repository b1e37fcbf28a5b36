package dev.sallyport.domain.access;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import java.util.Base64;
import java.util.Optional;

/// The identity of one access token, `jti` (RFC 7519, section 4.1.7): 128 random bits as 22
/// characters of base64url.
public record TokenId(String text) {

  /// How many random bytes [#create] wants.
  public static final int RANDOM_BYTES = 16;

  private static final int TEXT_LENGTH = 22;

  /// @throws IllegalArgumentException if the text has not the form of a token id
  public TokenId {
    if (!isTokenId(text)) {
      throw new IllegalArgumentException("not a token id");
    }
  }

  /// A new id from 16 random bytes.
  public static TokenId create(byte[] random) {
    return new TokenId(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /// Empty if the text has not the form of a token id.
  public static Optional<TokenId> parse(String text) {
    return isTokenId(text) ? Optional.of(new TokenId(text)) : Optional.empty();
  }

  private static boolean isTokenId(String text) {
    return text.length() == TEXT_LENGTH && Base64UrlAlphabet.spells(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
