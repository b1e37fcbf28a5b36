package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.RefreshTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The refresh cookie for its successor, over the wire.
final class RefreshTest {

  private static final String KEY = "kkkkkkkkkkkkkkkk";

  private TestServer server;
  private Browser browser;

  @BeforeEach
  void signIn() throws IOException {
    server = TestServer.start();
    browser = server.signIn();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void isRefused(Reply reply, String reason) {
    reply.isProblem(401, "invalid-refresh-token");
    assertThat(reply.reason()).contains(reason);
    assertThat(reply.clearsCookies()).isTrue();
  }

  @Tag("ASVS-3.3.1")
  @Tag("ASVS-3.3.2")
  @Tag("ASVS-3.3.3")
  @Tag("ASVS-3.3.4")
  @Tag("ASVS-3.3.5")
  @Tag("ASVS-10.1.1")
  @Test
  void a_refresh_renews_everything_but_the_csrf_token() throws IOException {
    server.advance(Duration.ofDays(2));

    var reply = server.send(browser.refreshing()).isOk();

    var next = Browser.of(reply);
    assertThat(next.access()).isNotEqualTo(browser.access());
    assertThat(next.refresh()).isNotEqualTo(browser.refresh());
    assertThat(next.csrf()).isEqualTo(browser.csrf());
    assertThat(reply.text("token_type")).isEqualTo("Bearer");
    assertThat(reply.json().get("expires_in").intValue()).isEqualTo(900);
    assertThat(reply.text("csrf_token")).isEqualTo(browser.csrf());
    assertThat(reply.json().size()).isEqualTo(4);
    assertThat(reply.body()).doesNotContain(next.refresh());
    assertThat(reply.one("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.all("Set-Cookie"))
        .containsExactly(
            "__Host-Http-refresh="
                + next.refresh()
                + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800",
            "__Host-csrf=" + browser.csrf() + "; Path=/; Secure; SameSite=Strict; Max-Age=604800");
    server.send(next.me()).isOk();
    server.send(browser.me()).isProblem(401, "invalid-token");
  }

  @Test
  void no_cookie_outlives_the_session() throws IOException {
    var current = browser;
    for (int day = 0; day < 4; day++) {
      server.advance(Duration.ofDays(6).plusHours(12));
      current = Browser.of(server.send(current.refreshing()).isOk());
    }
    var reply = server.send(current.refreshing()).isOk();

    long left = Duration.ofDays(30).minus(Duration.ofDays(26)).toSeconds();
    assertThat(reply.all("Set-Cookie")).allMatch(line -> line.endsWith("Max-Age=" + left));
  }

  @Test
  void without_the_cookie_nothing_is_refreshed_and_nothing_cleared() throws IOException {
    var reply =
        server
            .send(Ask.post("/auth/refresh").with("X-CSRF-Token", browser.csrf()))
            .isProblem(401, "invalid-refresh-token");

    assertThat(reply.reason()).contains("unknown");
    assertThat(reply.all("Set-Cookie")).isEmpty();
  }

  @Tag("R-01")
  @Tag("R-02")
  @Tag("ASVS-10.4.5")
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void a_spent_token_ends_the_session_for_both_holders(int rotations) throws IOException {
    var current = browser;
    for (int i = 0; i < rotations; i++) {
      current = Browser.of(server.send(current.refreshing()).isOk());
    }

    isRefused(server.send(browser.refreshing()), "replayed");

    isRefused(server.send(current.refreshing()), "ended");
    var me = server.send(current.me()).isProblem(401, "invalid-token");
    assertThat(me.reason()).contains("revoked");
    assertThat(server.log.events(TokenReused.class)).hasSize(1);
  }

  @Tag("R-04")
  @Tag("ASVS-16.3.3")
  @Test
  void a_replay_is_reported_once() throws IOException {
    server.send(browser.refreshing()).isOk();
    for (int i = 0; i < 5; i++) {
      isRefused(server.send(browser.refreshing()), i == 0 ? "replayed" : "ended");
    }
    assertThat(server.log.events(TokenReused.class)).hasSize(1);
  }

  @Tag("R-05")
  @Tag("ASVS-2.3.4")
  @Tag("ASVS-15.4.1")
  @Test
  void of_many_at_once_exactly_one_wins() throws Exception {
    for (int round = 0; round < 5; round++) {
      var victim = server.signIn();
      List<Callable<Reply>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(() -> server.send(victim.refreshing()));
      }
      var statuses = new ArrayList<Integer>();
      try (var threads = Executors.newFixedThreadPool(20)) {
        for (Future<Reply> reply : threads.invokeAll(calls)) {
          statuses.add(reply.get().status());
        }
      }
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 401);
      assertThat(server.isLive(victim)).isFalse();
    }
  }

  @Tag("R-08")
  @Tag("ASVS-7.4.1")
  @ParameterizedTest
  @ValueSource(strings = {"LOGGED_OUT", "REVOKED", "PASSWORD_CHANGED", "USER_DISABLED"})
  void a_session_that_was_ended_stays_so(EndCause cause) throws IOException {
    var seen = server.sessionOf(browser);
    server
        .database
        .sessions()
        .replace(seen, seen.ended(cause, ClientAddress.NONE, server.clock.instant(), Given.POLICY));

    isRefused(server.send(browser.refreshing()), "ended");
  }

  @Tag("R-09")
  @Tag("ASVS-7.3.1")
  @Test
  void an_idle_session_expires() throws IOException {
    server.advance(Duration.ofDays(7));

    isRefused(server.send(browser.refreshing()), "expired");
  }

  @Tag("R-11")
  @Tag("ASVS-8.2.2")
  @Test
  void a_token_of_somebody_else_in_the_other_header_changes_nothing() throws IOException {
    var other = server.signIn();

    var reply = server.send(browser.refreshing().bearer(other.access())).isOk();

    assertThat(server.sessionOf(browser).generation()).isEqualTo(2);
    assertThat(server.sessionOf(other).generation()).isEqualTo(1);
    assertThat(reply.cookie(SessionCookies.CSRF)).contains(browser.csrf());
  }

  @Tag("R-12")
  @Tag("J-53")
  @Tag("ASVS-9.2.2")
  @Test
  void a_token_of_another_installation_or_kind_is_unknown() throws IOException {
    var foreign = new RefreshTokens(Given.seed(99).roots()).of(server.sessionOf(browser)).text();
    var reply =
        server.send(
            Ask.post("/auth/refresh")
                .with(
                    "Cookie",
                    Browser.refreshCookie(foreign) + "; " + Browser.csrfCookie(browser.csrf()))
                .with("X-CSRF-Token", browser.csrf()));
    isRefused(reply, "unknown");
    isRefused(
        server.send(
            browser.refreshingWith(
                List.of(
                    Browser.refreshCookie(browser.access()), Browser.csrfCookie(browser.csrf())))),
        "unknown");
    assertThat(server.isLive(browser)).isTrue();
    assertThat(server.sessionOf(browser).generation()).isEqualTo(1);
  }

  @Tag("R-13")
  @Tag("ASVS-8.2.3")
  @Tag("ASVS-15.3.3")
  @Test
  void a_body_does_not_belong_here() throws IOException {
    String body = "{\"roles\":[\"admin\"],\"expires_in\":999999}";
    Ask ask =
        new Ask("POST", "/auth/refresh", List.of(), "")
            .with("Cookie", browser.cookies())
            .with("X-CSRF-Token", browser.csrf());
    var reply =
        server
            .send(ask.carrying(body).with("Content-Type", "application/json"))
            .isProblem(400, "invalid-request");
    assertThat(reply.errors()).containsExactly("body:not_expected");
    server
        .send(
            new Ask("POST", "/auth/refresh", ask.lines(), "0\r\n\r\n")
                .with("Transfer-Encoding", "chunked"))
        .isProblem(400, "invalid-request");
    assertThat(server.sessionOf(browser).generation()).isEqualTo(1);
  }

  @Tag("R-14")
  @Tag("ASVS-2.3.3")
  @Tag("ASVS-16.5.3")
  @Test
  void a_write_that_fails_burns_nothing() throws IOException {
    server.database.failNextWrite(Fault.BEFORE_COMMIT);

    var reply = server.send(browser.refreshing()).isProblem(503, "unavailable");

    assertThat(reply.one("Retry-After")).isEqualTo("1");
    assertThat(reply.all("Set-Cookie")).isEmpty();
    server.send(browser.refreshing()).isOk();
  }

  @Tag("R-15")
  @Test
  void a_lost_answer_is_had_again_with_its_key_and_no_other() throws IOException {
    var first = server.send(browser.refreshing().with("Idempotency-Key", KEY)).isOk();

    var again = server.send(browser.refreshing().with("Idempotency-Key", KEY)).isOk();

    assertThat(again.cookie(SessionCookies.REFRESH))
        .isEqualTo(first.cookie(SessionCookies.REFRESH));
    isRefused(
        server.send(browser.refreshing().with("Idempotency-Key", KEY.replace('k', 'x'))),
        "replayed");
  }

  @Tag("R-15")
  @Test
  void an_answer_lost_by_the_store_is_had_again_with_its_key() throws IOException {
    server.database.failNextWrite(Fault.AFTER_COMMIT);
    server.send(browser.refreshing().with("Idempotency-Key", KEY)).isProblem(503, "unavailable");

    server.send(browser.refreshing().with("Idempotency-Key", KEY)).isOk();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "kkkkkkkkkkkkkkk",
        "kkkkkkkkkkkkkkk=",
        "kkkkkkkk kkkkkkkk",
        "\"kkkkkkkkkkkkkkkk\"",
        "kkkkkkkkkkkkkkkk, kkkkkkkkkkkkkkkk",
        "kkkkkkkkkkkkkkk\u00e9"
      })
  void a_malformed_idempotency_key_is_refused_before_anything_happens(String key)
      throws IOException {
    var reply =
        server
            .send(browser.refreshing().with("Idempotency-Key", key))
            .isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly("Idempotency-Key:malformed");
    assertThat(server.sessionOf(browser).generation()).isEqualTo(1);
  }

