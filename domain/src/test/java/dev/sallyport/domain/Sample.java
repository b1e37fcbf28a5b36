package dev.sallyport.domain;

import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.session.SessionSalt;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Good values to start from, every one of them fixed.
public final class Sample {

  public static final Instant NOW = Instant.parse("2026-11-24T08:00:00.123Z");

  public static final SessionPolicy POLICY = SessionPolicy.DEFAULT;

  public static final Client CLIENT = new Client(new ClientAddress("192.0.2.7"), "Test/1.0");

  public static final Client THIEF = new Client(new ClientAddress("203.0.113.66"), "Curl/8");

  public static final IdempotencyKey KEY = new IdempotencyKey("the-key-of-this-refresh");

  public static final IdempotencyKey OTHER_KEY = new IdempotencyKey("the-key-of-another-one");

  public static final UserId ALICE =
      new UserId(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"));

  public static final SessionId SESSION_ID =
      new SessionId(UUID.fromString("019ab4d2-3c4b-7abc-8def-0123456789ab"));

  public static final RootSecret ROOT = root(1, 0x10);

  public static final RootSecrets ROOTS = RootSecrets.of(List.of(ROOT));

  /// The alphabet of base64url in the order of its values.
  public static final String BASE64URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private Sample() {}

  /// 32 bytes that count up from this one.
  public static SecretBytes bytes(int first) {
    return SecretBytes.copyOf(rawBytes(first));
  }

  /// The same, as they are.
  public static byte[] rawBytes(int first) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  public static RootSecret root(int number, int firstByte) {
    return new RootSecret(number, bytes(firstByte));
  }

  /// A signing key that was made, and signs, at `NOW`.
  public static SigningKey signingKey(OpenSigningKey open, MasterKey master, byte[] nonce) {
    return SigningKey.wrap(open, SigningKey.Origin.MADE, master, nonce, NOW, NOW);
  }

  /// A session that was opened at `NOW`.
  public static Session session() {
    return session(SESSION_ID, 0x40);
  }

  /// A session that was opened at `NOW`, with this id and a salt of its own.
  public static Session session(SessionId id, int firstByteOfSalt) {
    return Session.open(
        id, ALICE, ROOT.number(), new SessionSalt(bytes(firstByteOfSalt)), CLIENT, NOW, POLICY);
  }

  /// Every text that differs from this one in a single character, out of base64url or beside it.
  public static Stream<String> withOneCharacterChanged(String text) {
    return IntStream.range(0, text.length())
        .boxed()
        .flatMap(at ->
            (BASE64URL + ".=+/ ")
                .chars()
                .filter(c -> c != text.charAt(at))
                .mapToObj(c -> text.substring(0, at) + (char) c + text.substring(at + 1)));
  }
}
