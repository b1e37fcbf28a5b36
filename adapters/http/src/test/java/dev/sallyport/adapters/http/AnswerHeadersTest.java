package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every answer tells a browser, whoever gives it: a route, a refusal, or the HTTP server itself
/// about bytes that are no request.
final class AnswerHeadersTest {

  private static final List<Integer> STATUSES =
      List.of(200, 204, 400, 401, 403, 404, 405, 413, 414, 415, 431, 500, 503);

  private final Logger logger = Logger.getLogger("dev.sallyport.http");
  private TestServer server;
  private final List<Reply> answers = new ArrayList<>();

  /// An answer of each status; a reply is checked for more as it is read.
  @BeforeEach
  void ask() throws IOException {
    logger.setUseParentHandlers(false);
    server =
        TestServer.startWithAllowedOrigin(
            Route.get(
                "/fails",
                Access.PUBLIC,
                _ -> {
                  throw new IllegalStateException();
                }));
    var browser = server.signIn();
    answers.add(server.send(TestServer.login("alice", TestServer.PASSWORD)));
    answers.add(server.send(browser.me()));
    answers.add(
        server.send(
            Ask.of("OPTIONS", "/auth/refresh")
                .with("Origin", TestServer.ALLOWED_ORIGIN)
                .with("Access-Control-Request-Method", "POST")));
    answers.add(server.send(browser.refreshing().with("Origin", "https://evil.example")));
    answers.add(server.send(browser.loggingOut()));
    answers.add(server.send(TestServer.login("alice", "wrong")));
    answers.add(server.send(Ask.get("/nowhere")));
    answers.add(server.send(Ask.of("DELETE", "/auth/me").with("Content-Length", "0")));
    answers.add(server.send(Ask.of("POST", "/auth/login").carrying("x")));
    answers.add(server.send(Ask.of("POST", "/auth/logout").with("Content-Length", "16385")));
    answers.add(server.send(Ask.get("/health?" + "x".repeat(4_096))));
    answers.add(server.send(Ask.get("/health").with("X-Large", "x".repeat(8_192))));
    answers.add(server.sendRaw("no request at all\r\n\r\n"));
    answers.add(server.send(Ask.get("/fails")));
    server.database.takeDown();
    answers.add(server.send(Ask.get("/health")));
  }

  @AfterEach
  void stop() {
    server.close();
    logger.setUseParentHandlers(true);
  }

  private void allSay(String name, String value) {
    assertThat(answers).extracting(Reply::status).containsAll(STATUSES);
    assertThat(answers).allSatisfy(answer -> assertThat(answer.one(name)).isEqualTo(value));
  }

  @Tag("ASVS-3.4.1")
  @Test
  void browsers_stay_on_https_for_two_years() {
    allSay("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }

  @Tag("ASVS-3.4.3")
  @Tag("ASVS-3.4.6")
  @Test
  void nothing_is_run_loaded_framed_or_sent() {
    allSay(
        "Content-Security-Policy",
        "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
            + " form-action 'none'");
  }

  @Tag("ASVS-3.2.1")
  @Tag("ASVS-3.4.4")
  @Test
  void no_type_is_guessed() {
    allSay("X-Content-Type-Options", "nosniff");
  }

  @Tag("ASVS-3.4.5")
  @Test
  void no_address_of_a_page_is_passed_on() {
    allSay("Referrer-Policy", "no-referrer");
  }

  @Tag("ASVS-3.5.8")
  @Test
  void no_other_site_embeds_it() throws IOException {
    allSay("Cross-Origin-Resource-Policy", "same-origin");
    assertThat(server.send(Ask.get("/.well-known/jwks.json")).one("Cross-Origin-Resource-Policy"))
        .isEqualTo("cross-origin");
  }

  @Tag("ASVS-4.1.1")
  @Test
  void a_body_has_a_type_of_json() {
    assertThat(answers)
        .filteredOn(answer -> !answer.body().isEmpty())
        .hasSizeGreaterThan(STATUSES.size() - 2)
        .allSatisfy(answer ->
            assertThat(answer.one("Content-Type"))
                .isEqualTo(
                    answer.status() < 400 ? "application/json" : "application/problem+json"));
  }

  @Tag("ASVS-3.7.2")
  @Tag("ASVS-4.1.2")
  @Test
  void nobody_is_sent_elsewhere() {
    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.status() / 100).isNotEqualTo(3);
          assertThat(answer.all("Location")).isEmpty();
          assertThat(answer.all("Refresh")).isEmpty();
        });
  }
}
