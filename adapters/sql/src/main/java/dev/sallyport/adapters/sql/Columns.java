package dev.sallyport.adapters.sql;

import dev.sallyport.domain.user.UserId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/// How ids and instants lie in columns: a UUID as its 16 bytes, so that ids sort by them, an instant
/// as its milliseconds since 1970.
final class Columns {

  private static final int UUID_LENGTH = 16;

  private Columns() {}

  static byte[] bytes(UserId id) {
    return ByteBuffer.allocate(UUID_LENGTH)
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits())
        .array();
  }

  /// @throws IllegalArgumentException if the column does not hold 16 bytes
  static UUID uuid(ResultSet row, String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    if (bytes.length != UUID_LENGTH) {
      throw new IllegalArgumentException("a UUID has 16 bytes");
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong());
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static @Nullable Long millis(Optional<Instant> instant) {
    return instant.map(Instant::toEpochMilli).orElse(null);
  }

  /// Bound as it is. Of a plain value JDBI first searches how to bind it: for a whole rotation that
  /// takes half as long as the statement.
  static Argument argument(long value) {
    return (position, statement, _) -> statement.setLong(position, value);
  }

  static Argument argument(String value) {
    return (position, statement, _) -> statement.setString(position, value);
  }

  static Argument argument(byte @Nullable [] value) {
    return (position, statement, _) -> statement.setBytes(position, value);
  }
}
