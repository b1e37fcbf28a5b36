package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SecurityEvent.ServiceRefused;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Introspection and revocation, as services see them.
final class OAuthTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  private TestServer server;
  private Browser alice;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
    server
        .database
        .oauthClients()
        .add(
            new OAuthClient(
                new OAuthClientId("notes"),
                OAuthClientSecret.presented("s3cret+").digest(),
                Given.NOW));
    alice = server.signIn();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(ISO_8859_1));
  }

  private static Ask form(String path, String body) {
    return Ask.bytes(path, body.getBytes(ISO_8859_1)).with("Content-Type", FORM);
  }

  private static Ask known(String path, String body) {
    return form(path, body).with("Authorization", basic("notes:s3cret%2B"));
  }

  private Reply introspect(String token) throws IOException {
    return server.send(known("/oauth/introspect", "token=" + token)).isOk();
  }

  @Tag("ASVS-15.3.1")
  @Test
  void a_good_token_is_active_and_tells_what_it_says() throws IOException {
    var reply = introspect(alice.access());

    assertThat(reply.json().get("active").booleanValue()).isTrue();
    assertThat(reply.text("sub")).isEqualTo(server.alice.id().text());
    assertThat(reply.text("sid")).isEqualTo(server.sessionOf(alice).id().text());
    assertThat(reply.text("token_type")).isEqualTo("Bearer");
    assertThat(reply.json().get("roles").toString()).isEqualTo("[\"reader\"]");
    assertThat(reply.json().get("exp").longValue() - reply.json().get("iat").longValue())
        .isEqualTo(900);
    assertThat(reply.json().size()).isEqualTo(11);
    assertThat(reply.one("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void everything_else_is_inactive_and_no_more_is_said() throws IOException {
    assertThat(introspect(alice.refresh()).body()).isEqualTo("{\"active\":false}");
    assertThat(introspect("x").body()).isEqualTo("{\"active\":false}");

    server.advance(Given.POLICY.accessTtl());
    assertThat(introspect(alice.access()).body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void a_revoked_token_is_inactive_at_once() throws IOException {
    var reply = server.send(known("/oauth/revoke", "token=" + alice.access())).isOk();

    assertThat(reply.body()).isEmpty();
    assertThat(introspect(alice.access()).body()).isEqualTo("{\"active\":false}");
    assertThat(server.isLive(alice)).isFalse();
  }

  @Tag("ASVS-10.4.9")
  @Test
  void a_refresh_token_is_revoked_whatever_the_hint() throws IOException {
    String body = "token_type_hint=access_token&other=1&token=" + alice.refresh();

    server.send(known("/oauth/revoke", body)).isOk();

    assertThat(server.isLive(alice)).isFalse();
  }

  @Test
  void what_is_no_token_of_ours_is_revoked_already() throws IOException {
    assertThat(server.send(known("/oauth/revoke", "token=x")).isOk().body()).isEmpty();
    assertThat(server.isLive(alice)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "token=",
        "token_type_hint=access_token",
        "token=a&token=a",
        "token=%",
        "token=%4",
        "token=%zz",
        "token=%00",
        "token=%ff",
        "token=%c0%80",
        "&token=a",
        "=a&token=a",
        "token=a&"
      })
  void a_form_that_is_none_is_an_invalid_request(String body) throws IOException {
    for (String path : new String[] {"/oauth/introspect", "/oauth/revoke"}) {
      var reply = server.send(known(path, body));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).isEqualTo("{\"error\":\"invalid_request\"}");
    }
  }

  @Tag("ASVS-10.4.10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "notes:s3cret",
        "notes:",
        "notes",
        ":s3cret%2B",
        "other:s3cret%2B",
        "NOTES:s3cret%2B",
        "notes:s3cret+",
        "notes:s3cret%2",
        "notes:s3cret%2B "
      })
  void whoever_has_not_the_secret_learns_nothing(String pair) throws IOException {
    var reply =
        server.send(
            form("/oauth/introspect", "token=" + alice.access())
                .with("Authorization", basic(pair)));

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).isEqualTo("{\"error\":\"invalid_client\"}");
    assertThat(reply.one("WWW-Authenticate")).isEqualTo("Basic realm=\"sallyport\"");
    assertThat(server.log.events(ServiceRefused.class))
        .containsExactly(new ServiceRefused("POST /oauth/introspect"));
  }

  @Test
  void credentials_come_once_and_in_one_spelling() throws IOException {
    String good = basic("notes:s3cret%2B");
    Ask ask = form("/oauth/revoke", "token=" + alice.access());

    assertThat(server.send(ask).status()).isEqualTo(401);
    for (String line : List.of(good.replace("Basic ", "Basic  "), good + "=", good + ",")) {
      assertThat(server.send(ask.with("Authorization", line)).status()).isEqualTo(401);
    }
    assertThat(server.send(ask.with("Authorization", good).with("Authorization", good)).status())
        .isEqualTo(401);
    assertThat(server.send(ask.bearer(alice.access())).status()).isEqualTo(401);
    assertThat(server.isLive(alice)).isTrue();
  }

  @Tag("ASVS-10.4.10")
  @Test
  void a_client_that_was_removed_is_refused_at_once() throws IOException {
    introspect(alice.access());
    server.database.oauthClients().remove(new OAuthClientId("notes"));

    assertThat(server.send(known("/oauth/introspect", "token=x")).status()).isEqualTo(401);
  }

  @Test
  void only_a_form_by_post_will_do() throws IOException {
    server.send(Ask.get("/oauth/introspect")).isProblem(405, "method-not-allowed");
    server
        .send(Ask.json("/oauth/revoke", "{\"token\":\"x\"}"))
        .isProblem(415, "unsupported-media-type");
    server
        .send(known("/oauth/revoke", "token=" + "a".repeat(16 * 1024)))
        .isProblem(413, "too-large");
  }

  @Test
  void a_store_that_is_down_is_a_503() throws IOException {
    server.database.takeDown();

    server.send(known("/oauth/introspect", "token=x")).isProblem(503, "unavailable");
    server.send(known("/oauth/revoke", "token=x")).isProblem(503, "unavailable");
  }
}
