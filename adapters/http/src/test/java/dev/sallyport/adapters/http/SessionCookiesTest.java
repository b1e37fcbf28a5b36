package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.session.RefreshTokens;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which cookie is the session's, and which only looks like it.
final class SessionCookiesTest {

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

  private String csrf() {
    return Browser.csrfCookie(browser.csrf());
  }

  private Reply refresh(String... cookieLines) throws IOException {
    return server.send(browser.refreshingWith(List.of(cookieLines)));
  }

  private void nothingHappened() {
    assertThat(server.sessionOf(browser).generation()).isEqualTo(1);
    assertThat(server.isLive(browser)).isTrue();
  }

  @Tag("C-01")
  @Test
  void two_refresh_cookies_are_none_and_neither_is_spent() throws IOException {
    String good = Browser.refreshCookie(browser.refresh());
    String evil = Browser.refreshCookie(server.signIn().refresh());
    List<String[]> variants =
        List.of(
            new String[] {good + "; " + evil + "; " + csrf()},
            new String[] {evil + "; " + good + "; " + csrf()},
            new String[] {good + "; " + csrf(), evil},
            new String[] {evil, good + "; " + csrf()},
            new String[] {good + "; " + good + "; " + csrf()},
            new String[] {Browser.refreshCookie("") + "; " + good + "; " + csrf()});
    for (String[] lines : variants) {
      var reply = refresh(lines).isProblem(401, "invalid-refresh-token");

      assertThat(reply.reason()).contains("unknown");
      assertThat(reply.clearsCookies()).isTrue();
      nothingHappened();
    }
  }

  @Tag("C-02")
  @Test
  void two_csrf_cookies_are_none() throws IOException {
    String refresh = Browser.refreshCookie(browser.refresh());
    String other = Browser.csrfCookie(server.signIn().csrf());
    for (String line :
        List.of(
            refresh + "; " + csrf() + "; " + other,
            refresh + "; " + other + "; " + csrf(),
            refresh + "; " + csrf() + "; " + csrf(),
            refresh + "; " + csrf() + "; " + Browser.csrfCookie(""))) {
      assertThat(refresh(line).isProblem(403, "csrf").all("Set-Cookie")).isEmpty();
      nothingHappened();
    }
    for (String second : List.of(other, csrf())) {
      refresh(refresh + "; " + csrf(), second).isProblem(403, "csrf");
      refresh(second, refresh + "; " + csrf()).isProblem(403, "csrf");
      nothingHappened();
    }
  }

