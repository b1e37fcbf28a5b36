package dev.sallyport.adapters.jwt;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.application.port.Given;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Whatever tokens come, at whatever times, while keys come and go: one who remembers and one who
/// never does say the same.
final class VerifiedTokensPropertyTest {

  /// Keys, some of which have one id: 0 and 1, 2 and 3.
  private static final List<OpenSigningKey> KEYS =
      List.of(
          key("a", SigningAlgorithm.ED25519),
          key("a", SigningAlgorithm.ED25519),
          key("b", SigningAlgorithm.ES256),
          key("b", SigningAlgorithm.ED25519),
          key("c", SigningAlgorithm.ES256));

  private static final List<KeyRing> RINGS = rings();
  private static final List<String> TOKENS = tokens();

  /// What happens next.
  sealed interface Step {}

  /// A token is presented, with one of its characters changed or none.
  record Present(int token, int changedAt) implements Step {}

  /// The keys in use are others now.
  record Use(int ring) implements Step {}

  /// The time is another now, also an earlier one.
  record Wait(int seconds) implements Step {}

  private static OpenSigningKey key(String id, SigningAlgorithm algorithm) {
    OpenSigningKey made = TestKeys.make(algorithm);
    return new OpenSigningKey(new KeyId(id), algorithm, made.material());
  }

  /// Each made from the one before it, as the server does.
  private static List<KeyRing> rings() {
    var rings = new ArrayList<KeyRing>();
    rings.add(new KeyRing(ring(0, 2), TestKeys.PROVIDER));
    for (int[] keys : new int[][] {{0, 2, 4}, {4, 0}, {0, 3}, {3}, {1, 3}, {1, 2}}) {
      rings.add(new KeyRing(ring(keys), rings.getLast()));
    }
    return rings;
  }

  private static List<OpenSigningKey> ring(int... keys) {
    return Arrays.stream(keys).mapToObj(KEYS::get).toList();
  }

  /// By each key, issued at different times.
  private static List<String> tokens() {
    var tokens = new ArrayList<String>();
    Given given = Given.seed(7);
    User user = given.user("alice");
    for (OpenSigningKey key : KEYS) {
      var issuer = new JwtIssuer(() -> TestKeys.ring(key));
      for (int at : new int[] {0, 300, 600}) {
        tokens.add(
            issuer
                .issue(
                    Tokens.POLICY.claimsFor(
                        given.session(user),
                        user,
                        TokenId.create(new byte[16]),
                        NOW.plusSeconds(at)))
                .text());
      }
    }
    return List.copyOf(tokens);
  }

  @Property(tries = 100, seed = "20261124")
  void to_remember_changes_no_verdict(@ForAll("steps") List<Step> steps) {
    var inUse = new AtomicReference<>(RINGS.getFirst());
    AccessPolicy policy = Tokens.POLICY;
    KeyLookup keys = kid -> inUse.get().byKid(kid);
    var remembers = new JwtVerifier(keys, policy, new VerifiedTokens(4));
    Instant now = NOW;
    for (Step step : steps) {
      switch (step) {
        case Use(int ring) -> inUse.set(RINGS.get(ring));
        case Wait(int seconds) -> now = now.plus(Duration.ofSeconds(seconds));
        case Present(int token, int changedAt) -> {
          String text = changed(TOKENS.get(token), changedAt);
          var forgetful = new JwtVerifier(keys, policy, new VerifiedTokens(2));
          assertThat(remembers.verify(text, now)).isEqualTo(forgetful.verify(text, now));
        }
      }
    }
  }

  private static String changed(String token, int at) {
    if (at < 0) {
      return token;
    }
    int index = at % token.length();
    char other = token.charAt(index) == 'A' ? 'B' : 'A';
    return token.substring(0, index) + other + token.substring(index + 1);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> present =
        Combinators.combine(
                Arbitraries.integers().between(0, TOKENS.size() - 1),
                Arbitraries.frequencyOf(
                    Tuple.of(4, Arbitraries.just(-1)),
                    Tuple.of(1, Arbitraries.integers().between(0, 999))))
            .as(Present::new);
    Arbitrary<Step> use = Arbitraries.integers().between(0, RINGS.size() - 1).map(Use::new);
    Arbitrary<Step> wait = Arbitraries.of(1, 30, 299, 300, 600, 900, -300, -31).map(Wait::new);
    return Arbitraries.frequencyOf(Tuple.of(12, present), Tuple.of(1, use), Tuple.of(1, wait))
        .list()
        .ofMinSize(10)
        .ofMaxSize(60);
  }
}
