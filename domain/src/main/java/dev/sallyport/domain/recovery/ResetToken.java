package dev.sallyport.domain.recovery;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What lets whoever holds it choose a new password for one user, once. Counted, not stored:
///
/// ```
/// base64url( version(1) | root number(1) | user id(16) | expires(8, epoch seconds) | mac(32) )
/// ```
///
/// 78 characters. It does not print. The version of the user stands under the mac, so whatever
/// changes about them ends the token, the new password first of all. Whether it is ours,
/// [ResetTokens#recognises] tells.
public final class ResetToken {

  /// The length of the text, in characters.
  public static final int TEXT_LENGTH = 78;

  private static final byte VERSION = 1;
  private static final int MAC_LENGTH = 32;
  private static final int HEAD_LENGTH = 1 + 1 + 2 * Long.BYTES + Long.BYTES;

  private final byte[] head;
  private final byte[] mac;

  private ResetToken(byte[] head, byte[] mac) {
    this.head = head;
    this.mac = mac;
  }

  /// A token with this head and the mac over it and the version of its user.
  static ResetToken of(byte[] head, byte[] mac) {
    return new ResetToken(head, mac);
  }

  /// Reads a token; empty if the length, the alphabet or the version is none of ours, or if it is
  /// another spelling of one.
  public static Optional<ResetToken> parse(String text) {
    if (text.length() != TEXT_LENGTH || !Base64UrlAlphabet.spells(text)) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    var token =
        new ResetToken(
            Arrays.copyOf(bytes, HEAD_LENGTH),
            Arrays.copyOfRange(bytes, HEAD_LENGTH, HEAD_LENGTH + MAC_LENGTH));
    return bytes[0] == VERSION && token.text().equals(text) ? Optional.of(token) : Optional.empty();
  }

  static byte[] head(int rootNumber, UserId user, Instant expires) {
    return ByteBuffer.allocate(HEAD_LENGTH)
        .put(VERSION)
        .put((byte) rootNumber)
        .putLong(user.value().getMostSignificantBits())
        .putLong(user.value().getLeastSignificantBits())
        .putLong(expires.getEpochSecond())
        .array();
  }

  /// What stands under the mac beside the head: as which of their versions the user was known.
  static byte[] version(User user) {
    return ByteBuffer.allocate(Long.BYTES).putLong(user.version()).array();
  }

  byte[] head() {
    return head.clone();
  }

  int rootNumber() {
    return Byte.toUnsignedInt(head[1]);
  }

  /// Whose it says it is.
  public UserId user() {
    ByteBuffer fields = ByteBuffer.wrap(head, 2, 2 * Long.BYTES);
    return new UserId(new UUID(fields.getLong(), fields.getLong()));
  }

  /// The first second in which it is worth nothing any more.
  long expires() {
    return ByteBuffer.wrap(head).getLong(2 + 2 * Long.BYTES);
  }

  /// The 78 characters, for the user alone.
  public String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(ByteBuffer.allocate(HEAD_LENGTH + MAC_LENGTH).put(head).put(mac).array());
  }

  /// Compares the macs in constant time.
  boolean hasMac(byte[] expected) {
    return MessageDigest.isEqual(mac, expected);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResetToken that
        && MessageDigest.isEqual(head, that.head)
        && that.hasMac(mac);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(mac);
  }

  @Override
  public String toString() {
    return "ResetToken[***]";
  }
}
