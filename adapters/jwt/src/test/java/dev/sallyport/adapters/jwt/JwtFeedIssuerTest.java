package dev.sallyport.adapters.jwt;

import static dev.sallyport.application.port.Given.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.FeedIssuer.Feed;
import dev.sallyport.application.port.FeedIssuer.Keys;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class JwtFeedIssuerTest {

  private static final String ISSUER = "https://auth.example.org";

  private final KeyRing ring = TestKeys.ring(TestKeys.RSA);
  private final AtomicReference<KeyRing> current = new AtomicReference<>(ring);
  private final JwtFeedIssuer issuer = new JwtFeedIssuer(current::get, ISSUER);
  private final String feed = issuer.keys().sign(saying(), NOW);

  private static Feed saying() {
    return new Feed(
        new FeedEpoch("the-first-epoch-of-all"),
        3,
        5,
        true,
        List.of(new Entry(new SessionId(new UUID(7, 1)), new Revocation(2, NOW.plusSeconds(960)))));
  }

  private static JsonNode decoded(String segment) throws JsonProcessingException {
    return json(new String(Base64.getUrlDecoder().decode(segment), UTF_8));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new JsonMapper().readTree(text);
  }

  @Tag("ASVS-14.2.4")
  @Test
  void a_feed_says_exactly_what_it_promises() throws JsonProcessingException {
    String[] segments = feed.split("\\.", -1);

    assertThat(decoded(segments[0]))
        .isEqualTo(
            json(
                "{\"alg\":\"RS256\",\"typ\":\"sallyport-revocations+jwt\",\"kid\":\"%s\"}"
                    .formatted(ring.kids().getFirst())));
    long now = NOW.getEpochSecond();
    assertThat(decoded(segments[1]))
        .isEqualTo(
            json(
                """
                {"iss":"https://auth.example.org","iat":%d,"exp":%d,\
                "epoch":"the-first-epoch-of-all","after":3,"seq":5,"more":true,"kids":["%s"],\
                "entries":[["00000000-0000-0007-0000-000000000001",2,%d]]}\
                """
                    .formatted(now, now + 30, ring.kids().getFirst(), now + 961)));
  }

  @Test
  void the_key_that_signs_is_among_those_it_tells_of_whatever_happens_meanwhile()
      throws JsonProcessingException {
    Keys before = issuer.keys();
    current.set(TestKeys.ring(TestKeys.OTHER_RSA));

    for (Keys keys : List.of(before, issuer.keys())) {
      String[] segments = keys.sign(saying(), NOW).split("\\.", -1);
      JsonNode kid = decoded(segments[0]).get("kid");
      assertThat(decoded(segments[1]).get("kids")).containsExactly(kid);
      assertThat(keys.kids()).containsExactly(kid.textValue());
    }
    assertThat(before.kids()).isEqualTo(ring.kids());
    assertThat(issuer.keys().kids()).isNotEqualTo(ring.kids());
  }

  @Tag("N-10")
  @Tag("ASVS-9.2.2")
  @Test
  void a_feed_is_no_access_token() {
    var policy = new AccessPolicy(ISSUER, ISSUER, "sallyport", Duration.ofMinutes(15));

    assertThat(new JwtVerifier(ring, policy).verify(feed, NOW)).isEqualTo(new Invalid());
    assertThat(new JwsGate("at+jwt").open(feed, ring)).isInstanceOf(JwsGate.Refused.class);
    assertThat(new JwsGate(JwtFeedIssuer.TYP).open(feed, ring)).isInstanceOf(JwsGate.Opened.class);
  }
}
