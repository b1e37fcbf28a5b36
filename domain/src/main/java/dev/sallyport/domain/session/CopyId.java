package dev.sallyport.domain.session;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import java.util.Base64;
import java.util.Optional;

/// Which shared copy of the revocations is meant: 128 random bits as 22 characters of base64url. The
/// database names the one that may be believed, and each is built once, by whoever had it named.
public record CopyId(String text) {

  /// How many random bytes [#create] wants.
  public static final int RANDOM_BYTES = 16;

  private static final int TEXT_LENGTH = 22;

  /// Those with no bits beyond the sixteenth byte: each id has one spelling.
  private static final String LAST_CHARACTERS = "AQgw";

  /// @throws IllegalArgumentException if the text has not the form of an id
  public CopyId {
    if (!isId(text)) {
      throw new IllegalArgumentException("not the id of a copy");
    }
  }

  /// A new id from 16 random bytes.
  public static CopyId create(byte[] random) {
    return new CopyId(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /// Empty if the text has not the form of an id.
  public static Optional<CopyId> parse(String text) {
    return isId(text) ? Optional.of(new CopyId(text)) : Optional.empty();
  }

  /// The 16 bytes.
  public byte[] bytes() {
    return Base64.getUrlDecoder().decode(text);
  }

  private static boolean isId(String text) {
    return text.length() == TEXT_LENGTH
        && Base64UrlAlphabet.spells(text)
        && LAST_CHARACTERS.indexOf(text.charAt(TEXT_LENGTH - 1)) >= 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
