package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.throttle.Unlimited;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is limited, over the wire.
final class LimitsTest {

  private static final Throttle TWENTY_A_MINUTE = new Limit(20, Duration.ofMinutes(1));
  private static final Throttle FIVE_A_MINUTE = new Limit(5, Duration.ofMinutes(1));
  private static final Unlimited OFF = new Unlimited();

  private static LimitPolicy loginsPerAddress(Throttle throttle) {
    return LimitPolicy.of(throttle, 0, OFF, OFF);
  }

  private static LimitPolicy failures() {
    return LimitPolicy.of(OFF, 5, OFF, OFF);
  }

  /// Without what differs from answer to answer: the request id.
  private static Reply withoutId(Reply reply) {
    String id = reply.one("X-Request-Id");
    return new Reply(
        reply.status(),
        reply.lines().stream()
            .filter(line -> !line.startsWith("Date:"))
            .map(line -> line.replace(id, "ID"))
            .toList(),
        reply.body().replace(id, "ID"));
  }

  @Test
  @Tag("T-01")
  void after_so_many_logins_an_address_waits_with_the_right_password_too() throws IOException {
    try (var server = TestServer.startWithLimits(loginsPerAddress(TWENTY_A_MINUTE))) {
      for (int i = 0; i < 20; i++) {
        server
            .send(TestServer.login("alice", "a wrong password"))
            .isProblem(401, "invalid-credentials");
      }
      for (String password : List.of("a wrong password", TestServer.PASSWORD)) {
        var reply = server.send(TestServer.login("alice", password));
        reply.isProblem(429, "too-many-requests");
        assertThat(reply.one("Retry-After")).isEqualTo("3");
        assertThat(reply.one("RateLimit-Policy")).isEqualTo("\"login-per-address\";q=20;w=60");
        assertThat(reply.one("RateLimit")).isEqualTo("\"login-per-address\";r=0;t=3");
        assertThat(reply.all("Set-Cookie")).isEmpty();
      }
      server.advance(Duration.ofSeconds(3));
      server.send(TestServer.login("alice", TestServer.PASSWORD)).isOk();
    }
  }

