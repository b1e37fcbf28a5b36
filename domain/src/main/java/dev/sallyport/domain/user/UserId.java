package dev.sallyport.domain.user;

import dev.sallyport.domain.id.CanonicalUuid;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/// The immutable identity of a user, `sub` in every token (RFC 9068, section 2.2).
///
/// A random UUID (RFC 9562, version 4), never the username and never used again, so that a user
/// made later under an old name can't inherit what was granted to the old one.
public record UserId(UUID value) {

  /// How many random bytes [#create] wants.
  public static final int RANDOM_BYTES = 16;

  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /// A new id from 16 random bytes, of which 122 bits are used.
  public static UserId create(byte[] random) {
    if (random.length != RANDOM_BYTES) {
      throw new IllegalArgumentException("a user id takes 16 random bytes");
    }
    ByteBuffer bits = ByteBuffer.wrap(random);
    long most = (bits.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | VERSION_4;
    long least = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT;
    return new UserId(new UUID(most, least));
  }

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
