package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.AccessTokenRefused;
import dev.sallyport.application.port.SecurityEvent.AccessTokenRefused.Flaw;
import dev.sallyport.application.port.SecurityEvent.CsrfRefused;
import dev.sallyport.application.port.SecurityEvent.InputRefused;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the security log is told of requests that are refused: what was wrong in our words, and
/// nothing that they said.
final class RefusalsInTheLogTest {

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<SecurityEvent> eventsOf(Ask ask) throws IOException {
    int before = server.log.events().size();
    server.send(ask);
    return server.log.events().subList(before, server.log.events().size());
  }

  private static InputRefused login(String problem, String... fields) {
    return new InputRefused(Optional.of("POST /auth/login"), problem, List.of(fields));
  }

  @Tag("ASVS-16.3.3")
  @Test
  void a_body_with_wrong_members_is_told_by_field_and_reason() throws IOException {
    assertThat(eventsOf(Ask.json("/auth/login", "{\"username\":7,\"secret member\":\"s3cret\"}")))
        .containsExactly(
            login(
                "invalid-request",
                "body:unknown_member",
                "username:not_a_string",
                "password:missing"));
  }

  @Test
  void a_body_that_is_no_json_is_told_without_its_text() throws IOException {
    assertThat(eventsOf(Ask.json("/auth/login", "{\"password\":s3cret}")))
        .singleElement()
        .isInstanceOf(InputRefused.class)
        .asString()
        .contains("body:")
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({"text/plain, unsupported-media-type", "application/json, too-large"})
  void a_body_that_is_not_read_is_told(String type, String problem) throws IOException {
    String body = problem.equals("too-large") ? "x".repeat(RequestBody.MAX_BYTES + 1) : "x";

    assertThat(eventsOf(Ask.of("POST", "/auth/login").carrying(body).with("Content-Type", type)))
        .containsExactly(login(problem));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: a\r\n b\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n"})
  void a_request_that_reaches_no_route_is_told_too(String lines) throws IOException {
    server.sendRaw("POST /auth/login HTTP/1.1\r\nHost: localhost:PORT\r\n" + lines + "\r\n");

    assertThat(server.log.events())
        .containsExactly(new InputRefused(Optional.empty(), "invalid-request", List.of()));
  }

  @Test
  void a_request_line_that_is_too_long_is_told_without_it() throws IOException {
    assertThat(eventsOf(Ask.get("/" + "x".repeat(5_000))))
        .containsExactly(new InputRefused(Optional.empty(), "uri-too-long", List.of()));
  }

  @Tag("ASVS-16.3.3")
  @Test
  void a_forged_request_is_told_by_what_it_lacks() throws IOException {
    Browser browser = server.signIn();

    assertThat(eventsOf(browser.refreshing().with("Origin", "https://evil.example")))
        .containsExactly(new CsrfRefused("POST /auth/refresh", CsrfRefused.Cause.ORIGIN));
    assertThat(eventsOf(Ask.post("/auth/logout").with("Cookie", browser.cookies())))
        .containsExactly(new CsrfRefused("POST /auth/logout", CsrfRefused.Cause.TOKEN));
  }

  @Tag("ASVS-16.3.2")
  @Test
  void a_token_that_was_never_good_is_told() throws IOException {
    assertThat(eventsOf(Ask.get("/auth/me").bearer("made.up.token")))
        .containsExactly(new AccessTokenRefused("GET /auth/me", Flaw.INVALID));
  }

  @Test
  void a_token_of_a_session_that_has_ended_is_told() throws IOException {
    Browser browser = server.signIn();
    server.send(browser.loggingOut());

    assertThat(eventsOf(browser.me()))
        .containsExactly(new AccessTokenRefused("GET /auth/me", Flaw.REVOKED));
  }

  @Test
  void a_token_that_has_merely_run_out_is_no_event_and_neither_is_none() throws IOException {
    Browser browser = server.signIn();
    server.advance(Given.POLICY.accessTtl());

    assertThat(eventsOf(browser.me())).isEmpty();
    assertThat(eventsOf(Ask.get("/auth/me"))).isEmpty();
  }

  @Test
  void what_is_not_there_is_no_event() throws IOException {
    assertThat(eventsOf(Ask.get("/wp-login.php"))).isEmpty();
    assertThat(eventsOf(Ask.get("/auth/login"))).isEmpty();
  }
}
