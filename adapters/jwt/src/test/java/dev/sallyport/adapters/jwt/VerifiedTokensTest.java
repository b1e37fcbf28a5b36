package dev.sallyport.adapters.jwt;

import static dev.sallyport.application.port.Given.NOW;
import static java.util.concurrent.Executors.newFixedThreadPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.access.AuthenticateRequest.Refused;
import dev.sallyport.application.port.AccessTokenVerifier.Expired;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.user.User;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A token that is remembered is judged as if it were not.
final class VerifiedTokensTest {

  static final List<OpenSigningKey> ASYMMETRIC = List.of(TestKeys.RSA, TestKeys.EC, TestKeys.ED);

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final VerifiedTokens remembered = new VerifiedTokens(64);
  private final CountingKeys keys = new CountingKeys();
  private final JwtVerifier verifier = new JwtVerifier(keys, Tokens.POLICY, remembered);

  private String remember(OpenSigningKey key) {
    keys.use(TestKeys.ring(key));
    String token = Tokens.good(key);
    assertThat(verifier.verify(token, NOW)).isInstanceOf(Verified.class);
    return token;
  }

  @ParameterizedTest
  @FieldSource("ASYMMETRIC")
  void a_token_has_its_signature_checked_once(OpenSigningKey key) {
    String token = remember(key);

    for (int i = 0; i < 10; i++) {
      assertThat(verifier.verify(token, NOW))
          .isEqualTo(new Verified(Tokens.claims(), key.algorithm()));
    }

    assertThat(keys.checks()).isEqualTo(1);
  }

  /// What is remembered is the signature: whether a token was revoked is asked each time.
  @Test
  void a_remembered_token_is_refused_at_the_request_after_its_revocation() {
    String token = remember(TestKeys.RSA);
    var revocation = new AtomicReference<>(Revocation.NONE);
    var database = new InMemoryDatabase();
    var authenticate =
        new AuthenticateRequest(
            verifier, _ -> revocation.get(), database.sessions(), database.users(), () -> NOW);
    assertThat(authenticate.authenticate(token)).isInstanceOf(Authenticated.class);

    revocation.set(new Revocation(Revocation.NO_GENERATION, NOW.plusSeconds(1)));

    assertThat(authenticate.authenticate(token)).isEqualTo(new Refused(Reason.REVOKED));
    assertThat(keys.checks()).isEqualTo(1);
  }

  @Test
  void a_token_by_a_secret_is_never_remembered() {
    String token = remember(TestKeys.SECRET);

    verifier.verify(token, NOW);

    assertThat(keys.checks()).isEqualTo(2);
    assertThat(remembered.size()).isZero();
  }

  @Test
  void the_operator_has_it_examined_from_the_beginning() {
    String token = remember(TestKeys.ED);

    verifier.examine(token, NOW);

    assertThat(keys.checks()).isEqualTo(2);
  }

  @Tag("ASVS-9.1.1")
  @ParameterizedTest
  @FieldSource("ASYMMETRIC")
  void no_other_spelling_of_a_remembered_token_is_known(OpenSigningKey key) {
    String token = remember(key);

    for (String other : changed(token)) {
      assertThat(remembered.find(VerifiedTokens.digest(other), keys)).as(other).isNull();
    }
  }

  @Tag("ASVS-9.1.1")
  @Test
  void a_changed_token_gets_in_no_more_than_before() {
    String token = remember(TestKeys.EC);

    for (String other : changed(token)) {
      assertThat(verifier.verify(other, NOW)).as(other).isEqualTo(new Invalid());
    }
    assertThat(remembered.size()).isEqualTo(1);
  }

