package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import dev.sallyport.adapters.jwt.PublicKeys;
import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The revocation feed of the fat jar, as another service reads it.
final class RevocationFeedIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final String SECRET = "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M";
  private static final String BEARER = "Bearer " + SECRET;
  private static final Duration WELL_UNDER_A_SECOND = Duration.ofMillis(800);

  @TempDir private Path directory;

  private Program program() {
    Program program = new Program(directory).with("SALLYPORT_FEED_SECRET", SECRET);
    program.run(PASSWORD + "\n", "user", "add", "alice");
    return program;
  }

  private static HttpResponse<String> good(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/jwt");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return answer;
  }

  /// The claims, whoever signed them.
  private static JsonNode claims(String jwt) {
    String payload = jwt.substring(jwt.indexOf('.') + 1, jwt.lastIndexOf('.'));
    try {
      return new JsonMapper().readTree(Base64.getUrlDecoder().decode(payload));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode claims(HttpResponse<String> answer) {
    return claims(good(answer).body());
  }

  private static String after(JsonNode feed) {
    return "?after=" + feed.get("seq").asLong() + "&epoch=" + feed.get("epoch").textValue();
  }

  private static String sidOf(Held held) {
    return claims(held.access()).get("sid").textValue();
  }

  private static List<String> sids(JsonNode feed) {
    var sids = new ArrayList<String>();
    feed.get("entries").forEach(entry -> sids.add(entry.get(0).textValue()));
    return sids;
  }

  /// The feed that answers a long poll, which must be there soon after what has just happened.
  private static JsonNode soon(CompletableFuture<HttpResponse<String>> poll) {
    long since = System.nanoTime();
    JsonNode feed = claims(poll.join());
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(WELL_UNDER_A_SECOND);
    return feed;
  }

  @Test
  void whoever_waits_is_told_of_whatever_ends_a_session() {
    Program program = program();
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      var service = new Service(server.url());
      Held one = alice.logIn("alice", PASSWORD).tokens();
      Held two = alice.logIn("alice", PASSWORD).tokens();
      Held three = alice.logIn("alice", PASSWORD).tokens();
      JsonNode first = claims(service.feed("", "Authorization", BEARER));
      assertThat(first.get("entries")).isEmpty();

      long begun = System.nanoTime();
      var inVain = service.feed(after(first), "Authorization", BEARER, "Prefer", "wait=1");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(850));
      assertThat(claims(inVain).get("entries")).isEmpty();

      var poll = service.feedLater(after(first), "Authorization", BEARER, "Prefer", "wait=20");
      assertThat(alice.me(one).status()).isEqualTo(200);
      assertThat(poll).isNotDone();
      assertThat(alice.logOut(one).status()).isEqualTo(204);
      JsonNode loggedOut = soon(poll);
      assertThat(sids(loggedOut)).containsExactly(sidOf(one));
      assertThat(loggedOut.get("after")).isEqualTo(first.get("seq"));
      assertThat(loggedOut.get("epoch")).isEqualTo(first.get("epoch"));
      JsonNode entry = loggedOut.get("entries").get(0);
      JsonNode token = claims(one.access());
      assertThat(entry.get(1).asInt()).isGreaterThan(token.get("gen").asInt());
      assertThat(entry.get(2).asLong()).isGreaterThan(token.get("exp").asLong());

      poll = service.feedLater(after(loggedOut), "Authorization", BEARER, "Prefer", "wait=20");
      assertThat(program.run("", "session", "revoke", sidOf(two)).exit()).isZero();
      JsonNode revoked = soon(poll);
      assertThat(sids(revoked)).containsExactly(sidOf(two));

      poll = service.feedLater(after(revoked), "Authorization", BEARER, "Prefer", "wait=20");
      assertThat(program.run("", "session", "revoke-all", "--everyone").exit()).isZero();
      JsonNode everyone = soon(poll);
      // In two steps: the sessions, then the epoch. Whoever follows sees both in the end.
      JsonNode whole = claims(service.feed(after(revoked), "Authorization", BEARER));
      assertThat(everyone.get("entries")).isNotEmpty();
      assertThat(whole.get("epoch")).isNotEqualTo(first.get("epoch"));
      assertThat(whole.get("after").asLong()).isZero();
      assertThat(sids(whole)).containsExactly(sidOf(one), sidOf(two), sidOf(three));

      poll = service.feedLater(after(whole), "Authorization", BEARER, "Prefer", "wait=20");
      String next =
          program.run("", "key", "rotate").out().replaceAll("(?s)the new key (\\S+) .*", "$1");
      JsonNode rotated = claims(poll.join());
      assertThat(rotated.get("entries")).isEmpty();
      assertThat(rotated.get("kids")).extracting(JsonNode::textValue).contains(next).hasSize(2);
    }
  }

  @Test
  @Tag("N-10")
  void it_is_signed_by_a_published_key_and_opens_nothing() {
    Program program = program();
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      var service = new Service(server.url());
      Held held = alice.logIn("alice", PASSWORD).tokens();
      String feed = good(service.feed("", "Authorization", BEARER)).body();

      var keys =
          PublicKeys.parse(alice.get("/.well-known/jwks.json").body().toString().getBytes(UTF_8))
              .orElseThrow();
      var gate = new JwsGate("sallyport-revocations+jwt", 16_384, Limits.FEED);
      assertThat(gate.open(feed, keys)).isInstanceOf(JwsGate.Opened.class);
      assertThat(new JwsGate("at+jwt").open(feed, keys))
          .isEqualTo(new JwsGate.Refused(JwsGate.Refusal.WRONG_TYPE));
      JsonNode claims = claims(feed);
      assertThat(claims.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder(
              "iss", "iat", "exp", "epoch", "after", "seq", "more", "kids", "entries");
      assertThat(claims.get("iss")).isEqualTo(claims(held.access()).get("iss"));
      assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(30);
      assertThat(claims.get("kids"))
          .extracting(JsonNode::textValue)
          .containsExactlyElementsOf(keys.kids());

      for (String noAccessToken : List.of(feed, SECRET)) {
        HttpResponse<String> refused = service.me(noAccessToken);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("problem:invalid-token", "\"reason\":\"invalid\"");
      }
      assertThat(service.feed("", "Authorization", "Bearer " + feed).statusCode()).isEqualTo(401);
      assertThat(alice.me(held).status()).isEqualTo(200);
    }
    assertThat(program.printed()).doesNotContain(SECRET);
  }

  @Test
  void only_the_secret_opens_it_and_a_version_that_is_known_is_not_sent_again() {
    try (Server server = program().serve()) {
      var alice = new Visitor(server.url());
      var service = new Service(server.url());
      Held held = alice.logIn("alice", PASSWORD).tokens();

      assertThat(service.feedOfNobody().statusCode()).isEqualTo(401);
      for (String wrong :
          List.of(held.access(), SECRET.substring(1), SECRET + "A", SECRET.replace('k', 'K'))) {
        var refused = service.feed("", "Authorization", "Bearer " + wrong);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("problem:invalid-token").doesNotContain(wrong);
      }

      var known = good(service.feed("", "Authorization", BEARER));
      String tag = known.headers().firstValue("ETag").orElseThrow();
      var unchanged = service.feed("", "Authorization", BEARER, "If-None-Match", tag);
      assertThat(unchanged.statusCode()).isEqualTo(304);
      assertThat(unchanged.body()).isEmpty();
      assertThat(unchanged.headers().firstValue("ETag")).contains(tag);
      alice.logOut(held);
      var changed = good(service.feed("", "Authorization", BEARER, "If-None-Match", tag));
      assertThat(sids(claims(changed))).containsExactly(sidOf(held));
    }
  }

  @Test
  void without_the_setting_there_is_no_feed() {
    try (Server server = new Program(directory).serve()) {
      var service = new Service(server.url());

      assertThat(service.feed("", "Authorization", BEARER).statusCode()).isEqualTo(404);
      assertThat(service.feedOfNobody().statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_server_that_is_stopped_does_not_wait_for_those_who_wait() {
    var polls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    long stopping;
    try (Server server = program().serve()) {
      for (int i = 0; i < 4; i++) {
        var each = new Service(server.url());
        // The connection is there, and is used again.
        JsonNode first = claims(each.feed("", "Authorization", BEARER));
        polls.add(each.feedLater(after(first), "Authorization", BEARER, "Prefer", "wait=20"));
      }
      assertThat(new Visitor(server.url()).get("/health").status()).isEqualTo(200);
      assertThat(polls).noneMatch(CompletableFuture::isDone);
      stopping = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(8));
    assertThat(polls).allSatisfy(poll -> assertThat(claims(poll.join()).get("entries")).isEmpty());
  }
}
