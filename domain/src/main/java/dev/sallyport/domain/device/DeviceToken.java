package dev.sallyport.domain.device;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import dev.sallyport.domain.user.User;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a browser keeps after a user has signed in with it (OWASP: device cookie): it lets nobody
/// in, but failures of strangers do not slow this browser down.
///
/// ```
/// base64url( version(1) | root number(1) | random(16) | issued(8, epoch seconds) | mac(32) )
/// ```
///
/// 78 characters. It does not print. Whose it is stands under the mac alone, so the cookie names
/// nobody; whether it is ours, [DeviceTokens#recognises] tells.
public final class DeviceToken {

  /// The length of the text, in characters.
  public static final int TEXT_LENGTH = 78;

  /// The length of the random part, in bytes.
  public static final int RANDOM_BYTES = 16;

  private static final byte VERSION = 1;
  private static final int MAC_LENGTH = 32;
  private static final int HEAD_LENGTH = 1 + 1 + RANDOM_BYTES + Long.BYTES;

  private final byte[] head;
  private final byte[] mac;

  private DeviceToken(byte[] head, byte[] mac) {
    this.head = head;
    this.mac = mac;
  }

  /// A token with this head and the mac over it and its owner.
  static DeviceToken of(byte[] head, byte[] mac) {
    return new DeviceToken(head, mac);
  }

  /// Reads a token; empty if the length, the alphabet or the version is none of ours, or if it is
  /// another spelling of one.
  public static Optional<DeviceToken> parse(String text) {
    if (text.length() != TEXT_LENGTH || !Base64UrlAlphabet.spells(text)) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    var token =
        new DeviceToken(
            Arrays.copyOf(bytes, HEAD_LENGTH),
            Arrays.copyOfRange(bytes, HEAD_LENGTH, HEAD_LENGTH + MAC_LENGTH));
    return bytes[0] == VERSION && token.text().equals(text) ? Optional.of(token) : Optional.empty();
  }

  static byte[] head(int rootNumber, byte[] random, Instant issued) {
    return ByteBuffer.allocate(HEAD_LENGTH)
        .put(VERSION)
        .put((byte) rootNumber)
        .put(random, 0, RANDOM_BYTES)
        .putLong(issued.getEpochSecond())
        .array();
  }

  /// What stands under the mac beside the head: whose it is, and which of their passwords they had.
  static byte[] owner(User user) {
    return ByteBuffer.allocate(16 + Long.BYTES)
        .putLong(user.id().value().getMostSignificantBits())
        .putLong(user.id().value().getLeastSignificantBits())
        .putLong(user.passwordVersion())
        .array();
  }

  byte[] head() {
    return head.clone();
  }

  int rootNumber() {
    return Byte.toUnsignedInt(head[1]);
  }

  /// The random part: the identity of the browser, as far as we have given it one.
  public byte[] id() {
    return Arrays.copyOfRange(head, 2, 2 + RANDOM_BYTES);
  }

  /// When it was made.
  ///
  /// @throws java.time.DateTimeException perhaps, if its mac is not ours
  Instant issued() {
    return Instant.ofEpochSecond(ByteBuffer.wrap(head).getLong(2 + RANDOM_BYTES));
  }

  /// The 78 characters, for the cookie alone.
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
    return other instanceof DeviceToken that && Arrays.equals(head, that.head) && that.hasMac(mac);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(mac);
  }

  @Override
  public String toString() {
    return "DeviceToken[***]";
  }
}
