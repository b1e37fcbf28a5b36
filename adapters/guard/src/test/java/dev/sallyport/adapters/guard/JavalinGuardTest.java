package dev.sallyport.adapters.guard;

import static dev.sallyport.adapters.guard.FakeSallyport.KEY;
import static dev.sallyport.adapters.guard.FakeSallyport.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.guard.FakeSallyport.Words;
import io.javalin.Javalin;
import io.javalin.security.RouteRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A Javalin service behind the guard, over real HTTP.
final class JavalinGuardTest {

  /// A rule of somebody else.
  private enum Foreign implements RouteRole {
    ANYONE
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger handled = new AtomicInteger();
  private volatile Instant now = NOW;
  private FakeSallyport server;
  private SallyportVerifier verifier;
  private Javalin service;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    server = new FakeSallyport();
    server.feed = Words.at(NOW, 0, 0).served();
    verifier = SallyportVerifier.of(server.settings(), () -> now, new SplittableRandom(1));
    verifier.follower().step();
    service =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  JavalinGuard.protect(config, verifier);
                  config.routes.after(_ -> {});
                  config.routes.get("/public", ctx -> ctx.result("all"), RouteRule.PUBLIC);
                  config.routes.get(
                      "/me",
                      ctx -> {
                        handled.incrementAndGet();
                        ctx.result(JavalinGuard.principal(ctx).user().text());
                      },
                      RouteRule.SIGNED_IN);
                  config.routes.delete(
                      "/notes", ctx -> ctx.result("gone"), RouteRule.role("notes-admin"));
                  config.routes.get(
                      "/both", ctx -> ctx.result("both"), RouteRule.role("a"), RouteRule.role("b"));
                  config.routes.get("/forgotten", _ -> handled.incrementAndGet());
                  config.routes.ws("/ws/me", ws -> {}, RouteRule.SIGNED_IN);
                  config.routes.ws("/ws/admin", ws -> {}, RouteRule.role("admin"));
                  config.routes.ws("/ws/forgotten", ws -> {});
                  config.routes.get("/foreign", _ -> handled.incrementAndGet(), Foreign.ANYONE);
                  config.routes.get(
                      "/mixed",
                      _ -> handled.incrementAndGet(),
                      RouteRule.PUBLIC,
                      RouteRule.role("a"));
                })
            .start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    service.stop();
    verifier.close();
    server.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String... authorization)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (String line : authorization) {
      request.header("Authorization", line);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String bearer(String... roles) {
    return "Bearer " + FakeSallyport.token(roles);
  }

  private static void isProblem(HttpResponse<String> answer, int status, String type) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.body())
        .contains("\"type\":\"urn:sallyport:problem:" + type + "\"", "\"status\":" + status);
  }

  private static void hasChallenge(HttpResponse<String> answer, String error) {
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"sallyport\"" + error);
  }

  @Test
  void a_signed_in_caller_is_let_in_and_the_handler_knows_who() throws Exception {
    var answer = send("GET", "/me", bearer());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(FakeSallyport.USER.text());
  }

  @Test
  @Tag("N-13")
  void each_request_of_a_connection_is_judged_by_its_own_bytes() throws Exception {
    String good = bearer();
    String other = "Bearer " + good.substring(7).toLowerCase(Locale.ROOT);

    // One after the other, so on one connection.
    assertThat(send("GET", "/me", other).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/me", good).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/me", other).statusCode()).isEqualTo(401);
  }

  @Test
  void a_public_route_asks_for_nothing() throws Exception {
    assertThat(send("GET", "/public").body()).isEqualTo("all");
    assertThat(send("GET", "/public", "Bearer rubbish").body()).isEqualTo("all");
  }

  @Tag("ASVS-7.2.1")
  @Tag("ASVS-8.3.1")
  @Test
  void without_a_token_the_handler_does_not_run() throws Exception {
    var answer = send("GET", "/me");

    isProblem(answer, 401, "token-required");
    hasChallenge(answer, "");
    assertThat(handled).hasValue(0);
  }

  /// The status by which a WebSocket is refused; 101 if it is opened.
  private int upgrade(String path, String... authorization) throws InterruptedException {
    var builder = client.newWebSocketBuilder();
    for (String line : authorization) {
      builder.header("Authorization", line);
    }
    try {
      builder
          .buildAsync(
              URI.create("ws://127.0.0.1:" + service.port() + path), new WebSocket.Listener() {})
          .get()
          .abort();
      return 101;
    } catch (ExecutionException refused) {
      return ((WebSocketHandshakeException) Objects.requireNonNull(refused.getCause()))
          .getResponse()
          .statusCode();
    }
  }

  @Tag("ASVS-4.4.3")
  @Test
  void a_web_socket_is_protected_by_its_rule_like_any_route() throws Exception {
    assertThat(upgrade("/ws/me", bearer())).isEqualTo(101);
    assertThat(upgrade("/ws/me")).isEqualTo(401);
    assertThat(upgrade("/ws/admin", bearer())).isEqualTo(403);
    assertThat(upgrade("/ws/forgotten")).isEqualTo(401);
    assertThat(upgrade("/ws/forgotten", bearer("admin"))).isEqualTo(403);
  }

  @Tag("ASVS-8.2.1")
  @Test
  void a_route_without_a_rule_of_ours_lets_nobody_in() throws Exception {
    for (String path : new String[] {"/forgotten", "/foreign"}) {
      isProblem(send("GET", path), 401, "token-required");
      isProblem(send("GET", path, bearer("admin", "notes-admin")), 403, "insufficient-role");
    }
    isProblem(send("GET", "/mixed"), 401, "token-required");
    assertThat(handled).hasValue(0);
  }

  @Test
  @Tag("B-08")
  void head_of_a_get_is_refused_as_a_route_without_a_rule() throws Exception {
    assertThat(send("HEAD", "/me").statusCode()).isEqualTo(401);
    assertThat(send("HEAD", "/me", bearer()).statusCode()).isEqualTo(403);
    assertThat(send("OPTIONS", "/me").statusCode()).isIn(404, 405);
    assertThat(handled).hasValue(0);
  }

  @Tag("ASVS-10.3.2")
  @Test
  void a_role_is_asked_for_by_its_exact_name() throws Exception {
    assertThat(send("DELETE", "/notes", bearer("notes-admin")).statusCode()).isEqualTo(200);

    var answer = send("DELETE", "/notes", bearer("notes", "admin", "notes-admins"));
    isProblem(answer, 403, "insufficient-role");
    hasChallenge(answer, ", error=\"insufficient_scope\"");
  }

  @Tag("ASVS-10.3.2")
  @Test
  void all_rules_of_a_route_must_hold() throws Exception {
    assertThat(send("GET", "/both", bearer("a", "b")).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/both", bearer("a")).statusCode()).isEqualTo(403);
    assertThat(send("GET", "/both", bearer("b")).statusCode()).isEqualTo(403);
  }

  @Tag("B-01")
  @ParameterizedTest
  @ValueSource(strings = {"bearer AT", "BEARER AT"})
  void the_scheme_has_no_case(String line) throws Exception {
    String authorization = line.replace("AT", FakeSallyport.token());
    assertThat(send("GET", "/me", authorization).statusCode()).isEqualTo(200);
  }

  @Tag("B-02")
  @Tag("B-03")
  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer", "Bearer  AT", "Bearer AT extra", "Bearer \"AT\"", "Bearer AT, Bearer X"})
  void malformed_credentials_are_refused(String line) throws Exception {
    var answer = send("GET", "/me", line.replace("AT", FakeSallyport.token()));

    isProblem(answer, 400, "invalid-request");
    hasChallenge(answer, ", error=\"invalid_request\"");
  }

  @Test
  @Tag("B-03")
  void two_authorization_headers_are_refused_in_either_order() throws Exception {
    isProblem(send("GET", "/me", bearer(), "Bearer x.y.z"), 400, "invalid-request");
    isProblem(send("GET", "/me", "Bearer x.y.z", bearer()), 400, "invalid-request");
    assertThat(handled).hasValue(0);
  }

  @Tag("B-04")
  @Tag("B-05")
  @ParameterizedTest
  @ValueSource(strings = {"Basic dTpw", "Digest username=\"u\"", "Negotiate AT"})
  void no_other_scheme_and_no_query_lets_anybody_in(String line) throws Exception {
    String path = "/me?access_token=" + FakeSallyport.token();
    isProblem(send("GET", path, line), 401, "token-required");
    isProblem(send("GET", path), 401, "token-required");
  }

  @Test
  void the_answer_says_whether_the_token_is_expired_or_revoked() throws Exception {
    var expired =
        send(
            "GET",
            "/me",
            "Bearer " + FakeSallyport.token(KEY, NOW.minusSeconds(900), NOW.minusSeconds(30)));
    isProblem(expired, 401, "invalid-token");
    assertThat(expired.body()).contains("\"reason\":\"expired\"");
    hasChallenge(expired, ", error=\"invalid_token\"");

    server.feed = Words.at(NOW, 0, 1).revoking(2, NOW.plusSeconds(900)).served();
    verifier.follower().step();
    assertThat(send("GET", "/me", bearer()).body()).contains("\"reason\":\"revoked\"");
    assertThat(send("GET", "/me", "Bearer a.b.c").body()).contains("\"reason\":\"invalid\"");
  }

  @Test
  void what_cannot_be_known_is_answered_503_and_when_to_come_back() throws Exception {
    now = NOW.plusSeconds(31);

    var answer = send("GET", "/me", bearer());

    isProblem(answer, 503, "unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(handled).hasValue(0);
  }
}
