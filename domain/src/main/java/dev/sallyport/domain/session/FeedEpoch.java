package dev.sallyport.domain.session;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import java.util.Base64;
import java.util.Optional;

/// Which history the numbers of revocations belong to: 128 random bits as 22 characters of base64url.
///
/// A database that was restored from a backup gives out the same numbers a second time, for other
/// revocations. Whoever remembers a number remembers the epoch with it, and reads everything anew
/// once that is another one.
public record FeedEpoch(String text) {

  /// How many random bytes [#create] wants.
  public static final int RANDOM_BYTES = 16;

  private static final int TEXT_LENGTH = 22;

  /// @throws IllegalArgumentException if the text has not the form of an epoch
  public FeedEpoch {
    if (!isEpoch(text)) {
      throw new IllegalArgumentException("not an epoch");
    }
  }

  /// A new epoch from 16 random bytes.
  public static FeedEpoch create(byte[] random) {
    return new FeedEpoch(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /// Empty if the text has not the form of an epoch.
  public static Optional<FeedEpoch> parse(String text) {
    return isEpoch(text) ? Optional.of(new FeedEpoch(text)) : Optional.empty();
  }

  /// The 16 bytes.
  public byte[] bytes() {
    return Base64.getUrlDecoder().decode(text);
  }

  private static boolean isEpoch(String text) {
    return text.length() == TEXT_LENGTH && Base64UrlAlphabet.spells(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
