package dev.sallyport.domain.id;

import java.util.Optional;
import java.util.UUID;

/// A UUID in its one canonical spelling: 36 characters, lower case (RFC 9562, section 4).
public final class CanonicalUuid {

  private static final int LENGTH = 36;

  private CanonicalUuid() {}

  /// Empty for every spelling that is not the canonical one.
  public static Optional<UUID> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return Optional.empty();
      }
    }
    return Optional.of(UUID.fromString(text));
  }
}
