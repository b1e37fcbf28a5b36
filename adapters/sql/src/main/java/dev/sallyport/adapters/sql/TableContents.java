package dev.sallyport.adapters.sql;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many rows a table has, and a sum over what is in them, in whatever order they come: the same
/// for the same rows, in every database.
record TableContents(long rows, BigInteger sum) {

  static final TableContents EMPTY = new TableContents(0, BigInteger.ZERO);

  private static final int SHA_256_BITS = 256;

  /// With one more row.
  ///
  /// @param values `null`, [Long], [String] or `byte[]`, in the order of the columns' names
  TableContents with(List<@Nullable Object> values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Object value : values) {
        add(digest, value);
      }
      BigInteger more = new BigInteger(1, digest.digest());
      return new TableContents(rows + 1, sum.add(more).mod(BigInteger.ONE.shiftLeft(SHA_256_BITS)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  /// A letter for the type, the length, the bytes: no two rows are spelled alike.
  private static void add(MessageDigest digest, @Nullable Object value) {
    switch (value) {
      case null -> digest.update((byte) 'n');
      case Long number -> {
        digest.update((byte) 'i');
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
      }
      case String text -> add(digest, 't', text.getBytes(StandardCharsets.UTF_8));
      case byte[] bytes -> add(digest, 'b', bytes);
      default -> throw new IllegalArgumentException("no value of a column");
    }
  }

  private static void add(MessageDigest digest, char type, byte[] bytes) {
    digest.update((byte) type);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /// A value of a column as [#with] takes it, whatever type the database has for it.
  static @Nullable Object plain(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case Boolean yes -> yes ? 1L : 0L;
      case Number number -> number.longValue();
      case String text -> text;
      case byte[] bytes -> bytes;
      default -> throw new SQLException("a column of an unexpected type");
    };
  }
}
