package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.SecurityEvent.LoginFailed;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.user.User;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Name and password for a session: what comes of them, once the body is understood.
final class LoginTest {

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply login(String username, String password) throws IOException {
    return server.send(TestServer.login(username, password));
  }

  private User withTemporaryPassword(String name) {
    var user =
        Given.seed(5)
            .user(name)
            .withTemporaryPassword(
                PlainPasswordHasher.fresh("temporary"), Given.NOW.plus(Duration.ofHours(24)));
    server.database.users().add(user);
    return user;
  }

  @Tag("ASVS-3.3.1")
  @Tag("ASVS-3.3.2")
  @Tag("ASVS-3.3.3")
  @Tag("ASVS-3.3.4")
  @Tag("ASVS-3.3.5")
  @Tag("ASVS-10.1.1")
  @Tag("ASVS-14.3.3")
  @Test
  void a_login_answers_with_tokens_and_the_three_cookies() throws IOException {
    var reply = login("alice", TestServer.PASSWORD).isOk();

    assertThat(reply.text("token_type")).isEqualTo("Bearer");
    assertThat(reply.json().get("expires_in").intValue()).isEqualTo(900);
    assertThat(reply.json().size()).isEqualTo(4);
    var browser = Browser.of(reply);
    assertThat(reply.text("csrf_token")).isEqualTo(browser.csrf());
    assertThat(reply.body()).doesNotContain(browser.refresh());
    assertThat(reply.all("Set-Cookie"))
        .containsExactly(
            "__Host-Http-refresh="
                + browser.refresh()
                + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800",
            "__Host-csrf=" + browser.csrf() + "; Path=/; Secure; SameSite=Strict; Max-Age=604800",
            "__Host-Http-device="
                + reply.cookie(SessionCookies.DEVICE).orElseThrow()
                + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000");
    server.send(browser.me()).isOk();
  }

  @Tag("R-16")
  @Tag("ASVS-7.2.4")
  @Test
  void a_login_over_a_session_ends_it_and_never_takes_it_over() throws IOException {
    var planted = server.signIn();

    var reply =
        server.send(
            TestServer.login("alice", TestServer.PASSWORD).with("Cookie", planted.cookies()));

    var fresh = Browser.of(reply.isOk());
    assertThat(server.sessionOf(planted).end().orElseThrow().cause()).isEqualTo(EndCause.REPLACED);
    assertThat(server.sessionOf(fresh).id()).isNotEqualTo(server.sessionOf(planted).id());
  }

  @Test
  void a_cookie_that_came_twice_or_is_malformed_does_not_keep_anybody_from_signing_in()
      throws IOException {
    var old = server.signIn();
    for (String cookies :
        List.of(old.cookies() + "; " + old.cookies(), Browser.refreshCookie("x"))) {
      server.send(TestServer.login("alice", TestServer.PASSWORD).with("Cookie", cookies)).isOk();
    }
    assertThat(server.isLive(old)).isTrue();
  }

  @Tag("ASVS-6.3.8")
  @Test
  void every_failure_is_the_same_answer_but_for_the_request_id() throws IOException {
    var disabled = Given.seed(7).user("bob").disable();
    server.database.users().add(disabled);
    var unknown = login("nobody", "some password");
    var wrong = login("alice", "some password");
    var nobodysName = login("no body!", "some password");
    var off = login("bob", "of bob");

    for (Reply reply : List.of(unknown, wrong, nobodysName, off)) {
      reply.isProblem(401, "invalid-credentials");
      assertThat(reply.one("WWW-Authenticate")).isEqualTo("Bearer realm=\"sallyport\"");
      assertThat(reply.all("Set-Cookie")).isEmpty();
      assertThat(reply.body().replace(reply.one("X-Request-Id"), ""))
          .isEqualTo(unknown.body().replace(unknown.one("X-Request-Id"), ""));
    }
    assertThat(server.hasher.verifications()).isEqualTo(4);
    assertThat(server.log.events(LoginFailed.class)).hasSize(4);
  }

  @Tag("L-01")
  @Tag("L-02")
  @Tag("L-03")
  @Tag("L-04")
  @Tag("L-06")
  @Tag("L-08")
  @Tag("ASVS-1.2.4")
  @Tag("ASVS-1.3.8")
  @Tag("ASVS-1.3.10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin'--",
        "' OR '1'='1",
        "\"; DROP TABLE users;--",
        "admin'/*",
        "1' AND (SELECT sleep(5))--",
        "'||pg_sleep(5)--",
        "%",
        "_",
        "ali%",
        "ali_e",
        "*",
        "rl:ip:1.2.3.4",
        "user:1",
        "{a}",
        "*)(uid=*",
        "${jndi:ldap://127.0.0.1/a}",
        "#{7*7}",
        "%s%n%p",
        "</script>"
      })
  void a_text_that_means_something_elsewhere_means_nothing_here(String text) throws IOException {
    for (var reply : List.of(login(text, TestServer.PASSWORD), login("alice", text))) {
      reply.isProblem(401, "invalid-credentials");
      assertThat(reply.body()).doesNotContain(text.length() > 2 ? text : "\u0000");
    }
    login("alice", TestServer.PASSWORD).isOk();
  }