  @Tag("C-03")
  @Tag("C-04")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "__Secure-refresh",
        "refresh",
        "Http-refresh",
        "__Host-refresh",
        "__Http-refresh",
        "__host-http-refresh",
        "__HOST-HTTP-REFRESH",
        "__Host-Http-Refresh",
        "$__Host-Http-refresh",
        "__Host-Http-refresh[]",
        "%5f_Host-Http-refresh",
        "\"__Host-Http-refresh\""
      })
  void a_name_that_is_like_ours_is_another_name(String name) throws IOException {
    var reply =
        refresh(name + "=" + browser.refresh() + "; " + csrf())
            .isProblem(401, "invalid-refresh-token");

    assertThat(reply.all("Set-Cookie")).as("it did not carry our cookie").isEmpty();
    nothingHappened();
  }

  @Tag("C-05")
  @ParameterizedTest
  @ValueSource(strings = {"\u00e2\u0080\u0080", "\u00a0", "\u00c2\u00a0", "\u00e3\u0080\u0080"})
  void white_space_of_other_kinds_makes_another_name(String bytes) throws IOException {
    String tossed = bytes + Browser.refreshCookie("evil");

    var reply = refresh(tossed + "; " + Browser.refreshCookie(browser.refresh()) + "; " + csrf());

    assertThat(reply.status()).isIn(200, 400);
  }

  @Tag("C-05")
  @Test
  void a_tab_makes_no_other_name() throws IOException {
    refresh("a=1;\t" + Browser.refreshCookie("evil") + "; " + browser.cookies())
        .isProblem(401, "invalid-refresh-token");
    nothingHappened();
  }

  @Tag("C-06")
  @Test
  void the_syntax_of_former_times_hides_nothing() throws IOException {
    var reply = refresh("$Version=1,__Host-Http-refresh=evil; " + browser.cookies());

    reply.isOk();
    assertThat(server.sessionOf(browser).generation()).isEqualTo(2);
  }

  @Tag("C-07")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=__Host-Http-refresh=evil",
        "__Host-Http-refresh",
        "__Host-Http-refresh;",
        ";;;="
      })
  void a_cookie_without_a_name_is_not_ours(String cookie) throws IOException {
    refresh(cookie + "; " + csrf()).isProblem(401, "invalid-refresh-token");
    nothingHappened();

    refresh(cookie + "; " + browser.cookies()).isOk();
  }

  @Tag("C-07")
  @Tag("C-08")
  @Tag("R-10")
  @Test
  void only_the_exact_text_is_a_token() throws IOException {
    String token = browser.refresh();
    List<String> values =
        List.of(
            "",
            "null",
            "undefined",
            '"' + token + '"',
            token.substring(1),
            token.substring(0, 71),
            token + "A",
            token + "=",
            token.substring(0, 36) + " " + token.substring(36),
            token.substring(0, 36) + "," + token.substring(36),
            token.substring(0, 71) + "\u00e9",
            token.substring(0, 69) + "%0d%0a",
            token.substring(0, 71) + "+",
            "%41" + token.substring(1),
            token.toUpperCase(Locale.ROOT),
            token.toLowerCase(Locale.ROOT),
            "A".repeat(72),
            "A".repeat(4_000));
    for (String value : values) {
      // A token of our form names a session, and another one than the CSRF token is for.
      boolean named = new RefreshTokens(server.roots).parse(value).isPresent();
      var reply = refresh(Browser.refreshCookie(value) + "; " + csrf());

      assertThat(reply.status()).as(value).isEqualTo(named ? 403 : 401);
      assertThat(named).as(value).isEqualTo(named && value.matches("[A-Za-z0-9_-]{72}"));
      nothingHappened();
    }
    refresh(browser.cookies()).isOk();
  }

  @Tag("C-08")
  @Tag("R-10")
  @Test
  void a_token_with_one_character_changed_is_nobodys() throws IOException {
    String token = browser.refresh();
    for (int at = 0; at < token.length(); at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      var reply =
          refresh(
              Browser.refreshCookie(token.substring(0, at) + other + token.substring(at + 1))
                  + "; "
                  + csrf());

      assertThat(reply.status()).as("character %d", at).isIn(401, 403);
      nothingHappened();
    }
  }

  @Tag("C-09")
  @Test
  void a_sibling_hosts_broken_cookie_does_not_hide_ours() throws IOException {
    // Pairs end at ";" alone, so a quote that somebody else has left open is no concern of ours.
    refresh("z=\"; " + browser.cookies()).isOk();
  }

  @Tag("C-11")
  @Tag("ASVS-15.2.3")
  @Test
  void no_other_session_exists_beside_ours() throws IOException {
    server
        .send(Ask.get("/auth/me;jsessionid=x").bearer(browser.access()))
        .isProblem(404, "not-found");
    var reply = server.send(browser.me().with("Cookie", "JSESSIONID=x")).isOk();

    assertThat(reply.all("Set-Cookie")).isEmpty();
  }

  @Tag("C-12")
  @Test
  void many_cookies_are_no_problem_until_they_are_too_many() throws IOException {
    refresh("a=1; ".repeat(300) + browser.cookies()).isOk();
    refresh("a".repeat(8_200) + "; " + browser.cookies()).isProblem(431, "headers-too-large");
  }
}
