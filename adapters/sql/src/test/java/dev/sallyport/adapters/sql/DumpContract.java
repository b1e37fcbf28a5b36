package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.SigningKey.Origin;
import dev.sallyport.domain.key.SigningKeys;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.user.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What whoever steals the database does not find in it.
abstract class DumpContract {

  private final SeededSecrets secrets = new SeededSecrets(8);
  final Given given = Given.from(secrets);

  abstract Database database();

  /// All that is kept, byte for byte.
  abstract byte[] dump() throws Exception;

  private SecretBytes secret(int length) {
    return SecretBytes.copyOf(secrets.bytes(length));
  }

  /// The bytes as they are, and as one would write them down.
  private static List<byte[]> spellings(byte[] secret) {
    return List.of(
        secret,
        HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII),
        Base64.getUrlEncoder().withoutPadding().encode(secret),
        Base64.getEncoder().encode(secret));
  }

  static boolean holds(byte[] dump, byte[] wanted) {
    for (int i = 0; i + wanted.length <= dump.length; i++) {
      if (Arrays.equals(dump, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  @Tag("ASVS-13.3.1")
  @Tag("ASVS-14.2.4")
  @Test
  void it_holds_no_token_no_hash_of_one_and_no_open_key() throws Exception {
    Database database = database();
    List<byte[]> hidden = new ArrayList<>();

    var master = new MasterKey(secret(MasterKey.LENGTH));
    var root = new RootSecret(1, secret(RootSecret.LENGTH));
    var signing = new OpenSigningKey(new KeyId("k"), SigningAlgorithm.HS256, secret(32));
    byte[] nonce = secrets.bytes(MasterKey.NONCE_LENGTH);
    byte[] another = secrets.bytes(MasterKey.NONCE_LENGTH);
    var keys =
        WrappedKeys.NONE
            .with(WrappedRootSecret.wrap(root, master, nonce, NOW))
            .with(
                SigningKeys.NONE.with(
                    SigningKey.wrap(signing, Origin.MADE, master, another, NOW, NOW)));
    assertThat(new SqlKeyStore(database).replace(WrappedKeys.NONE, keys)).isTrue();
    hidden.addAll(spellings(master.bytes().reveal()));
    hidden.addAll(spellings(root.bytes().reveal()));
    hidden.addAll(spellings(signing.material().reveal()));

    var tokens = new RefreshTokens(RootSecrets.of(List.of(root)));
    User alice = given.user("alice");
    new SqlUserStore(database).add(alice);
    var sessions = new SqlSessionStore(database);
    Session session = given.session(alice);
    sessions.open(session, alice, Optional.empty(), _ -> List.of());
    for (int i = 0; i < 10; i++) {
      var token = tokens.of(session);
      byte[] text = token.text().getBytes(StandardCharsets.US_ASCII);
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      hidden.add(text);
      hidden.addAll(spellings(Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length)));
      hidden.addAll(spellings(MessageDigest.getInstance("SHA-256").digest(text)));
      hidden.addAll(spellings(MessageDigest.getInstance("SHA-256").digest(bytes)));
      var key = new IdempotencyKey("a-key-of-the-client-" + i);
      hidden.add(key.text().getBytes(StandardCharsets.US_ASCII));
      var presented = new Presented(token, Optional.of(key), CLIENT);
      Session next = ((Rotate) session.present(presented, NOW, POLICY)).next();
      assertThat(sessions.replace(session, next, alice)).isTrue();
      session = next;
    }

    byte[] dump = dump();
    assertThat(holds(dump, session.id().bytes())).isTrue();
    assertThat(hidden).noneMatch(each -> holds(dump, each));
  }
}
