package dev.sallyport.adapters.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.gate.Json.JsonInteger;
import dev.sallyport.adapters.gate.Json.JsonString;
import dev.sallyport.adapters.gate.JwsGate.Inspection;
import dev.sallyport.adapters.gate.JwsGate.Opened;
import dev.sallyport.adapters.gate.JwsGate.Refusal;
import dev.sallyport.adapters.gate.JwsGate.Refused;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JwsGateTest {

  private static final Map<String, VerificationKey> KEYS =
      Map.of(
          "k1", HmacKey.K1,
          "k2", new HmacKey("the other key of the tests, 32 B"),
          "rs", new CredulousKey("RS256", 256),
          "es", new CredulousKey("ES256", 64),
          "ed", new CredulousKey("Ed25519", 64),
          "broken", new BrokenKey());

  private static final String GOOD = HmacKey.token(HmacKey.GOOD_PAYLOAD);

  private final JwsGate gate = new JwsGate("at+jwt");

  static List<TokenVector> vectors() {
    return TokenVector.all();
  }

  @Tag("ASVS-9.1.3")
  @Tag("ASVS-9.2.2")
  @ParameterizedTest
  @MethodSource("vectors")
  void a_vector_meets_what_it_names(TokenVector vector) {
    assertThat(verdict(open(vector.token()))).isEqualTo(vector.expected());
    assertThat(open(GOOD)).isInstanceOf(Opened.class);
  }

  @Test
  void every_refusal_has_a_vector() {
    Stream<String> refusals = Arrays.stream(Refusal.values()).map(Refusal::name);
    assertThat(vectors()).extracting(TokenVector::expected).containsAll(refusals.toList());
  }

  @Test
  void no_two_vectors_are_the_same_text() {
    assertThat(vectors()).extracting(TokenVector::token).doesNotHaveDuplicates();
  }

  @Test
  void an_opened_token_tells_its_claims_and_whose_signature_it_has() {
    if (!(open(GOOD) instanceof Opened(var kid, var key, Json.JsonObject claims))) {
      throw new AssertionError("refused");
    }
    assertThat(kid).isEqualTo("k1");
    assertThat(key).isEqualTo(HmacKey.K1);
    assertThat(claims.members())
        .containsExactly(
            Map.entry("sub", new JsonString("u")), Map.entry("exp", new JsonInteger(1)));
  }

  @Tag("ASVS-9.1.1")
  @Test
  void ten_thousand_mutations_of_one_character_open_nothing() {
    var random = new Random(20_261_124);
    for (int i = 0; i < 10_000; i++) {
      int at = random.nextInt(GOOD.length());
      var mutant = new StringBuilder(GOOD);
      mutant.setCharAt(at, (char) random.nextInt(256));
      String text = mutant.toString();
      assertThat(open(text) instanceof Opened).as(text).isEqualTo(text.equals(GOOD));
    }
  }

  @Test
  void a_character_taken_out_or_put_in_anywhere_opens_nothing() {
    for (int at = 0; at < GOOD.length(); at++) {
      String before = GOOD.substring(0, at);
      assertThat(open(before)).isInstanceOf(Refused.class);
      assertThat(open(before + GOOD.substring(at + 1))).isInstanceOf(Refused.class);
      assertThat(open(before + "A" + GOOD.substring(at))).isInstanceOf(Refused.class);
    }
  }

  @Test
  void a_token_of_4096_characters_opens() {
    int spare = 4_096 - GOOD.length();
    String token = HmacKey.token(HmacKey.GOOD_PAYLOAD + " ".repeat((spare * 3 + 3) / 4));

    assertThat(token).hasSize(4_096);
    assertThat(open(token)).isInstanceOf(Opened.class);
  }

  @Tag("ASVS-5.3.2")
  @Test
  void keys_are_asked_once_and_only_for_what_has_the_form_of_a_kid() {
    var asked = new ArrayList<String>();
    JwsGate.KeyLookup keys =
        kid -> {
          asked.add(kid);
          return Optional.ofNullable(KEYS.get(kid));
        };
    for (TokenVector vector : vectors()) {
      asked.clear();
      Inspection inspection = gate.open(vector.token(), keys);
      boolean early =
          inspection instanceof Refused(Refusal why) && why.compareTo(Refusal.UNKNOWN_KEY) < 0;
      assertThat(asked).as(vector.toString()).hasSize(early ? 0 : 1);
      assertThat(asked).allMatch(kid -> kid.matches("[A-Za-z0-9_-]{1,64}"));
    }
  }

  @Test
  void a_key_never_sees_a_signature_of_another_length() {
    var suspicious =
        new VerificationKey() {
          @Override
          public String algorithm() {
            return "HS256";
          }

          @Override
          public int signatureLength() {
            return 32;
          }

          @Override
          public boolean verifies(byte[] signingInput, byte[] signature) {
            assertThat(signature).hasSize(32);
            return true;
          }
        };
    for (TokenVector vector : vectors()) {
      assertThat(gate.open(vector.token(), _ -> Optional.of(suspicious))).isNotNull();
    }
  }

  @Test
  void a_store_that_fails_is_no_verdict_on_the_token() {
    assertThatThrownBy(() ->
            gate.open(
                GOOD,
                _ -> {
                  throw new IllegalStateException("store down");
                }))
        .hasMessage("store down");
  }

  @Test
  void a_gate_for_another_type_refuses_the_token() {
    Inspection inspection =
        new JwsGate("JWT").open(GOOD, kid -> Optional.ofNullable(KEYS.get(kid)));

    assertThat(inspection).isEqualTo(new Refused(Refusal.WRONG_TYPE));
  }

  @Test
  void an_opened_token_does_not_print_its_claims() {
    assertThat(open(HmacKey.token("{\"sub\":\"somebody\"}")).toString())
        .doesNotContain("somebody")
        .doesNotContain("sub");
  }

  private Inspection open(String token) {
    return gate.open(token, kid -> Optional.ofNullable(KEYS.get(kid)));
  }

  private static String verdict(Inspection inspection) {
    return switch (inspection) {
      case Opened _ -> "OPENED";
      case Refused(Refusal why) -> why.name();
    };
  }
}