  @Test
  void an_idempotency_key_that_is_too_long_or_comes_twice_is_refused() throws IOException {
    server
        .send(browser.refreshing().with("Idempotency-Key", "k".repeat(129)))
        .isProblem(400, "invalid-request");
    server
        .send(browser.refreshing().with("Idempotency-Key", KEY).with("Idempotency-Key", KEY))
        .isProblem(400, "invalid-request");
    server.send(browser.refreshing().with("Idempotency-Key", "k".repeat(128))).isOk();
  }

  /// Each request has everything wrong that stands in the order from there on.
  @Tag("ASVS-2.3.1")
  @Test
  void refusals_come_in_the_order_of_the_contract() throws IOException {
    var bad =
        Ask.of("POST", "/auth/refresh")
            .with("Origin", "https://evil.example")
            .with("Idempotency-Key", "bad");
    server.send(new Ask("POST", "/nowhere", bad.lines(), "")).isProblem(404, "not-found");
    server
        .send(new Ask("GET", "/auth/refresh", bad.lines(), ""))
        .isProblem(405, "method-not-allowed");
    server.send(bad.with("Content-Length", "16385")).isProblem(413, "too-large");
    server.send(bad.carrying("x")).isProblem(400, "invalid-request");
    server.send(bad).isProblem(403, "csrf");
    server
        .send(Ask.post("/auth/refresh").with("Idempotency-Key", "bad"))
        .isProblem(401, "invalid-refresh-token");
    server
        .send(
            Ask.post("/auth/refresh")
                .with("Cookie", browser.cookies())
                .with("Idempotency-Key", "bad"))
        .isProblem(403, "csrf");
    server.send(browser.loggingOut());
    server
        .send(browser.refreshing().with("Idempotency-Key", "bad"))
        .isProblem(400, "invalid-request");
    isRefused(server.send(browser.refreshing()), "ended");
  }
}
