package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.application.port.SecurityEvent.AccessDenied;
import dev.sallyport.application.port.SecurityEvent.Administered;
import dev.sallyport.application.port.SecurityEvent.ResetTokenRefused;
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Unlimited;
import dev.sallyport.domain.user.User;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The administration of users, over the wire.
final class AdminUsersTest {

  private static final String FRESH = "kitchen table and chairs";

  private TestServer server;
  private User root;
  private Browser admin;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
    root = server.addUser("root", "sallyport-admin");
    admin = server.signIn("root");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Ask ask(String method, String path) {
    return Ask.of(method, "/admin/users" + path).bearer(admin.access());
  }

  private Ask ask(String method, String path, String json) {
    return ask(method, path).with("Content-Type", "application/json").carrying(json);
  }

  private String alice() {
    return "/" + server.alice.id().text();
  }

  private static Ask resetting(String token, String password) {
    return Ask.json(
        "/auth/password/reset",
        "{\"token\":\"%s\",\"new_password\":\"%s\"}".formatted(token, password));
  }

  private String resetToken() throws IOException {
    return server.send(ask("POST", alice() + "/reset")).isOk().text("reset_token");
  }

  @Test
  void a_user_is_made_with_a_temporary_password_that_must_be_changed() throws IOException {
    var reply = server.send(ask("POST", "", "{\"username\":\"Carol\",\"roles\":[\"b\",\"a\"]}"));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.text("username")).isEqualTo("carol");
    assertThat(reply.json().get("roles").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(reply.text("temporary_until")).isEqualTo("2026-11-25T08:00:00.123Z");
    assertThat(reply.one("Cache-Control")).isEqualTo("no-store");
    String temporary = reply.text("temporary_password");
    server.send(TestServer.login("carol", temporary)).isProblem(403, "password-change-required");
    var in =
        server
            .send(
                Ask.json(
                    "/auth/login",
                    "{\"username\":\"carol\",\"password\":\"%s\",\"new_password\":\"%s\"}"
                        .formatted(temporary, FRESH)))
            .isOk();
    var me = server.send(Browser.of(in).me()).isOk();
    assertThat(me.text("sub")).isEqualTo(reply.text("sub"));
    assertThat(me.json().get("roles").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(server.log.events(UserCreated.class)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST  |        | {}                                             | username:missing
          POST  |        | {"username":"alice"}                           | username:taken
          POST  |        | {"username":"ALICE"}                           | username:taken
          POST  |        | {"username":"a b"}                             | username:not_allowed
          POST  |        | {"username":""}                                | username:empty
          POST  |        | {"username":"x","roles":"a"}                   | roles:not_an_array_of_strings
          POST  |        | {"username":"x","roles":[1]}                   | roles:not_an_array_of_strings
          POST  |        | {"username":"x","roles":["ADMIN"]}             | roles:not_a_role
          POST  |        | {"username":"x","password":"kitchen table"}    | body:unknown_member
          PATCH | /alice | {"username":"root"}                            | username:taken
          PATCH | /alice | {"disabled":"true"}                            | disabled:not_a_boolean
          PATCH | /alice | {"disabled":null}                              | disabled:not_a_boolean
          PATCH | /alice | {"roles":null}                                 | roles:not_an_array_of_strings
          PATCH | /alice | {"sub":"x"}                                    | body:unknown_member
          PATCH | /alice | {"roles":["a b"],"disabled":1}                 | roles:not_a_role disabled:not_a_boolean
          """)
  @Tag("N-11")
  void what_is_wrong_with_a_body_is_told_and_changes_nothing(
      String method, String path, String body, String errors) throws IOException {
    String at = path == null ? "" : alice();

    var reply = server.send(ask(method, at, body)).isProblem(400, "invalid-request");

    assertThat(String.join(" ", reply.errors())).isEqualTo(errors);
    assertThat(server.database.users().listById(Optional.empty(), 10)).hasSize(2);
    assertThat(server.database.users().find(server.alice.id())).contains(server.alice);
  }

  @Tag("N-11")
  @Test
  void nobody_gets_33_roles() throws IOException {
    String roles =
        IntStream.range(0, 33).mapToObj(i -> "\"r" + i + '"').collect(Collectors.joining(","));

    var reply =
        server
            .send(ask("PATCH", alice(), "{\"roles\":[" + roles + "]}"))
            .isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly("roles:too_many");
  }

  @Test
  void users_come_page_by_page() throws IOException {
    for (int i = 0; i < 5; i++) {
      server.addUser("user" + i);
    }
    List<String> names = new ArrayList<>();
    String next = "";
    int pages = 0;
    while (pages < 9) {
      String query = "?limit=3" + (next.isEmpty() ? "" : "&after=" + next);
      JsonNode page = server.send(ask("GET", query)).isOk().json();
      page.get("users").forEach(user -> names.add(user.get("username").textValue()));
      pages++;
      if (page.get("next").isNull()) {
        break;
      }
      next = page.get("next").textValue();
    }

    assertThat(pages).isEqualTo(3);
    assertThat(names)
        .containsExactlyInAnyOrder("alice", "root", "user0", "user1", "user2", "user3", "user4");
  }

  @Test
  void a_user_is_shown_without_anything_secret() throws IOException {
    var users = server.send(ask("GET", "")).isOk().json().get("users");

    assertThat(users.valueStream().map(JsonNode::toString))
        .contains(
            """
            {"sub":"%s","username":"alice","roles":["reader"],"disabled":false,\
            "created_at":"2026-11-24T08:00:00.123Z","temporary_until":null}\
            """
                .formatted(server.alice.id().text()));
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0, limit:out_of_range",
    "?limit=101, limit:out_of_range",
    "?limit=1000000000000, limit:out_of_range",
    "?limit=-1, limit:out_of_range",
    "?limit=, limit:out_of_range",
    "?after=alice, after:malformed",
    "?after=, after:malformed",
    "?name=alice, query:malformed",
    "?limit=1&limit=2, query:malformed"
  })
  void a_page_has_a_bound_and_a_query_is_read_strictly(String query, String error)
      throws IOException {
    var reply = server.send(ask("GET", query)).isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly(error);
  }

  @Test
  void new_roles_and_names_are_felt_at_the_next_request() throws IOException {
    var browser = server.signIn();

    var reply =
        server
            .send(ask("PATCH", alice(), "{\"username\":\"alicia\",\"roles\":[\"writer\"]}"))
            .isOk();

    assertThat(reply.text("username")).isEqualTo("alicia");
    assertThat(server.send(browser.me()).isProblem(401, "invalid-token").reason())
        .contains("revoked");
    var me = server.send(Browser.of(server.send(browser.refreshing()).isOk()).me()).isOk();
    assertThat(me.text("username")).isEqualTo("alicia");
    assertThat(me.json().get("roles").toString()).isEqualTo("[\"writer\"]");
  }

  @Tag("R-08")
  @Tag("ASVS-7.4.2")
  @Test
  void a_disabled_user_is_out_and_comes_in_again_when_enabled() throws IOException {
    var browser = server.signIn();

    assertThat(
            server
                .send(ask("PATCH", alice(), "{\"disabled\":true}"))
                .isOk()
                .json()
                .get("disabled")
                .booleanValue())
        .isTrue();

    server.send(browser.me()).isProblem(401, "invalid-token");
    server.send(browser.refreshing()).isProblem(401, "invalid-refresh-token");
    server
        .send(TestServer.login("alice", TestServer.PASSWORD))
        .isProblem(401, "invalid-credentials");
    assertThat(
            server.send(ask("POST", alice() + "/reset")).isProblem(400, "invalid-request").errors())
        .containsExactly("sub:disabled");
    server.send(ask("PATCH", alice(), "{\"disabled\":false}")).isOk();
    server.signIn();
  }

  @Tag("R-08")
  @Tag("ASVS-7.4.2")
  @Test
  void a_deleted_user_is_gone_and_nothing_tells_from_where_they_came() throws IOException {
    var browser = server.signIn();

    assertThat(server.send(ask("DELETE", alice())).status()).isEqualTo(204);

    server.send(browser.me()).isProblem(401, "invalid-token");
    server.send(browser.refreshing()).isProblem(401, "invalid-refresh-token");
    var session = server.sessionOf(browser);
    assertThat(session.lastRotation().by().address().text()).isEqualTo("-");
    assertThat(session.lastRotation().by().userAgent()).isEmpty();
    server.send(ask("DELETE", alice())).isProblem(404, "not-found");
    server.send(ask("PATCH", alice(), "{}")).isProblem(404, "not-found");
    server.send(ask("POST", alice() + "/reset")).isProblem(404, "not-found");
  }

  @Tag("ASVS-7.4.5")
  @Test
  void all_sessions_of_a_user_are_ended() throws IOException {
    var one = server.signIn();
    var two = server.signIn();

    assertThat(server.send(ask("DELETE", alice() + "/sessions")).status()).isEqualTo(204);

    for (Browser gone : List.of(one, two)) {
      server.send(gone.me()).isProblem(401, "invalid-token");
      server.send(gone.refreshing()).isProblem(401, "invalid-refresh-token");
    }
    server.send(admin.me()).isOk();
    server.signIn();
  }

  @Test
  void nobody_takes_the_administration_from_themselves() throws IOException {
    String self = "/" + root.id().text();
    for (Ask ask :
        List.of(
            ask("PATCH", self, "{\"roles\":[\"reader\"]}"),
            ask("PATCH", self, "{\"disabled\":true}"),
            ask("DELETE", self))) {
      assertThat(server.send(ask).isProblem(400, "invalid-request").errors())
          .containsExactly("sub:oneself");
    }
    server.send(admin.me()).isOk();
  }

  @Tag("N-16")
  @Tag("ASVS-8.2.1")
  @Tag("ASVS-16.2.1")
  @Test
  void every_call_is_told_and_who_lacks_the_role_gets_nowhere() throws IOException {
    var reader = server.signIn();
    var calls =
        List.of(
            ask("POST", "", "{\"username\":\"carol\"}"),
            ask("GET", ""),
            ask("PATCH", alice(), "{}"),
            ask("POST", alice() + "/reset"),
            ask("DELETE", alice() + "/sessions"),
            ask("DELETE", "/x"),
            ask("DELETE", alice()));
    for (Ask call : calls) {
      var lines = new ArrayList<>(call.lines());
      lines.removeIf(line -> line.startsWith("Authorization"));
      Ask anonymous = new Ask(call.method(), call.target(), lines, call.body());
      server.send(anonymous).isProblem(401, "token-required");
      server
          .send(anonymous.with("Cookie", admin.cookies()).with("X-CSRF-Token", admin.csrf()))
          .isProblem(401, "token-required");
      server.send(anonymous.bearer(reader.access())).isProblem(403, "insufficient-role");
    }
    assertThat(server.log.events(Administered.class)).isEmpty();
    assertThat(server.log.events(AccessDenied.class)).hasSize(calls.size());

    for (Ask call : calls) {
      server.send(call);
    }

    var alice = Optional.of(server.alice.id());
    assertThat(server.log.events(Administered.class))
        .containsExactly(
            new Administered(root.id(), "POST /admin/users", Optional.empty()),
            new Administered(root.id(), "GET /admin/users", Optional.empty()),
            new Administered(root.id(), "PATCH /admin/users/{sub}", alice),
            new Administered(root.id(), "POST /admin/users/{sub}/reset", alice),
            new Administered(root.id(), "DELETE /admin/users/{sub}/sessions", alice),
            new Administered(root.id(), "DELETE /admin/users/{sub}", Optional.empty()),
            new Administered(root.id(), "DELETE /admin/users/{sub}", alice));
  }

  @Tag("N-16")
  @Test
  void who_is_no_administrator_any_more_is_refused_at_once() throws IOException {
    server.addUser("other", "sallyport-admin");
    var other = server.signIn("other");

    server.send(ask("PATCH", "/" + otherId(), "{\"roles\":[]}")).isOk();

    server.send(Ask.get("/admin/users").bearer(other.access())).isProblem(401, "invalid-token");
    var fresh = Browser.of(server.send(other.refreshing()).isOk());
    server.send(Ask.get("/admin/users").bearer(fresh.access())).isProblem(403, "insufficient-role");
  }

  private String otherId() {
    return server.database.users().listById(Optional.empty(), 10).stream()
        .filter(user -> user.username().text().equals("other"))
        .findFirst()
        .orElseThrow()
        .id()
        .text();
  }

  @Tag("R-08")
  @Tag("ASVS-6.4.3")
  @Test
  void a_forgotten_password_is_set_by_a_token_once() throws IOException {
    var browser = server.signIn();
    var issued = server.send(ask("POST", alice() + "/reset")).isOk();
    String token = issued.text("reset_token");
    assertThat(issued.json().get("expires_in").intValue()).isEqualTo(1800);
    assertThat(issued.one("Cache-Control")).isEqualTo("no-store");
    server.send(browser.me()).isOk();

    var reply = server.send(resetting(token, FRESH));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.all("Set-Cookie")).isEmpty();
    server.send(browser.me()).isProblem(401, "invalid-token");
    server.send(browser.refreshing()).isProblem(401, "invalid-refresh-token");
    server.send(TestServer.login("alice", FRESH)).isOk();
    assertThat(
            server
                .send(resetting(token, "another good passphrase"))
                .isProblem(400, "invalid-request")
                .errors())
        .containsExactly("token:invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "null", "' OR 1=1--"})
  void a_token_that_is_none_is_refused_and_told(String token) throws IOException {
    var reply = server.send(resetting(token, FRESH)).isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly("token:invalid");
    assertThat(server.log.events(ResetTokenRefused.class)).hasSize(1);
  }

  @Tag("N-15")
  @Test
  void an_old_token_and_one_of_a_user_who_changed_say_no_more_than_that() throws IOException {
    String old = resetToken();
    server.advance(Duration.ofMinutes(30));
    admin = server.signIn("root");
    String stale = resetToken();
    server.send(ask("PATCH", alice(), "{\"disabled\":true}")).isOk();
    server.send(ask("PATCH", alice(), "{\"disabled\":false}")).isOk();

    for (String token : List.of(old, stale)) {
      assertThat(server.send(resetting(token, FRESH)).isProblem(400, "invalid-request").errors())
          .containsExactly("token:invalid");
    }
    server.send(TestServer.login("alice", TestServer.PASSWORD)).isOk();
  }

  @Test
  void a_weak_password_leaves_the_token_good() throws IOException {
    String token = resetToken();

    assertThat(server.send(resetting(token, "alice")).isProblem(400, "invalid-request").errors())
        .containsExactly("new_password:too_short", "new_password:context_word");
    assertThat(server.send(resetting(token, FRESH)).status()).isEqualTo(204);
  }

  @Test
  void a_reset_is_refused_from_a_foreign_page_and_where_there_are_too_many() throws IOException {
    server
        .send(resetting(resetToken(), FRESH).with("Origin", "https://evil.example"))
        .isProblem(403, "csrf");
    var off = new Unlimited();
    var two = new Limit(2, Duration.ofMinutes(1));
    try (var limited = TestServer.startWithLimits(LimitPolicy.of(two, 0, off, off))) {
      limited.send(resetting("x", FRESH)).isProblem(400, "invalid-request");
      limited.send(resetting("x", FRESH)).isProblem(400, "invalid-request");
      var reply = limited.send(resetting("x", FRESH)).isProblem(429, "too-many-requests");
      assertThat(reply.one("RateLimit")).startsWith("\"reset-per-address\"");
      limited.signIn();
    }
  }
}
