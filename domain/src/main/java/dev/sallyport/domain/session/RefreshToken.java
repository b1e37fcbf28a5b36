package dev.sallyport.domain.session;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The counted refresh token: it says of which session and generation it is, and its mac proves
/// that we said so. The database never holds one, nor its hash (contract, section 2).
///
/// ```
/// base64url( version(1) | root number(1) | session id(16) | generation(4, big endian) | mac(32) )
/// ```
///
/// 72 characters. It does not print. A token that was parsed is not yet known to be ours: that
/// takes the session's salt ([RefreshTokens#isOurs]).
public final class RefreshToken {

  /// The length of the text, in characters: 54 bytes, so base64url has neither padding nor unused
  /// bits, and every token has exactly one spelling.
  public static final int TEXT_LENGTH = 72;

  static final int MAC_LENGTH = 32;

  private static final byte VERSION = 1;
  private static final int SIGNED_LENGTH = 1 + 1 + 16 + 4;

  private final int rootNumber;
  private final SessionId session;
  private final int generation;
  private final byte[] mac;

  RefreshToken(int rootNumber, SessionId session, int generation, byte[] mac) {
    this.rootNumber = rootNumber;
    this.session = session;
    this.generation = generation;
    this.mac = mac;
  }

  /// Reads a token; empty if the length, the alphabet, the version or the generation is none of
  /// ours. Whether its root number is, [RefreshTokens#parse] tells.
  static Optional<RefreshToken> parse(String text) {
    if (text.length() != TEXT_LENGTH || !Base64UrlAlphabet.spells(text)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    if (bytes.get() != VERSION) {
      return Optional.empty();
    }
    int rootNumber = Byte.toUnsignedInt(bytes.get());
    var session = new SessionId(new UUID(bytes.getLong(), bytes.getLong()));
    int generation = bytes.getInt();
    byte[] mac = new byte[MAC_LENGTH];
    bytes.get(mac);
    return generation < 1
        ? Optional.empty()
        : Optional.of(new RefreshToken(rootNumber, session, generation, mac));
  }

  /// The bytes under the mac.
  static byte[] signed(int rootNumber, SessionId session, int generation) {
    return ByteBuffer.allocate(SIGNED_LENGTH)
        .put(VERSION)
        .put((byte) rootNumber)
        .put(session.bytes())
        .putInt(generation)
        .array();
  }

  /// The number of the root secret that it says it was made with, 0 to 255.
  public int rootNumber() {
    return rootNumber;
  }

  /// The session that it says it belongs to.
  public SessionId session() {
    return session;
  }

  /// The generation that it says it is of, at least 1.
  public int generation() {
    return generation;
  }

  /// The 72 characters, for the cookie alone.
  public String text() {
    byte[] signed = signed(rootNumber, session, generation);
    return Base64.getUrlEncoder()
        .encodeToString(
            ByteBuffer.allocate(SIGNED_LENGTH + MAC_LENGTH).put(signed).put(mac).array());
  }

  /// Compares the macs in constant time.
  boolean hasMac(byte[] expected) {
    return MessageDigest.isEqual(mac, expected);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RefreshToken that
        && rootNumber == that.rootNumber
        && session.equals(that.session)
        && generation == that.generation
        && that.hasMac(mac);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(mac);
  }

  @Override
  public String toString() {
    return "RefreshToken[***]";
  }
}
