package dev.sallyport.domain.session;

import dev.sallyport.domain.id.CanonicalUuid;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The identity of a session, `sid` in tokens: a UUID of version 7 (RFC 9562, section 5.7), so that
/// the rows of one time lie together in the database. It is no secret.
public record SessionId(UUID value) {

  /// How many random bytes [#create] wants.
  public static final int RANDOM_BYTES = 10;

  private static final int VERSION_7 = 0x7000;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /// A new id.
  ///
  /// @param random ten random bytes, of which 74 bits are used
  public static SessionId create(Instant now, byte[] random) {
    if (random.length != RANDOM_BYTES) {
      throw new IllegalArgumentException("a session id takes 10 random bytes");
    }
    ByteBuffer bits = ByteBuffer.wrap(random);
    long most = (now.toEpochMilli() << 16) | VERSION_7 | (bits.getShort() & 0x0FFF);
    long least = VARIANT | (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL);
    return new SessionId(new UUID(most, least));
  }

  /// Reads the canonical text alone; empty for every other spelling.
  public static Optional<SessionId> parse(String text) {
    return CanonicalUuid.parse(text).map(SessionId::new);
  }

  /// The canonical, lower-case text of 36 characters.
  public String text() {
    return value.toString();
  }

  /// The 16 bytes, most significant first.
  public byte[] bytes() {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  @Override
  public String toString() {
    return text();
  }
}
