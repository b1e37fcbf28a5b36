package dev.sallyport.domain.user;

import dev.sallyport.domain.id.CanonicalUuid;
import java.util.Optional;
import java.util.UUID;

/// The immutable identity of a user, `sub` in every token (RFC 9068, section 2.2).
///
/// A random UUID (RFC 9562, version 4), never the username and never used again, so that a user
/// made later under an old name can't inherit what was granted to the old one.
public record UserId(UUID value) {

  /// The canonical, lower-case text of 36 characters, as it stands in tokens and in the database.
  public String text() {
    return value.toString();
  }

  /// Reads the canonical text alone: `UUID.fromString` would also take short and upper-case forms.
  public static Optional<UserId> parse(String text) {
    return CanonicalUuid.parse(text).map(UserId::new);
  }

  @Override
  public String toString() {
    return text();
  }
}
