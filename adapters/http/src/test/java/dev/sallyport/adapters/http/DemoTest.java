package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.SecurityEvent.TokenReused;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The demo page, and the theft that it shows: of nothing that is worth anything.
final class DemoTest {

  private TestServer server;
  private Browser browser;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.startWithDemo();
    server.addUser("demo");
    browser = Browser.of(server.send(TestServer.login("demo", TestServer.PASSWORD)).isOk());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Ask stealing(Browser from, String cookies) {
    return Ask.post("/demo/theft")
        .bearer(from.access())
        .with("Cookie", cookies)
        .with("X-CSRF-Token", from.csrf());
  }

  private static Ask stealing(Browser from) {
    return stealing(from, from.cookies());
  }

  @Tag("ASVS-3.4.3")
  @Test
  void the_page_has_a_policy_of_its_own_that_allows_no_other_origin_and_no_frame()
      throws IOException {
    for (String path : List.of("/demo", "/demo.js", "/demo.css", "/demo.svg")) {
      assertThat(server.send(Ask.get(path)).isOk().one("Content-Security-Policy"))
          .isEqualTo(
              "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
      assertThat(server.send(Ask.get(path)).one("Cross-Origin-Resource-Policy"))
          .isEqualTo("same-origin");
    }
  }

  @Test
  void nothing_in_the_page_needs_more_than_that() {
    String page = new String(ShippedFile.DEMO_PAGE.bytes(), UTF_8);
    assertThat(page).doesNotContain("style=", "<style", " onclick=", "http:", "https:", "//cdn");
    assertThat(page)
        .containsOnlyOnce("<script")
        .contains("<script type=\"module\" src=\"/demo.js\">");
    for (ShippedFile file : ShippedFile.values()) {
      String text = new String(file.bytes(), UTF_8);
      assertThat(US_ASCII.newEncoder().canEncode(text)).as(file.name()).isTrue();
      assertThat(text).as(file.name()).doesNotContain("innerHTML", "eval(", "document.write");
    }
  }

  @Test
  void without_the_setting_there_is_nothing_of_it() throws IOException {
    try (var other = TestServer.start()) {
      for (String path : List.of("/demo", "/demo.js", "/demo.css", "/demo.svg")) {
        other.send(Ask.get(path)).isProblem(404, "not-found");
      }
      other.send(stealing(other.signIn())).isProblem(404, "not-found");
    }
  }

  @Test
  void the_token_that_is_shown_is_spent_its_session_over_and_the_log_tells() throws IOException {
    var reply = server.send(stealing(browser)).isOk();

    assertThat(reply.text("stolen_token")).isEqualTo(browser.refresh());
    assertThat(reply.json().get("thief_status").intValue()).isEqualTo(401);
    assertThat(reply.text("thief_reason")).isEqualTo("replayed");
    assertThat(server.isLive(browser)).isFalse();
    assertThat(server.log.events(TokenReused.class)).hasSize(1);
    assertThat(server.sessionOf(browser).lastRotation().key())
        .as("with a key, so that no leeway saves the thief")
        .isPresent();
    // Nor is anything left to whoever has the successor.
    String successor = reply.cookie(SessionCookies.REFRESH).orElseThrow();
    assertThat(successor).isNotEqualTo(browser.refresh());
    assertThat(reply.body()).doesNotContain(successor);
    var owner = new Browser(browser.access(), successor, browser.csrf());
    assertThat(server.send(owner.refreshing()).isProblem(401, "invalid-refresh-token").reason())
        .contains("ended");
    assertThat(server.send(owner.me()).isProblem(401, "invalid-token").reason())
        .contains("revoked");
  }

  @Test
  void of_nobody_but_the_demo_user() throws IOException {
    var alice = server.signIn();

    server.send(stealing(alice)).isProblem(403, "insufficient-role");

    assertThat(server.isLive(alice)).isTrue();
    assertThat(server.send(alice.refreshing()).isOk().status()).isEqualTo(200);
  }

  @Test
  void not_with_the_cookie_of_another_session_or_without_one() throws IOException {
    var alice = server.signIn();
    for (String cookies :
        List.of(alice.cookies(), Browser.csrfCookie(browser.csrf()), Browser.refreshCookie("x"))) {
      var reply = server.send(stealing(browser, cookies)).isProblem(401, "invalid-refresh-token");
      assertThat(reply.all("Set-Cookie")).isEmpty();
    }
    assertThat(server.isLive(alice)).isTrue();
    assertThat(server.isLive(browser)).isTrue();
  }

  @Test
  void not_from_another_page_not_without_the_csrf_token_and_not_without_the_access_token()
      throws IOException {
    server.send(stealing(browser).with("Origin", "https://evil.example")).isProblem(403, "csrf");
    server.send(stealing(browser).with("Sec-Fetch-Site", "same-site")).isProblem(403, "csrf");
    server
        .send(Ask.post("/demo/theft").bearer(browser.access()).with("Cookie", browser.cookies()))
        .isProblem(403, "csrf");
    server
        .send(
            Ask.post("/demo/theft")
                .with("Cookie", browser.cookies())
                .with("X-CSRF-Token", browser.csrf()))
        .isProblem(401, "token-required");
    assertThat(server.isLive(browser)).isTrue();
  }
}
