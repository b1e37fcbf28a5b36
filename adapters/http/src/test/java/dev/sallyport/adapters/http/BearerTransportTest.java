package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The access token comes in one header, in one form, once.
final class BearerTransportTest {

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

  private Ask me(String authorization) {
    return Ask.get("/auth/me").with("Authorization", authorization.replace("AT", browser.access()));
  }

  @Tag("ASVS-15.3.1")
  @Test
  void a_good_token_tells_who_the_caller_is() throws IOException {
    var reply = server.send(browser.me()).isOk();

    assertThat(reply.text("sub")).isEqualTo(server.alice.id().text());
    assertThat(reply.text("username")).isEqualTo("alice");
    assertThat(reply.text("sid")).isEqualTo(server.sessionOf(browser).id().text());
    assertThat(reply.json().get("roles").toString()).isEqualTo("[\"reader\"]");
    assertThat(reply.json().size()).isEqualTo(4);
  }

  @Tag("B-01")
  @ParameterizedTest
  @ValueSource(strings = {"bearer AT", "BEARER AT", "bEaReR AT"})
  void the_scheme_has_no_case(String authorization) throws IOException {
    server.send(me(authorization)).isOk();
  }

  @Tag("B-02")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer", "Bearer ", "Bearer  AT", "Bearer\tAT", "Bearer \tAT", "Bearer AT extra",
        "Bearer \"AT\"", "Bearer AT,", "Bearer=AT x", "Bearer, AT", "Bearer:AT", "Bearer %41AT"
      })
  void malformed_credentials_are_refused(String authorization) throws IOException {
    var reply = server.send(me(authorization)).isProblem(400, "invalid-request");

    assertThat(reply.one("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"sallyport\", error=\"invalid_request\"");
  }

  @Tag("B-02")
  @Tag("B-05")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BearerAT",
        "Bearer-AT AT",
        "AT",
        "Basic dTpw",
        "Digest username=\"u\", realm=\"r\"",
        "Negotiate AT",
        "Basic AT, Bearer AT",
        "DPoP AT"
      })
  void another_scheme_is_no_token(String authorization) throws IOException {
    var reply = server.send(me(authorization)).isProblem(401, "token-required");

    assertThat(reply.one("WWW-Authenticate")).isEqualTo("Bearer realm=\"sallyport\"");
  }

  @Tag("B-03")
  @Tag("ASVS-15.3.7")
  @Test
  void two_tokens_are_refused_in_any_order_and_form() throws IOException {
    String good = "Bearer " + browser.access();
    server.send(me(good).with("Authorization", "Bearer other")).isProblem(400, "invalid-request");
    server.send(me("Bearer other").with("Authorization", good)).isProblem(400, "invalid-request");
    server.send(me(good).with("Authorization", good)).isProblem(400, "invalid-request");
    server.send(me(good + ", " + good)).isProblem(400, "invalid-request");
  }

  /// Letters of the other case.
  private static String turned(String text) {
    return text.codePoints()
        .map(c -> Character.isLowerCase(c) ? Character.toUpperCase(c) : Character.toLowerCase(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Tag("N-13")
  @Test
  void each_request_of_a_connection_is_judged_by_its_own_bytes() throws IOException {
    Ask good = browser.me();
    Ask other = Ask.get("/auth/me").bearer(turned(browser.access()));
    for (boolean goodFirst : new boolean[] {true, false}) {
      try (var wire = server.connect()) {
        if (goodFirst) {
          wire.send(good.bytes(server.port, false)).reply().isOk();
        }
        wire.send(other.bytes(server.port, false)).reply().isProblem(401, "invalid-token");
        wire.send(good.bytes(server.port, false)).reply().isOk();
      }
    }
  }

  @Test
  void a_token_that_comes_again_on_a_connection_is_judged_again() throws IOException {
    server.addUser("bob", "reader");
    Browser other = server.signIn("bob");
    try (var wire = server.connect()) {
      for (int round = 0; round < 3; round++) {
        assertThat(sub(wire, browser)).isEqualTo(server.alice.id().text());
        assertThat(sub(wire, browser)).isEqualTo(server.alice.id().text());
        assertThat(sub(wire, other)).isNotEqualTo(server.alice.id().text());
      }
      server.send(browser.loggingOut());

      wire.send(browser.me().bytes(server.port, false)).reply().isProblem(401, "invalid-token");
      wire.send(browser.me().bytes(server.port, false)).reply().isProblem(401, "invalid-token");
      assertThat(sub(wire, other)).isNotEqualTo(server.alice.id().text());
    }
  }

  private String sub(Wire wire, Browser whose) throws IOException {
    return wire.send(whose.me().bytes(server.port, false)).reply().isOk().text("sub");
  }

  @Test
  void a_token_that_comes_again_counts_among_the_headers_again() throws IOException {
    String rest = "x".repeat(Edge.MAX_HEADER_BLOCK - browser.access().length());
    try (var wire = server.connect()) {
      wire.send(browser.me().bytes(server.port, false)).reply().isOk();
      wire.send(browser.me().with("X-Rest", rest).bytes(server.port, false))
          .reply()
          .isProblem(431, "headers-too-large");
    }
  }

  @Tag("N-13")
  @Test
  void so_is_each_cookie() throws IOException {
    String cookie = SessionCookies.REFRESH + "=";
    try (var wire = server.connect()) {
      Ask good = Ask.get("/auth/csrf").with("Cookie", cookie + browser.refresh());
      Ask other = Ask.get("/auth/csrf").with("Cookie", cookie + turned(browser.refresh()));
      wire.send(other.bytes(server.port, false)).reply().isProblem(401, "invalid-refresh-token");
      wire.send(good.bytes(server.port, false)).reply().isOk();
      wire.send(other.bytes(server.port, false)).reply().isProblem(401, "invalid-refresh-token");
    }
  }

  @Tag("B-04")
  @Tag("B-06")
  @Tag("B-07")
  @Tag("ASVS-14.2.1")
  @Test
  void a_token_anywhere_else_is_not_looked_at() throws IOException {
    String token = browser.access();
    server.send(Ask.get("/auth/me?access_token=" + token)).isProblem(401, "token-required");
    server.send(Ask.get("/auth/me?access_token=x").bearer(token)).isOk();
    for (String header :
        new String[] {"X-Access-Token", "Proxy-Authorization", "X-Authorization", "Token"}) {
      server
          .send(Ask.get("/auth/me").with(header, "Bearer " + token))
          .isProblem(401, "token-required");
    }
    server
        .send(
            Ask.get("/auth/me")
                .with("Cookie", "access_token=" + token + "; Authorization=" + token))
        .isProblem(401, "token-required");
    server
        .send(Ask.get("/auth/me").carrying("access_token=" + token))
        .isProblem(400, "invalid-request");
  }

  @Tag("B-08")
  @Test
  void head_asks_for_a_token_as_get_does() throws IOException {
    var without = server.send(Ask.of("HEAD", "/auth/me"));
    var with = server.send(Ask.of("HEAD", "/auth/me").bearer(browser.access()));

    assertThat(without.status()).isEqualTo(401);
    assertThat(with.status()).isEqualTo(200);
    assertThat(with.body()).isEmpty();
    assertThat(
            server
                .send(Ask.of("OPTIONS", "/auth/me"))
                .isProblem(405, "method-not-allowed")
                .one("Allow"))
        .isEqualTo("GET, HEAD");
  }

  @Test
  void a_request_without_a_token_is_told_so_and_nothing_more() throws IOException {
    var reply = server.send(Ask.get("/auth/me")).isProblem(401, "token-required");

    assertThat(reply.one("WWW-Authenticate")).isEqualTo("Bearer realm=\"sallyport\"");
    assertThat(reply.reason()).isEmpty();
  }

  @Tag("I-14")
  @Tag("ASVS-7.2.1")
  @Test
  void a_bad_token_is_told_apart_only_where_that_alone_is_wrong() throws IOException {
    var unknown = server.send(me("Bearer abc.def.ghi"));
    server.send(browser.loggingOut());
    var revoked = server.send(browser.me());
    server.advance(Duration.ofMinutes(15));
    var expired = server.send(browser.me());

    for (Reply reply : new Reply[] {unknown, revoked, expired}) {
      reply.isProblem(401, "invalid-token");
      assertThat(reply.one("WWW-Authenticate"))
          .isEqualTo("Bearer realm=\"sallyport\", error=\"invalid_token\"");
    }
    assertThat(unknown.reason()).contains("invalid");
    assertThat(revoked.reason()).contains("revoked");
    assertThat(expired.reason()).contains("expired");
  }

  @Tag("J-49")
  @Test
  void the_token_of_a_user_who_is_gone_is_revoked() throws IOException {
    server.database.users().delete(server.alice, server.clock.instant(), session -> session);

    var reply = server.send(browser.me()).isProblem(401, "invalid-token");

    assertThat(reply.reason()).isEqualTo(Optional.of("revoked"));
  }

  @Tag("ASVS-16.5.2")
  @Tag("ASVS-16.5.3")
  @Test
  void a_revocation_list_that_cannot_be_read_lets_nobody_in() throws IOException {
    server.database.takeDown();

    var reply = server.send(browser.me()).isProblem(503, "unavailable");

    assertThat(reply.one("Retry-After")).isEqualTo("1");
  }
}
