package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.RefreshTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The end of a session, over the wire.
final class LogoutTest {

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

  private static void isDone(Reply reply) {
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.clearsCookies()).isTrue();
  }

  @Tag("C-10")
  @Tag("R-19")
  @Tag("ASVS-3.3.1")
  @Tag("ASVS-7.4.1")
  @Tag("ASVS-10.4.9")
  @Tag("ASVS-14.3.1")
  @Test
  void logout_ends_the_session_and_its_access_tokens_and_clears_the_cookies() throws IOException {
    var reply = server.send(browser.loggingOut());

    isDone(reply);
    assertThat(reply.all("Set-Cookie"))
        .containsExactly(
            "__Host-Http-refresh=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0",
            "__Host-csrf=; Path=/; Secure; SameSite=Strict; Max-Age=0");
    assertThat(server.sessionOf(browser).end().orElseThrow().cause())
        .isEqualTo(EndCause.LOGGED_OUT);
    var me = server.send(browser.me()).isProblem(401, "invalid-token");
    assertThat(me.reason()).contains("revoked");
  }

  @Tag("R-20")
  @Test
  void another_session_lives_on() throws IOException {
    var other = server.signIn();

    server.send(browser.loggingOut());

    server.send(other.me()).isOk();
    server.send(other.refreshing()).isOk();
  }

  @Tag("R-17")
  @Test
  void logging_out_again_changes_nothing() throws IOException {
    isDone(server.send(browser.loggingOut()));
    isDone(server.send(browser.loggingOut()));
  }

  @Tag("R-17")
  @Test
  void without_a_cookie_there_is_nothing_to_end_and_nothing_to_clear() throws IOException {
    var reply = server.send(Ask.post("/auth/logout"));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.all("Set-Cookie")).isEmpty();
  }

  @Tag("R-17")
  @Test
  void a_cookie_that_names_no_session_is_cleared_without_effect() throws IOException {
    for (String cookies :
        List.of(
            Browser.refreshCookie("malformed"),
            Browser.refreshCookie(""),
            browser.cookies() + "; " + Browser.refreshCookie(browser.refresh()))) {
      isDone(
          server.send(
              Ask.post("/auth/logout")
                  .with("Cookie", cookies)
                  .with("X-CSRF-Token", browser.csrf())));
    }
    assertThat(server.isLive(browser)).isTrue();
  }

  @Tag("N-09")
  @Tag("R-17")
  @Test
  void a_random_token_ends_nothing() throws IOException {
    // Of our form, for a session of its own making, with a CSRF pair that only we can sign.
    String text = browser.refresh();
    String random = text.substring(0, 71) + (text.charAt(71) == 'A' ? 'B' : 'A');

    isDone(
        server.send(
            Ask.post("/auth/logout")
                .with(
                    "Cookie",
                    Browser.refreshCookie(random) + "; " + Browser.csrfCookie(browser.csrf()))
                .with("X-CSRF-Token", browser.csrf())));
    assertThat(server.isLive(browser)).isTrue();

    String made = "a".repeat(22) + "." + "a".repeat(43);
    var reply =
        server.send(
            Ask.post("/auth/logout")
                .with("Cookie", Browser.refreshCookie(random) + "; " + Browser.csrfCookie(made))
                .with("X-CSRF-Token", made));
    assertThat(reply.isProblem(403, "csrf").all("Set-Cookie")).isEmpty();
    assertThat(server.isLive(browser)).isTrue();
  }

  @Tag("R-17")
  @Test
  void a_session_that_was_purged_is_no_error() throws IOException {
    var unknown = server.signIn();
    var session = server.sessionOf(unknown);
    var csrf = new CsrfTokens(server.roots).of(session).text();
    server.advance(Duration.ofDays(31));
    assertThat(server.database.sessions().purge(server.clock.instant(), 10)).isEqualTo(2);

    isDone(
        server.send(
            Ask.post("/auth/logout").with("Cookie", unknown.cookies()).with("X-CSRF-Token", csrf)));
    assertThat(new RefreshTokens(server.roots).parse(unknown.refresh())).isPresent();
  }

  @Tag("R-18")
  @Tag("N-09")
  @Test
  void a_spent_token_ends_its_session_and_is_reported() throws IOException {
    var next = Browser.of(server.send(browser.refreshing()).isOk());

    isDone(server.send(browser.loggingOut()));

    assertThat(server.isLive(next)).isFalse();
    server.send(next.me()).isProblem(401, "invalid-token");
    assertThat(server.log.events(TokenReused.class)).hasSize(1);
  }

  @Test
  void a_logout_that_could_not_be_written_is_not_acknowledged() throws IOException {
    server.database.takeDown();

    var reply = server.send(browser.loggingOut()).isProblem(503, "unavailable");

    assertThat(reply.all("Set-Cookie")).isEmpty();
    server.database.bringUp();
    assertThat(server.isLive(browser)).isTrue();
  }

  @Test
  void a_body_does_not_belong_here() throws IOException {
    Ask ask =
        Ask.of("POST", "/auth/logout")
            .with("Cookie", browser.cookies())
            .with("X-CSRF-Token", browser.csrf());

    server.send(ask.carrying("{}")).isProblem(400, "invalid-request");

    assertThat(server.isLive(browser)).isTrue();
    isDone(server.send(ask));
  }
}
