package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SecurityEvent.CsrfRefused;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.EndCause;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What another site can make a browser send, and what becomes of it: nothing.
final class CsrfTest {

  private TestServer server;
  private Browser browser;

  @BeforeEach
  void signIn() throws IOException {
    server = TestServer.startWithAllowedOrigin();
    browser = server.signIn();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// The refusal, after which everything is as it was, and the log tells.
  private void isForged(Ask ask) throws IOException {
    int before = server.log.events(CsrfRefused.class).size();

    var reply = server.send(ask).isProblem(403, "csrf");

    assertThat(reply.all("Set-Cookie")).isEmpty();
    assertThat(server.sessionOf(browser).generation()).isEqualTo(1);
    assertThat(server.isLive(browser)).isTrue();
    assertThat(server.log.events(CsrfRefused.class)).hasSize(before + 1);
  }

  private Ask refreshing(String cookies, String... headers) {
    Ask ask = Ask.post("/auth/refresh").with("Cookie", cookies);
    for (String header : headers) {
      ask = ask.with("X-CSRF-Token", header);
    }
    return ask;
  }

  @Tag("X-01")
  @Tag("X-19")
  @Tag("ASVS-3.5.1")
  @Tag("ASVS-16.3.3")
  @Test
  void the_cookies_alone_refresh_nothing() throws IOException {
    isForged(refreshing(browser.cookies()));
    server.send(browser.refreshing()).isOk();
  }

  @Tag("X-18")
  @Tag("ASVS-3.5.1")
  @Test
  void the_cookies_alone_log_nobody_out() throws IOException {
    isForged(Ask.post("/auth/logout").with("Cookie", browser.cookies()));
    server.send(browser.me()).isOk();
  }

  @Tag("X-02")
  @Tag("X-03")
  @Test
  void the_header_and_the_cookie_must_both_come_and_be_equal() throws IOException {
    String refresh = Browser.refreshCookie(browser.refresh());
    isForged(refreshing(refresh, browser.csrf()));
    isForged(refreshing(refresh + "; " + Browser.csrfCookie(browser.csrf())));
    String other = server.signIn().csrf();
    isForged(refreshing(browser.cookies(), other));
    isForged(refreshing(refresh + "; " + Browser.csrfCookie(other), browser.csrf()));
  }

  @Tag("X-04")
  @Tag("X-05")
  @Tag("X-06")
  @Tag("ASVS-3.5.1")
  @Test
  void an_equal_pair_that_is_not_signed_for_this_session_is_refused() throws IOException {
    String refresh = Browser.refreshCookie(browser.refresh());
    var other = server.signIn();
    server.send(other.loggingOut());
    for (String token :
        List.of("aaaa", "a".repeat(66), "a".repeat(22) + "." + "a".repeat(43), other.csrf())) {
      isForged(refreshing(refresh + "; " + Browser.csrfCookie(token), token));
    }
  }

  @Tag("X-07")
  @Test
  void a_token_that_is_not_exactly_the_sessions_is_refused() throws IOException {
    String refresh = Browser.refreshCookie(browser.refresh());
    String good = browser.csrf();
    for (int at = 0; at < good.length(); at++) {
      char c = good.charAt(at) == 'A' ? 'B' : 'A';
      String flipped = good.substring(0, at) + c + good.substring(at + 1);
      isForged(refreshing(refresh + "; " + Browser.csrfCookie(flipped), flipped));
    }
    for (String bad :
        List.of(
            "",
            ".",
            good + "A",
            good.substring(1),
            good + "=",
            good + ", " + good,
            good.toUpperCase(Locale.ROOT),
            good.toLowerCase(Locale.ROOT),
            good.replace('.', ','),
            "0123456789ABCDEF".repeat(4),
            '"' + good + '"')) {
      isForged(refreshing(refresh + "; " + Browser.csrfCookie(bad), bad));
    }
    isForged(refreshing(browser.cookies(), good, good));
    isForged(refreshing(browser.cookies(), good, "other"));
  }

  @Tag("X-08")
  @Tag("X-09")
  @Tag("X-10")
  @Tag("X-18")
  @Tag("X-19")
  @Tag("X-23")
  @Tag("ASVS-3.5.2")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "",
        "https://app.example.evil.com",
        "https://app.example:444",
        "https://app.example:443",
        "http://app.example",
        "https://app.example/",
        "https://APP.example",
        "https://app.example%00.evil",
        "https://evil-app.example",
        "https://app.example@evil",
        "file://",
        "https://app.example, https://evil.example",
        "*"
      })
  void a_foreign_origin_is_refused_even_with_every_token(String origin) throws IOException {
    isForged(browser.refreshing().with("Origin", origin));
    isForged(browser.loggingOut().with("Origin", origin));
    isForged(Ask.get("/auth/csrf").with("Cookie", browser.cookies()).with("Origin", origin));
    isForged(TestServer.login("alice", TestServer.PASSWORD).with("Origin", origin));
  }

  @Tag("X-08")
  @Test
  void two_origins_are_none() throws IOException {
    isForged(
        browser
            .refreshing()
            .with("Origin", TestServer.OWN_ORIGIN)
            .with("Origin", TestServer.OWN_ORIGIN));
  }

  @Tag("X-12")
  @Tag("ASVS-3.5.8")
  @ParameterizedTest
  @ValueSource(
      strings = {"cross-site", "same-site", "none", "foo", "", "Same-Origin", "same-origin, x"})
  void a_request_that_the_browser_says_is_foreign_is_refused(String site) throws IOException {
    isForged(browser.refreshing().with("Sec-Fetch-Site", site));
    isForged(
        browser.refreshing().with("Sec-Fetch-Site", site).with("Origin", TestServer.OWN_ORIGIN));
    isForged(browser.loggingOut().with("Sec-Fetch-Site", site));
    isForged(Ask.get("/auth/csrf").with("Cookie", browser.cookies()).with("Sec-Fetch-Site", site));
    isForged(TestServer.login("alice", TestServer.PASSWORD).with("Sec-Fetch-Site", site));
  }

  @Tag("X-12")
  @Tag("X-22")
  @ParameterizedTest
  @CsvSource({
    "https://app.example, same-origin",
    "https://app.example,",
    "https://pages.app.example, same-site",
    "https://pages.app.example,",
    ", same-origin",
    ","
  })
  void our_own_pages_and_allowed_ones_may(String origin, String site) throws IOException {
    Ask ask = browser.refreshing();
    ask = origin == null ? ask : ask.with("Origin", origin);
    ask = site == null ? ask : ask.with("Sec-Fetch-Site", site);

    server.send(ask).isOk();
  }

  @Tag("X-12")
  @Test
  void an_allowed_origin_across_sites_may_not() throws IOException {
    isForged(
        browser
            .refreshing()
            .with("Origin", TestServer.ALLOWED_ORIGIN)
            .with("Sec-Fetch-Site", "cross-site"));
  }

  @Tag("X-11")
  @Tag("X-13")
  @Test
  void what_is_no_browser_needs_the_tokens_alone() throws IOException {
    server.send(browser.refreshing().with("Referer", "https://evil.example/x")).isOk();
  }

  @Tag("X-15")
  @Tag("ASVS-3.5.3")
  @ParameterizedTest
  @ValueSource(strings = {"/auth/logout", "/auth/refresh", "/auth/login"})
  void nothing_changes_by_a_safe_method(String path) throws IOException {
    for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")) {
      var reply =
          server.send(
              Ask.of(method, path)
                  .with("Cookie", browser.cookies())
                  .with("X-CSRF-Token", browser.csrf()));

      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.one("Allow")).isEqualTo("POST");
      assertThat(reply.all("Set-Cookie")).isEmpty();
    }
    assertThat(server.sessionOf(browser).generation()).isEqualTo(1);
    assertThat(server.isLive(browser)).isTrue();
  }

  @Tag("X-16")
  @Tag("ASVS-4.1.4")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-HTTP-Method-Override",
        "X-Method-Override",
        "X-HTTP-Method",
        "x-http-method-override"
      })
  void no_header_turns_a_method_into_another(String header) throws IOException {
    for (String method : List.of("GET", "POST", "DELETE", "BEFORE", "", "TRACE")) {
      server.send(browser.loggingOut().with(header, method)).isProblem(400, "invalid-request");
      server.send(browser.me().with(header, method)).isProblem(400, "invalid-request");
      server.send(Ask.get("/auth/logout").with(header, method)).isProblem(400, "invalid-request");
      server.send(Ask.post("/anything").with(header, method)).isProblem(400, "invalid-request");
      server
          .send(TestServer.login("alice", TestServer.PASSWORD).with(header, method))
          .isProblem(400, "invalid-request");
    }
    assertThat(server.isLive(browser)).isTrue();
    server
        .send(Ask.get("/auth/logout?_method=POST").with("Cookie", browser.cookies()))
        .isProblem(405, "method-not-allowed");
  }

  @Tag("X-16")
  @ParameterizedTest
  @ValueSource(
      strings = {"BEFORE", "BEFORE_MATCHED", "AFTER", "AFTER_MATCHED", "WEBSOCKET_BEFORE_UPGRADE"})
  void the_names_of_the_frameworks_own_handlers_are_methods_like_any(String method)
      throws IOException {
    assertThat(
            server
                .send(Ask.of(method, "/auth/me"))
                .isProblem(405, "method-not-allowed")
                .one("Allow"))
        .isEqualTo("GET, HEAD");
    server.send(Ask.of(method, "/nowhere")).isProblem(404, "not-found");
  }

  @Tag("X-17")
  @Tag("ASVS-3.5.1")
  @Tag("ASVS-3.5.2")
  @Test
  void nobody_is_signed_in_from_another_site() throws IOException {
    String form = "username=alice&password=" + TestServer.PASSWORD;
    server
        .send(
            Ask.of("POST", "/auth/login")
                .carrying(form)
                .with("Content-Type", "application/x-www-form-urlencoded"))
        .isProblem(415, "unsupported-media-type");
    isForged(TestServer.login("alice", TestServer.PASSWORD).with("Origin", "https://evil.example"));
  }

  @Tag("N-01")
  @ParameterizedTest
  @CsvSource({"/auth/csrf, GET", "/auth/logout, POST"})
  void a_link_from_another_site_signs_nobody_out(String path, String method) throws IOException {
    // A navigation from another site carries no Strict cookies.
    for (String site : List.of("cross-site", "none")) {
      var reply =
          server
              .send(
                  Ask.of(method, path)
                      .with("Content-Length", "0")
                      .with("Sec-Fetch-Site", site)
                      .with("Sec-Fetch-Mode", "navigate"))
              .isProblem(403, "csrf");

      assertThat(reply.all("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void the_token_can_be_read_by_whoever_has_the_refresh_cookie() throws IOException {
    var both = server.send(Ask.get("/auth/csrf").with("Cookie", browser.cookies())).isOk();
    assertThat(both.text("csrf_token")).isEqualTo(browser.csrf());
    assertThat(both.all("Set-Cookie")).isEmpty();

    String refresh = Browser.refreshCookie(browser.refresh());
    for (String cookies :
        List.of(
            refresh,
            refresh + "; " + Browser.csrfCookie(server.signIn().csrf()),
            refresh + "; " + Browser.csrfCookie("x"),
            browser.cookies() + "; " + Browser.csrfCookie("x"))) {
      var reply = server.send(Ask.get("/auth/csrf").with("Cookie", cookies)).isOk();
      assertThat(reply.text("csrf_token")).isEqualTo(browser.csrf());
      assertThat(reply.all("Set-Cookie")).hasSize(1);
      assertThat(reply.cookie(SessionCookies.CSRF)).contains(browser.csrf());
    }
  }

  @Test
  void reading_the_token_judges_no_replay_and_clears_nothing() throws IOException {
    server.send(browser.refreshing()).isOk();

    server.send(Ask.get("/auth/csrf").with("Cookie", browser.cookies())).isOk();
    assertThat(server.isLive(browser)).isTrue();

    server.send(Ask.get("/auth/csrf")).isProblem(401, "invalid-refresh-token");
    var bad = server.send(Ask.get("/auth/csrf").with("Cookie", Browser.refreshCookie("bad")));
    assertThat(bad.isProblem(401, "invalid-refresh-token").all("Set-Cookie")).isEmpty();
    server
        .database
        .sessions()
        .replace(
            server.sessionOf(browser),
            server
                .sessionOf(browser)
                .ended(EndCause.REVOKED, ClientAddress.NONE, server.clock.instant(), Given.POLICY));
    var ended = server.send(Ask.get("/auth/csrf").with("Cookie", browser.cookies()));
    assertThat(ended.isProblem(401, "invalid-refresh-token").reason()).contains("ended");
    assertThat(ended.all("Set-Cookie")).isEmpty();
  }
}