  @Test
  @Tag("T-04")
  @Tag("ASVS-2.4.1")
  @Tag("ASVS-6.3.1")
  void of_sixty_guesses_at_once_no_more_than_twenty_reach_the_hasher() throws Exception {
    try (var server = TestServer.startWithLimits(loginsPerAddress(TWENTY_A_MINUTE))) {
      List<Callable<Integer>> guesses = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        guesses.add(() -> server.send(TestServer.login("alice", "a wrong password")).status());
      }
      List<Integer> statuses = new ArrayList<>();
      try (var threads = Executors.newFixedThreadPool(20)) {
        for (var guess : threads.invokeAll(guesses)) {
          statuses.add(guess.get());
        }
      }
      assertThat(statuses.stream().filter(status -> status == 401)).hasSize(20);
      assertThat(statuses).as("503 on a machine that stands still").isSubsetOf(401, 429, 503);
      assertThat(server.hasher.verifications()).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @MethodSource("madeUpAddresses")
  @Tag("T-06")
  @Tag("T-07")
  @Tag("T-12")
  @Tag("ASVS-4.1.3")
  @Tag("ASVS-15.3.4")
  void an_address_that_the_caller_makes_up_changes_nothing(String header) throws IOException {
    try (var server = TestServer.startWithLimits(loginsPerAddress(FIVE_A_MINUTE))) {
      for (int i = 0; i < 5; i++) {
        server
            .send(
                TestServer.login("alice", "a wrong password")
                    .with(header, valueOf(header, "203.0.113." + i)))
            .isProblem(401, "invalid-credentials");
      }
      server
          .send(
              TestServer.login("alice", TestServer.PASSWORD)
                  .with(header, valueOf(header, "203.0.113.9")))
          .isProblem(429, "too-many-requests");
    }
  }

  static Stream<String> madeUpAddresses() {
    return Stream.of(
        "X-Forwarded-For",
        "Forwarded",
        "X-Real-IP",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Originating-IP");
  }

  private static String valueOf(String header, String address) {
    return header.equals("Forwarded") ? "for=" + address : address;
  }

  @Test
  @Tag("T-15")
  @Tag("T-16")
  @Tag("ASVS-6.3.8")
  void a_name_that_is_slowed_down_answers_the_same_whatever_the_password_and_whoever_has_it()
      throws IOException {
    try (var server = TestServer.startWithLimits(failures())) {
      for (int i = 0; i < 5; i++) {
        server.send(TestServer.login("alice", "wrong")).isProblem(401, "invalid-credentials");
        server.send(TestServer.login("nobody", "wrong")).isProblem(401, "invalid-credentials");
      }
      var wrong = withoutId(server.send(TestServer.login("alice", "wrong")));

      wrong.isProblem(429, "too-many-requests");
      assertThat(wrong.one("RateLimit-Policy")).isEqualTo("\"login-failures\";q=5");
      assertThat(withoutId(server.send(TestServer.login("alice", TestServer.PASSWORD))))
          .isEqualTo(wrong);
      assertThat(withoutId(server.send(TestServer.login("nobody", "wrong")))).isEqualTo(wrong);
    }
  }

  @Test
  @Tag("T-13")
  void a_browser_that_the_user_has_signed_in_with_is_not_slowed_down_by_others()
      throws IOException {
    try (var server = TestServer.startWithLimits(failures())) {
      var device =
          server
              .send(TestServer.login("alice", TestServer.PASSWORD))
              .cookie(SessionCookies.DEVICE)
              .orElseThrow();
      for (int i = 0; i < 20; i++) {
        server.send(TestServer.login("alice", "wrong"));
      }
      server
          .send(TestServer.login("alice", TestServer.PASSWORD))
          .isProblem(429, "too-many-requests");

      var known =
          TestServer.login("alice", TestServer.PASSWORD)
              .with("Cookie", SessionCookies.DEVICE + "=" + device);
      var reply = server.send(known).isOk();
      assertThat(reply.cookie(SessionCookies.DEVICE)).isPresent().isNotEqualTo(device);
      var twice = known.with("Cookie", SessionCookies.DEVICE + "=" + device);
      server.send(twice).isProblem(429, "too-many-requests");
    }
  }

  @Test
  void a_logout_leaves_the_browser_known() throws IOException {
    try (var server = TestServer.startWithLimits(failures())) {
      var reply = server.send(server.signIn().loggingOut());

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.cookie(SessionCookies.DEVICE)).isEmpty();
    }
  }

  @Test
  @Tag("R-21")
  void guesses_at_refresh_tokens_are_limited_per_address_and_change_nothing() throws IOException {
    var random = new Random(21);
    try (var server = TestServer.startWithLimits(LimitPolicy.of(OFF, 0, OFF, FIVE_A_MINUTE))) {
      var browser = server.signIn();
      String csrf = browser.csrf();
      for (int i = 0; i < 200; i++) {
        byte[] guess = new byte[54];
        random.nextBytes(guess);
        guess[0] = 1;
        guess[1] = 1;
        guess[18] = 0;
        String text = Base64.getUrlEncoder().encodeToString(guess);
        assertThat(text).hasSize(RefreshToken.TEXT_LENGTH);
        var reply =
            server.send(
                Ask.post("/auth/refresh")
                    .with("Cookie", Browser.refreshCookie(text) + "; " + Browser.csrfCookie(csrf))
                    .with("X-CSRF-Token", csrf));
        if (i < 5) {
          reply.isProblem(403, "csrf");
        } else {
          reply.isProblem(429, "too-many-requests");
          assertThat(reply.one("RateLimit-Policy")).startsWith("\"refresh-per-address\"");
          assertThat(reply.all("Set-Cookie")).as("cookies are kept").isEmpty();
        }
      }
      assertThat(server.hasher.verifications()).isEqualTo(1);
      assertThat(server.isLive(browser)).isTrue();
      server.advance(Duration.ofMinutes(1));
      server.send(browser.refreshing()).isOk();
    }
  }

  @Test
  @Tag("R-21")
  void guesses_at_the_mac_of_a_session_whose_csrf_token_is_known_are_limited_too()
      throws IOException {
    var random = new Random(22);
    try (var server = TestServer.startWithLimits(LimitPolicy.of(OFF, 0, OFF, FIVE_A_MINUTE))) {
      var browser = server.signIn();
      byte[] guess = Base64.getUrlDecoder().decode(browser.refresh());
      for (int i = 0; i < 200; i++) {
        byte[] mac = new byte[32];
        random.nextBytes(mac);
        System.arraycopy(mac, 0, guess, guess.length - mac.length, mac.length);
        String text = Base64.getUrlEncoder().encodeToString(guess);
        var reply = server.send(new Browser("", text, browser.csrf()).refreshing());
        if (i < 5) {
          reply.isProblem(401, "invalid-refresh-token");
        } else {
          reply.isProblem(429, "too-many-requests");
        }
      }
      assertThat(server.hasher.verifications()).isEqualTo(1);
      server.advance(Duration.ofMinutes(1));
      server.send(browser.refreshing()).isOk();
    }
  }

  @Test
  void a_malformed_refresh_cookie_is_refused_before_it_counts() throws IOException {
    try (var server = TestServer.startWithLimits(LimitPolicy.of(OFF, 0, OFF, FIVE_A_MINUTE))) {
      for (int i = 0; i < 20; i++) {
        server
            .send(Ask.post("/auth/refresh").with("Cookie", Browser.refreshCookie("x")))
            .isProblem(401, "invalid-refresh-token");
      }
      server.send(server.signIn().refreshing()).isOk();
    }
  }

  @Test
  @Tag("T-24")
  @Tag("ASVS-2.3.2")
  @Tag("ASVS-2.4.1")
  void each_route_that_needs_no_access_token_has_a_limit_of_its_own() throws IOException {
    try (var server = TestServer.startWithLimits(LimitPolicy.of(OFF, 0, OFF, FIVE_A_MINUTE))) {
      var browser = server.signIn();
      List<Ask> routes =
          List.of(
              browser.refreshing().with("X-CSRF-Token", "another"),
              browser.loggingOut().with("X-CSRF-Token", "another"),
              Ask.get("/auth/csrf").with("Cookie", browser.cookies()),
              Ask.get("/.well-known/jwks.json"),
              Ask.get("/.well-known/oauth-authorization-server"));
      for (Ask route : routes) {
        List<Integer> statuses =
            IntStream.range(0, 7).mapToObj(_ -> statusOf(server, route)).toList();
        assertThat(statuses.subList(0, 5)).as(route.path()).doesNotContain(429);
        assertThat(statuses.subList(5, 7)).as(route.path()).containsOnly(429);
      }
      server.send(browser.me()).isOk();
      server.send(Ask.get("/health")).isOk();
    }
  }

  private static int statusOf(TestServer server, Ask ask) {
    try {
      return server.send(ask).status();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_session_that_is_refreshed_too_often_keeps_its_cookies_and_waits() throws IOException {
    var thirty = new Limit(3, Duration.ofMinutes(1));
    try (var server = TestServer.startWithLimits(LimitPolicy.of(OFF, 0, thirty, OFF))) {
      var browser = server.signIn();
      for (int i = 0; i < 3; i++) {
        browser = Browser.of(server.send(browser.refreshing()).isOk());
      }
      var reply = server.send(browser.refreshing());
      reply.isProblem(429, "too-many-requests");
      assertThat(reply.one("RateLimit-Policy")).isEqualTo("\"refresh-per-session\";q=3;w=60");
      assertThat(reply.all("Set-Cookie")).isEmpty();

      server.advance(Duration.ofSeconds(20));
      server.send(browser.refreshing()).isOk();
    }
  }

  @Test
  @Tag("T-08")
  void behind_a_trusted_proxy_each_client_counts_for_itself() throws IOException {
    try (var server = TestServer.startBehind("127.0.0.1", loginsPerAddress(FIVE_A_MINUTE))) {
      for (int i = 0; i < 5; i++) {
        server
            .send(from("203.0.113." + i + ", 198.51.100.1"))
            .isProblem(401, "invalid-credentials");
      }
      server.send(from("203.0.113.9, 198.51.100.1")).isProblem(429, "too-many-requests");
      server.send(from("198.51.100.2")).isProblem(401, "invalid-credentials");
    }
  }

  private static Ask from(String forwardedFor) {
    return TestServer.login("alice", "a wrong password").with("X-Forwarded-For", forwardedFor);
  }
}
