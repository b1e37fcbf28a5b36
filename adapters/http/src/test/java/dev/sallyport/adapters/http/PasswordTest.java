package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Unlimited;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Another password, over the wire.
final class PasswordTest {

  private static final String FRESH = "kitchen table and chairs";

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

  @SuppressWarnings("RecordComponentName") // as on the wire
  private record Form(String current_password, String new_password) {}

  private static Ask changing(Browser who, String current, String next) {
    return Ask.json(
            "/auth/password",
            new String(JsonBytes.of(new Form(current, next)), StandardCharsets.UTF_8))
        .bearer(who.access());
  }

  @Tag("R-08")
  @Tag("ASVS-6.2.2")
  @Tag("ASVS-7.4.3")
  @Test
  void it_ends_every_session_and_answers_like_a_login() throws IOException {
    var other = server.signIn();

    var reply =
        server
            .send(changing(browser, TestServer.PASSWORD, FRESH).with("Cookie", browser.cookies()))
            .isOk();

    var fresh = Browser.of(reply);
    assertThat(reply.cookie(SessionCookies.DEVICE)).isPresent();
    for (Browser gone : List.of(browser, other)) {
      assertThat(server.send(gone.me()).isProblem(401, "invalid-token").reason())
          .contains("revoked");
      server.send(gone.refreshing()).isProblem(401, "invalid-refresh-token");
      assertThat(server.sessionOf(gone).end().orElseThrow().cause())
          .isEqualTo(EndCause.PASSWORD_CHANGED);
    }
    server.send(fresh.me()).isOk();
    server.send(fresh.refreshing()).isOk();
    server
        .send(TestServer.login("alice", TestServer.PASSWORD))
        .isProblem(401, "invalid-credentials");
    server.send(TestServer.login("alice", FRESH)).isOk();
    assertThat(server.log.events(UserChanged.class)).hasSize(1);
  }

  @Tag("ASVS-6.2.3")
  @Tag("ASVS-7.5.1")
  @Test
  void a_wrong_password_so_far_changes_nothing() throws IOException {
    var reply =
        server
            .send(changing(browser, "a wrong password", FRESH).with("Cookie", browser.cookies()))
            .isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly("current_password:wrong");
    assertThat(reply.all("Set-Cookie")).isEmpty();
    server.send(browser.me()).isOk();
    assertThat(server.log.events(PasswordNotChanged.class)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "alice, new_password:too_short new_password:context_word",
    "commoncommoncommon, new_password:common",
    "correct horse battery, new_password:unchanged"
  })
  void a_new_one_is_judged_as_everywhere(String next, String errors) throws IOException {
    var reply =
        server.send(changing(browser, TestServer.PASSWORD, next)).isProblem(400, "invalid-request");

    assertThat(String.join(" ", reply.errors())).isEqualTo(errors);
    server.send(browser.me()).isOk();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                          | current_password:missing new_password:missing
          {"current_password":1,"new_password":""}                    | current_password:not_a_string new_password:empty
          {"current_password":"a","new_password":"b","username":"c"}  | body:unknown_member
          []                                                          | body:not_an_object
          """)
  void what_is_wrong_with_a_body_is_told_at_once(String body, String errors) throws IOException {
    var reply =
        server
            .send(Ask.json("/auth/password", body).bearer(browser.access()))
            .isProblem(400, "invalid-request");

    assertThat(String.join(" ", reply.errors())).isEqualTo(errors);
  }

  @Tag("T-01")
  @Test
  void guesses_are_counted_as_at_a_login() throws IOException {
    var off = new Unlimited();
    try (var limited = TestServer.startWithLimits(LimitPolicy.of(off, 5, off, off))) {
      var thief = limited.signIn();
      for (int i = 0; i < 5; i++) {
        limited.send(changing(thief, "guess number " + i, FRESH)).isProblem(400, "invalid-request");
      }
      var reply =
          limited
              .send(changing(thief, TestServer.PASSWORD, FRESH))
              .isProblem(429, "too-many-requests");
      assertThat(reply.one("RateLimit")).startsWith("\"login-failures\"");
      limited
          .send(TestServer.login("alice", TestServer.PASSWORD))
          .isProblem(429, "too-many-requests");
    }
  }

  @Test
  void a_foreign_page_and_one_without_a_token_change_nothing() throws IOException {
    Ask ask = changing(browser, TestServer.PASSWORD, FRESH);
    server.send(ask.with("Origin", "https://evil.example")).isProblem(403, "csrf");
    server
        .send(
            Ask.json("/auth/password", "{\"current_password\":\"a\",\"new_password\":\"b\"}")
                .with("Cookie", browser.cookies())
                .with("X-CSRF-Token", browser.csrf()))
        .isProblem(401, "token-required");
    server.send(TestServer.login("alice", TestServer.PASSWORD)).isOk();
  }

  @Test
  void who_is_disabled_meanwhile_is_not_let_in() throws IOException {
    server.hasher.whileVerifying(() -> {
      var user = server.database.users().find(server.alice.id()).orElseThrow();
      if (!user.disabled()) {
        server
            .database
            .users()
            .replace(user, user.disable(), server.clock.instant(), session -> session);
      }
    });

    var reply =
        server.send(changing(browser, TestServer.PASSWORD, FRESH)).isProblem(401, "invalid-token");

    assertThat(reply.reason()).contains("revoked");
    assertThat(reply.all("Set-Cookie")).isEmpty();
  }
}
