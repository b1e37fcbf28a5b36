package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which answers other origins' pages can read.
final class CorsTest {

  private static Ask preflight(String path, String origin) {
    return Ask.of("OPTIONS", path)
        .with("Origin", origin)
        .with("Access-Control-Request-Method", "POST")
        .with("Access-Control-Request-Headers", "x-evil, content-type");
  }

  private static List<String> corsHeaders(Reply reply) {
    return reply.lines().stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("access-control-"))
        .toList();
  }

  @Tag("X-20")
  @Tag("X-21")
  @Tag("X-23")
  @Tag("X-26")
  @Tag("ASVS-3.4.2")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "file://",
        "https://pages.app.example.evil",
        "https://evil-pages.app.example",
        "https://pages.app.example@evil",
        "https://pages.app.example/",
        "http://pages.app.example",
        "https://PAGES.app.example",
        "https://app.example",
        "*"
      })
  void an_origin_that_is_not_allowed_gets_no_cors_header(String origin) throws IOException {
    try (var server = TestServer.startWithAllowedOrigin()) {
      var browser = server.signIn();

      var preflight = server.send(preflight("/auth/refresh", origin));
      var me = server.send(browser.me().with("Origin", origin)).isOk();

      assertThat(preflight.isProblem(405, "method-not-allowed").one("Allow")).isEqualTo("POST");
      assertThat(corsHeaders(preflight)).isEmpty();
      assertThat(preflight.one("Vary")).isEqualTo("Origin");
      assertThat(corsHeaders(me)).isEmpty();
      assertThat(me.one("Vary")).isEqualTo("Origin");
    }
  }

  @Tag("X-20")
  @Tag("X-21")
  @Tag("ASVS-3.4.2")
  @Test
  void without_allowed_origins_there_is_no_cors_at_all() throws IOException {
    try (var server = TestServer.start()) {
      var browser = server.signIn();
      for (Ask ask :
          List.of(
              preflight("/auth/refresh", TestServer.ALLOWED_ORIGIN),
              browser.me().with("Origin", TestServer.ALLOWED_ORIGIN),
              browser.me().with("Origin", TestServer.OWN_ORIGIN))) {
        var reply = server.send(ask);
        assertThat(corsHeaders(reply)).isEmpty();
        assertThat(reply.all("Vary")).isEmpty();
      }
    }
  }

  @Tag("X-22")
  @Tag("X-24")
  @Tag("X-26")
  @Tag("ASVS-3.4.2")
  @Test
  void an_allowed_origin_gets_the_fixed_lists_and_nothing_that_it_asked_for() throws IOException {
    try (var server = TestServer.startWithAllowedOrigin()) {
      var reply = server.send(preflight("/auth/refresh", TestServer.ALLOWED_ORIGIN));

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.one("Access-Control-Allow-Origin")).isEqualTo(TestServer.ALLOWED_ORIGIN);
      assertThat(reply.one("Access-Control-Allow-Credentials")).isEqualTo("true");
      assertThat(reply.one("Access-Control-Allow-Methods")).isEqualTo("GET, POST, PATCH, DELETE");
      assertThat(reply.one("Access-Control-Allow-Headers"))
          .isEqualTo("Authorization, Content-Type, X-CSRF-Token, Idempotency-Key");
      assertThat(reply.one("Access-Control-Max-Age")).isEqualTo("600");
      assertThat(reply.one("Vary")).isEqualTo("Origin");
      assertThat(corsHeaders(reply)).as("and no other permission").hasSize(6);
    }
  }

  /// A cache that kept an answer without a word of origins would give it to a page that may read it.
  @Tag("X-22")
  @Tag("X-26")
  @Test
  void an_answer_to_nobody_or_to_two_origins_varies_too_and_permits_nothing() throws IOException {
    try (var server = TestServer.startWithAllowedOrigin()) {
      var browser = server.signIn();
      Ask two =
          browser
              .me()
              .with("Origin", TestServer.ALLOWED_ORIGIN)
              .with("Origin", "https://evil.example");
      Ask joined =
          browser.me().with("Origin", TestServer.ALLOWED_ORIGIN + ", https://evil.example");
      for (Ask ask : List.of(browser.me(), Ask.get("/nowhere"), two, joined)) {
        var reply = server.send(ask);

        assertThat(reply.one("Vary")).isEqualTo("Origin");
        assertThat(corsHeaders(reply)).isEmpty();
      }
    }
  }

  @Tag("X-22")
  @Test
  void an_allowed_page_can_read_answers_and_refusals() throws IOException {
    try (var server = TestServer.startWithAllowedOrigin()) {
      var browser = server.signIn();
      for (Ask ask :
          List.of(
              browser.me(),
              Ask.get("/auth/me"),
              Ask.get("/nowhere"),
              Ask.post("/auth/refresh"),
              browser.me().with("X-Method-Override", "POST"))) {
        var reply = server.send(ask.with("Origin", TestServer.ALLOWED_ORIGIN));

        assertThat(reply.one("Access-Control-Allow-Origin")).isEqualTo(TestServer.ALLOWED_ORIGIN);
        assertThat(reply.one("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(reply.one("Access-Control-Expose-Headers"))
            .isEqualTo("Retry-After, WWW-Authenticate, X-Request-Id, RateLimit, RateLimit-Policy");
        assertThat(reply.one("Vary")).isEqualTo("Origin");
      }
    }
  }

  @Test
  void options_without_a_method_asked_for_is_no_preflight() throws IOException {
    try (var server = TestServer.startWithAllowedOrigin()) {
      server
          .send(Ask.of("OPTIONS", "/auth/me").with("Origin", TestServer.ALLOWED_ORIGIN))
          .isProblem(405, "method-not-allowed");
      server.send(preflight("/nowhere", TestServer.ALLOWED_ORIGIN)).isProblem(404, "not-found");
      server.send(Ask.of("OPTIONS", "*")).isProblem(404, "not-found");
    }
  }

  @Test
  void the_keys_are_for_pages_everywhere() throws IOException {
    try (var server = TestServer.startWithAllowedOrigin()) {
      for (String origin : List.of("https://evil.example", TestServer.ALLOWED_ORIGIN)) {
        var reply = server.send(Ask.get("/.well-known/jwks.json").with("Origin", origin)).isOk();

        assertThat(reply.one("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(reply.all("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(reply.one("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
      }
    }
  }

  @Tag("X-25")
  @Tag("ASVS-3.4.2")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "",
        "https://*.app.example",
        "https://app.example/",
        "https://APP.example",
        "https://app.example:443",
        "http://app.example:80",
        "app.example",
        "ftp://app.example",
        "https://u@app.example",
        "https://app.example?x",
        "https://app.example#x",
        "https://a b"
      })
  void a_setting_that_no_browser_would_send_is_refused(String origin) {
    assertThatThrownBy(() ->
            new HttpSettings(
                Set.of(TestServer.OWN_ORIGIN), Set.of(origin), TrustedProxies.NONE, 2, 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HttpSettings(Set.of(origin), Set.of(), TrustedProxies.NONE, 2, 16))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "https://app.example:8443",
        "http://app.example:443"
      })
  void an_origin_as_browsers_send_it_is_taken(String origin) {
    var settings = new HttpSettings(Set.of(origin), Set.of(origin), TrustedProxies.NONE, 2, 16);

    assertThat(settings.ownOrigins()).containsExactly(origin);
  }
}