  /// Each character by its neighbour in the alphabet, which in the last one of a segment differs in
  /// nothing but the bits that stand for nothing; by a dot; by one that is not ASCII, whose lower bits
  /// are the same; and something before, after and between.
  private static List<String> changed(String token) {
    var changed = new ArrayList<String>();
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      int letter = ALPHABET.indexOf(c);
      String head = token.substring(0, i);
      String tail = token.substring(i + 1);
      changed.add(head + (letter < 0 ? '-' : ALPHABET.charAt(letter ^ 1)) + tail);
      changed.add(head + (letter < 0 ? '_' : ALPHABET.charAt(letter ^ 16)) + tail);
      changed.add(head + (char) (c | 0x100) + tail);
      changed.add(head + (char) (c | 0x80) + tail);
      changed.add(head + tail);
      changed.add(head + ' ' + c + tail);
    }
    changed.addAll(
        List.of(
            " " + token,
            token + " ",
            token + "=",
            token + ".",
            "." + token,
            token + "\n",
            token + "\0",
            "\uFEFF" + token,
            token.toUpperCase(Locale.ROOT),
            token + token));
    return changed;
  }

  @Tag("ASVS-9.1.1")
  @Test
  void the_parts_of_two_remembered_tokens_make_no_third() {
    keys.use(TestKeys.ring(TestKeys.RSA, TestKeys.OTHER_RSA));
    var tokens = new ArrayList<String[]>();
    for (OpenSigningKey key : List.of(TestKeys.RSA, TestKeys.OTHER_RSA)) {
      for (String name : List.of("alice", "bob")) {
        String token = new JwtIssuer(() -> TestKeys.ring(key)).issue(claimsOf(name, NOW)).text();
        assertThat(verifier.verify(token, NOW)).isInstanceOf(Verified.class);
        tokens.add(Tokens.parts(token));
      }
    }
    Set<String> good = new HashSet<>();
    tokens.forEach(parts -> good.add(String.join(".", parts)));

    for (String[] header : tokens) {
      for (String[] payload : tokens) {
        for (String[] signature : tokens) {
          String mixed = String.join(".", header[0], payload[1], signature[2]);
          assertThat(verifier.verify(mixed, NOW) instanceof Verified)
              .isEqualTo(good.contains(mixed));
        }
      }
    }
  }

  @Tag("ASVS-9.2.1")
  @Test
  void a_remembered_token_expires_to_the_nanosecond() {
    String token = remember(TestKeys.ED);
    Instant end = Tokens.claims().expiresAt();

    assertThat(verifier.verify(token, end.minusNanos(1))).isInstanceOf(Verified.class);
    assertThat(keys.checks()).isEqualTo(1);
    assertThat(verifier.verify(token, end)).isEqualTo(new Expired(Tokens.claims()));
    assertThat(verifier.verify(token, end.minusNanos(1))).isInstanceOf(Verified.class);
  }

  @Test
  void a_clock_that_was_set_back_makes_a_remembered_token_one_from_the_future() {
    String token = remember(TestKeys.ED);

    assertThat(verifier.verify(token, NOW.minusSeconds(60))).isEqualTo(new Invalid());
  }

  @Test
  void a_remembered_token_dies_with_its_key() {
    String token = remember(TestKeys.RSA);

    keys.use(TestKeys.ring(TestKeys.OTHER_RSA));
    assertThat(verifier.verify(token, NOW)).isEqualTo(new Invalid());

    keys.useNone();
    assertThat(verifier.verify(token, NOW)).isEqualTo(new Invalid());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void another_key_under_the_same_id_verifies_nothing_of_the_old_one(boolean otherAlgorithm) {
    OpenSigningKey old = TestKeys.RSA;
    OpenSigningKey other = otherAlgorithm ? TestKeys.ED : TestKeys.OTHER_RSA;
    var ring = new AtomicReference<>(List.of(old));
    var current = new CurrentKeyRing(ring::get, TestKeys.PROVIDER);
    var follows = new JwtVerifier(current, Tokens.POLICY);
    String token = Tokens.good(old);
    assertThat(follows.verify(token, NOW)).isInstanceOf(Verified.class);

    ring.set(List.of(new OpenSigningKey(old.id(), other.algorithm(), other.material())));

    assertThat(follows.verify(token, NOW)).isEqualTo(new Invalid());
  }

  @Test
  void a_key_that_can_not_be_asked_for_is_no_yes() {
    String token = remember(TestKeys.ED);
    var down =
        new JwtVerifier(
            _ -> {
              throw new StoreUnavailableException("down");
            },
            Tokens.POLICY,
            remembered);

    assertThatThrownBy(() -> down.verify(token, NOW)).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void only_a_good_token_is_remembered() {
    keys.use(TestKeys.ring(TestKeys.ED));
    String expired = Tokens.good(TestKeys.ED);
    verifier.verify(expired, NOW.plus(Duration.ofMinutes(16)));
    RingKey key = TestKeys.ring(TestKeys.ED).signer();
    verifier.verify(Forge.signed(key, Forge.header(key), "{\"iss\":\"x\"}"), NOW);
    verifier.verify(Tokens.good(TestKeys.EC), NOW);
    verifier.verify("a".repeat(5_000), NOW);
    verifier.verify("", NOW);

    assertThat(remembered.size()).isZero();
  }

  @Test
  void a_text_longer_than_any_token_is_not_even_looked_for() {
    keys.use(TestKeys.ring(TestKeys.ED));
    String kid = TestKeys.ED.id().text();
    String longText = "a".repeat(4_097);
    remembered.add(
        VerifiedTokens.digest(longText), kid, keys.byKid(kid).orElseThrow(), verifiedAt(NOW));

    assertThat(verifier.verify(longText, NOW)).isEqualTo(new Invalid());
  }

  @Test
  void it_is_bounded_and_what_expires_first_goes() {
    var two = new VerifiedTokens(2);
    keys.use(TestKeys.ring(TestKeys.ED));
    RingKey key = TestKeys.ring(TestKeys.ED).signer();
    var verified = new ArrayList<Verified>();
    for (int i = 0; i < 4; i++) {
      verified.add(verifiedAt(NOW.plusSeconds(i)));
    }
    String kid = key.id().text();
    var same = keys.byKid(kid).orElseThrow();

    // Places 0 and 1 each: the second token finds its first place taken by one that lives longer.
    two.add(digest(1, 0, 1), kid, same, verified.get(1));
    two.add(digest(2, 1, 0), kid, same, verified.get(2));
    two.add(digest(3, 1, 0), kid, same, verified.get(3));

    assertThat(two.size()).isEqualTo(2);
    assertThat(two.find(digest(1, 0, 1), keys)).isNull();
    assertThat(two.find(digest(2, 1, 0), keys)).isEqualTo(verified.get(2));
    assertThat(two.find(digest(3, 1, 0), keys)).isEqualTo(verified.get(3));
    assertThat(two.find(digest(4, 1, 0), keys)).isNull();
  }

  @Test
  void the_same_token_takes_one_place() {
    var two = new VerifiedTokens(2);
    keys.use(TestKeys.ring(TestKeys.ED));
    String kid = TestKeys.ED.id().text();
    var key = keys.byKid(kid).orElseThrow();
    two.add(digest(1, 1, 0), kid, key, verifiedAt(NOW));
    two.add(digest(1, 1, 0), kid, key, verifiedAt(NOW));
    assertThat(two.size()).isEqualTo(1);
    two.add(digest(2, 1, 0), kid, key, verifiedAt(NOW.plusSeconds(9)));

    two.add(digest(2, 1, 0), kid, key, verifiedAt(NOW.plusSeconds(9)));

    assertThat(two.find(digest(1, 1, 0), keys)).isNotNull();
    assertThat(two.find(digest(2, 1, 0), keys)).isNotNull();
  }

  @Test
  void a_flood_of_tokens_leaves_as_many_as_there_are_places() {
    keys.use(TestKeys.ring(TestKeys.ED));
    String kid = TestKeys.ED.id().text();
    var key = keys.byKid(kid).orElseThrow();
    for (int i = 0; i < 10_000; i++) {
      remembered.add(VerifiedTokens.digest("token" + i), kid, key, verifiedAt(NOW));
    }
    assertThat(remembered.size()).isLessThanOrEqualTo(64).isGreaterThan(60);
  }

  @Test
  void it_has_a_power_of_two_places() {
    for (int places : new int[] {-8, 0, 1, 3, 100}) {
      assertThatThrownBy(() -> new VerifiedTokens(places))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void many_at_once_are_all_judged_rightly() throws Exception {
    var few = new JwtVerifier(keys, Tokens.POLICY, new VerifiedTokens(4));
    keys.use(TestKeys.ring(TestKeys.ED));
    var issuer = new JwtIssuer(() -> TestKeys.ring(TestKeys.ED));
    List<AccessClaims> claims =
        IntStream.range(0, 16).mapToObj(i -> claimsOf("user" + i, NOW)).toList();
    List<String> tokens = claims.stream().map(each -> issuer.issue(each).text()).toList();
    try (var threads = newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int offset = thread;
        all.add(
            threads.submit(() -> {
              for (int i = 0; i < 500; i++) {
                int which = (i * 7 + offset) % tokens.size();
                assertThat(few.verify(tokens.get(which), NOW))
                    .isEqualTo(new Verified(claims.get(which), TestKeys.ED.algorithm()));
                assertThat(few.verify(tokens.get(which) + "A", NOW)).isEqualTo(new Invalid());
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static AccessClaims claimsOf(String name, Instant now) {
    Given given = Given.seed(name.hashCode());
    User user = given.user(name).withRoles(Given.roles("reader"));
    return Tokens.POLICY.claimsFor(given.session(user), user, TokenId.create(new byte[16]), now);
  }

  private static Verified verifiedAt(Instant now) {
    return new Verified(claimsOf("alice", now), TestKeys.ED.algorithm());
  }

  /// One that has these two places of two.
  private static byte[] digest(int number, int first, int second) {
    return ByteBuffer.allocate(32).putInt(first).putInt(second).putInt(28, number).array();
  }
}