  @Tag("L-19")
  @Test
  void the_stored_hash_is_no_password() throws IOException {
    login("alice", server.alice.passwordHash().text()).isProblem(401, "invalid-credentials");
  }

  @Tag("L-05")
  @Tag("L-09")
  @Tag("ASVS-1.3.3")
  @Tag("ASVS-16.4.1")
  @ParameterizedTest
  @ValueSource(
      strings = {"x\r\nFLUSHALL\r\n", "a\tb", "a\nb", "a\u001bb", "a\u2028b", "a\u202eb", "\u0007"})
  void a_name_that_could_forge_a_line_is_refused(String name) throws IOException {
    var reply = login(name, "x").isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly("username:control_character");
    assertThat(server.hasher.verifications()).isZero();
  }

  @Tag("L-09")
  @Tag("L-10")
  @Tag("L-11")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'username':'adm\\u0000in','password':'x'}", "{'username':'alice','password':'a\\u0000a'}",
        "{'username':'alice','password':'\\ud800'}", "{'username':'\\udc00','password':'x'}"
      })
  void nul_and_lone_surrogates_are_refused(String json) throws IOException {
    var reply =
        server
            .send(Ask.json("/auth/login", json.replace('\'', '"')))
            .isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly("body:forbidden_character");
    assertThat(server.hasher.verifications()).isZero();
  }

  @Tag("L-12")
  @ParameterizedTest
  @ValueSource(strings = {"\u0430lice", "alice ", " alice", "ali\u200dce", "a\u200blice"})
  void a_name_that_looks_alike_is_another_name(String name) throws IOException {
    assertThat(login(name, TestServer.PASSWORD).status()).isIn(400, 401);
  }

  @Tag("L-12")
  @ParameterizedTest
  @ValueSource(strings = {"ALICE", "Alice", "\uff41lice", "al\u0131ce"})
  void a_name_that_folds_alike_is_the_same_name(String name) throws IOException {
    login(name, TestServer.PASSWORD).isOk();
  }

  @Tag("L-14")
  @Tag("L-15")
  @Tag("ASVS-6.2.8")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery ",
        " correct horse battery",
        "Correct horse battery",
        "correct horse batter",
        "correct\u00a0horse battery"
      })
  void a_password_is_compared_byte_for_byte(String password) throws IOException {
    login("alice", password).isProblem(401, "invalid-credentials");
  }

  /// Two ways to write one letter; a name knows one of them, a password both.
  @Tag("L-14")
  @Test
  void a_letter_composed_in_another_way_makes_another_password_and_the_same_name()
      throws IOException {
    server
        .database
        .users()
        .add(
            User.create(
                Given.seed(11).user("zo\u00eb").id(),
                Given.username("zo\u00eb"),
                PlainPasswordHasher.fresh("caf\u00e9 of zo\u00eb"),
                Given.roles(),
                Given.NOW));

    login("zo\u00eb", "cafe\u0301 of zoe\u0308").isProblem(401, "invalid-credentials");
    login("zoe\u0308", "caf\u00e9 of zo\u00eb").isOk();
    login("ZO\u00cb", "caf\u00e9 of zo\u00eb").isOk();
  }

  /// The longest common way to lose the rest of a password is bcrypt's 72 bytes.
  @Tag("L-15")
  @Test
  void every_byte_of_a_long_password_counts() throws IOException {
    for (String right : List.of("x".repeat(72), "x".repeat(73), "\ud83d\ude00".repeat(18))) {
      var name = Given.username("user" + right.length());
      server
          .database
          .users()
          .add(
              User.create(
                  Given.seed(right.length()).user(name.text()).id(),
                  name,
                  PlainPasswordHasher.fresh(right),
                  Given.roles(),
                  Given.NOW));
      for (String wrong :
          List.of(right + "y", right + right, right.substring(0, right.length() - 2))) {
        login(name.text(), wrong).isProblem(401, "invalid-credentials");
      }
      login(name.text(), right).isOk();
    }
  }

  @Tag("L-16")
  @Tag("L-17")
  @Tag("ASVS-2.2.2")
  @Test
  void a_password_that_cannot_be_one_is_refused_before_hashing() throws IOException {
    assertThat(login("alice", "").isProblem(400, "invalid-request").errors())
        .containsExactly("password:empty");
    for (String name : List.of("alice", "nobody")) {
      assertThat(login(name, "a".repeat(1_025)).isProblem(400, "invalid-request").errors())
          .containsExactly("password:too_long");
      assertThat(login(name, "\u00e9".repeat(513)).isProblem(400, "invalid-request").errors())
          .containsExactly("password:too_long");
    }
    assertThat(server.hasher.verifications()).isZero();
    login("alice", " ").isProblem(401, "invalid-credentials");
    login("alice", "a".repeat(1_024)).isProblem(401, "invalid-credentials");
  }

  /// With the database down whoever asks it is answered 503.
  @Tag("L-16")
  @Tag("T-18")
  @ParameterizedTest
  @ValueSource(strings = {"alice", "nobody", "no body!"})
  void a_password_that_cannot_be_one_is_refused_before_anybody_is_looked_up(String name)
      throws IOException {
    server.database.takeDown();

    for (String password : List.of("a".repeat(1_025), "a\\u0000a", "\\ud800")) {
      server
          .send(
              Ask.json(
                  "/auth/login",
                  "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}"))
          .isProblem(400, "invalid-request");
    }
    if (!name.equals("no body!")) {
      login(name, "a".repeat(73)).isProblem(503, "unavailable");
    }
    assertThat(server.hasher.verifications()).isZero();
    assertThat(server.log.events(LoginFailed.class)).isEmpty();
  }

  @Tag("L-18")
  @Test
  void a_name_that_is_too_long_or_empty_is_refused() throws IOException {
    assertThat(login("a".repeat(129), "x").isProblem(400, "invalid-request").errors())
        .containsExactly("username:too_long");
    assertThat(login("", "").isProblem(400, "invalid-request").errors())
        .containsExactly("username:empty", "password:empty");
    login("a".repeat(128), "x").isProblem(401, "invalid-credentials");
  }

  @Tag("L-39")
  @Tag("ASVS-14.2.1")
  @Tag("ASVS-15.3.7")
  @Test
  void the_query_string_says_nothing() throws IOException {
    var reply =
        server.send(
            new Ask("POST", "/auth/login?username=alice&password=x", List.of(), "")
                .carrying("{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}")
                .with("Content-Type", "application/json"));
    reply.isOk();
  }

  @Test
  void a_temporary_password_must_be_changed_first() throws IOException {
    withTemporaryPassword("carol");

    var reply = login("carol", "temporary").isProblem(403, "password-change-required");

    assertThat(reply.all("Set-Cookie")).isEmpty();
  }

  @Test
  void a_new_password_comes_with_the_temporary_one() throws IOException {
    withTemporaryPassword("carol");
    String form =
        "{'username':'carol','password':'temporary','new_password':'%s'}".replace('\'', '"');

    server.send(Ask.json("/auth/login", form.formatted("a long new password"))).isOk();

    login("carol", "a long new password").isOk();
    login("carol", "temporary").isProblem(401, "invalid-credentials");
  }

  /// OWASP ASVS 5.0, 6.2.1, 6.2.5 and 6.2.9: code points are counted, and any will do.
  @ParameterizedTest
  @ValueSource(ints = {15, 64})
  void a_new_password_may_be_of_characters_with_four_bytes(int length) throws IOException {
    withTemporaryPassword("carol");
    String password = "\ud83d\ude00".repeat(length);
    String form =
        "{'username':'carol','password':'temporary','new_password':'%s'}".replace('\'', '"');

    assertThat(
            server
                .send(Ask.json("/auth/login", form.formatted("\ud83d\ude00".repeat(14))))
                .isProblem(400, "invalid-request")
                .errors())
        .containsExactly("new_password:too_short");
    server.send(Ask.json("/auth/login", form.formatted(password))).isOk();

    login("carol", password).isOk();
    login("carol", password.substring(2)).isProblem(401, "invalid-credentials");
  }

  @ParameterizedTest
  @CsvSource({
    "short, new_password:too_short",
    "temporary, new_password:too_short|new_password:unchanged",
    "commoncommoncommon, new_password:common",
    "carolcarolcarolcarol, new_password:context_word",
    "carol-carol-carol, new_password:context_word",
    "Sallyport-carol-2024!, new_password:context_word",
    "'', new_password:empty"
  })
  void a_new_password_that_will_not_do_is_told_why(String password, String errors)
      throws IOException {
    withTemporaryPassword("carol");

    var reply =
        server
            .send(
                Ask.json(
                    "/auth/login",
                    "{\"username\":\"carol\",\"password\":\"temporary\",\"new_password\":\""
                        + password
                        + "\"}"))
            .isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactlyInAnyOrder(errors.split("\\|", -1));
    assertThat(reply.all("Set-Cookie")).isEmpty();
  }

  @Test
  void a_password_that_need_not_be_changed_is_not_changed_here() throws IOException {
    var reply =
        server.send(
            Ask.json(
                "/auth/login",
                "{\"username\":\"alice\",\"password\":\""
                    + TestServer.PASSWORD
                    + "\",\"new_password\":\"a long new password\"}"));

    assertThat(reply.isProblem(400, "invalid-request").errors())
        .containsExactly("new_password:not_due");
    login("alice", TestServer.PASSWORD).isOk();
  }

  @Tag("ASVS-15.2.2")
  @Tag("ASVS-16.5.3")
  @Test
  void without_capacity_to_hash_nothing_is_decided() throws IOException {
    server.hasher.setFull(true);

    var reply = login("alice", TestServer.PASSWORD).isProblem(503, "unavailable");

    assertThat(reply.one("Retry-After")).isEqualTo("1");
  }

  @Tag("I-10")
  @Test
  void a_store_that_is_down_is_no_reason_to_say_anything() throws IOException {
    server.database.takeDown();

    var reply = login("alice", TestServer.PASSWORD).isProblem(503, "unavailable");

    assertThat(reply.one("Retry-After")).isEqualTo("1");
    assertThat(reply.body()).doesNotContain("database", "Exception", "dev.sallyport");
    assertThat(reply.all("Set-Cookie")).isEmpty();
  }

  @Tag("L-40")
  @Test
  void naughty_strings_are_answered_like_any() throws IOException {
    String[] naughty = {
      "undefined",
      "null",
      "NaN",
      "-1",
      "1e999",
      "0x0",
      "\u0301",
      "\ufdfa",
      "\ud83d\ude00",
      "\u202a\u202a",
      "<script>alert(1)</script>",
      "../../../etc/passwd",
      "() { :;}; echo",
      "\ufeff",
      "\u2066",
      "Z\u0351\u036b\u0343",
      "\u0130",
      "\u00df",
      "\u1e9e",
      "\ufb01",
      "\\",
      "/",
      "'",
      "\"",
      "%00",
      "{{7*7}}",
      "$(id)",
      "`id`",
      "\u00ad"
    };
    for (String text : naughty) {
      for (var reply : List.of(login(text, "x"), login("alice", text))) {
        assertThat(reply.status()).as(text).isIn(400, 401);
        assertThat(reply.body()).doesNotContain("script", "etc/passwd", "7*7");
      }
    }
  }
}
