package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.domain.session.EndCause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a user is signed in, and the end of it, over the wire.
final class SessionsTest {

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

  private Browser laterBrowser() throws IOException {
    server.advance(Duration.ofSeconds(1));
    return server.signIn();
  }

  private static Ask listing(Browser who) {
    return Ask.get("/auth/sessions").bearer(who.access());
  }

  private static Ask ending(String sid, Browser who) {
    return Ask.of("DELETE", "/auth/sessions/" + sid).bearer(who.access());
  }

  private static Ask endingAll(Browser who) {
    return Ask.post("/auth/logout-all").bearer(who.access());
  }

  private String sidOf(Browser who) {
    return server.sessionOf(who).id().text();
  }

  private List<JsonNode> listed(Browser who) throws IOException {
    return server.send(listing(who)).isOk().json().get("sessions").valueStream().toList();
  }

  @Tag("ASVS-7.5.2")
  @Test
  void a_user_sees_where_they_are_signed_in() throws IOException {
    server.addUser("bob");
    server.signIn("bob");

    var reply = server.send(listing(browser)).isOk();

    assertThat(reply.body())
        .isEqualTo(
            """
            {"sessions":[{"sid":"%s","current":true,"started_at":"2026-11-24T08:00:00.123Z",\
            "last_used_at":"2026-11-24T08:00:00.123Z","ends_at":"2026-12-24T08:00:00.123Z",\
            "user_agent":"","address":"127.0.0.1","ended":null}]}\
            """
                .formatted(sidOf(browser)));
    assertThat(reply.one("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void the_newest_comes_first_and_shows_who_used_it_last() throws IOException {
    server.advance(Duration.ofSeconds(1));
    var other =
        Browser.of(
            server
                .send(
                    TestServer.login("alice", TestServer.PASSWORD).with("User-Agent", "Phone/1.0"))
                .isOk());
    server.advance(Duration.ofSeconds(1));
    server.send(browser.refreshing().with("User-Agent", "Laptop/2.0")).isOk();

    List<JsonNode> sessions = listed(other);

    assertThat(sessions)
        .extracting(s -> s.get("user_agent").textValue())
        .containsExactly("Phone/1.0", "Laptop/2.0");
    assertThat(sessions)
        .extracting(s -> s.get("current").booleanValue())
        .containsExactly(true, false);
    assertThat(sessions.getLast().get("last_used_at").textValue())
        .isEqualTo(Given.NOW.plusSeconds(2).toString());
  }

  @Test
  void a_replay_shows_with_the_address_that_it_came_from() throws IOException {
    var thief = TestServer.startBehind("127.0.0.1");
    try (thief) {
      var victim = thief.signIn();
      thief.send(victim.refreshing()).isOk();
      thief
          .send(victim.refreshing().with("X-Forwarded-For", "203.0.113.66"))
          .isProblem(401, "invalid-refresh-token");
      var again = thief.signIn();

      var ended =
          thief
              .send(listing(again))
              .isOk()
              .json()
              .get("sessions")
              .valueStream()
              .filter(session -> !session.get("current").booleanValue())
              .findFirst()
              .orElseThrow()
              .get("ended");

      assertThat(ended.toString())
          .isEqualTo(
              "{\"at\":\"2026-11-24T08:00:00.123Z\",\"cause\":\"replayed\","
                  + "\"address\":\"203.0.113.66\"}");
    }
  }

  @Test
  void one_that_nobody_used_for_too_long_shows_as_expired() throws IOException {
    String idleUntil = server.sessionOf(browser).idleUntil().toString();
    server.advance(Duration.ofDays(8));

    var sessions = listed(server.signIn());

    assertThat(sessions.getLast().get("ended").toString())
        .isEqualTo("{\"at\":\"%s\",\"cause\":\"expired\",\"address\":\"-\"}".formatted(idleUntil));
  }

  @Tag("ASVS-7.5.2")
  @Test
  void one_is_ended_and_the_others_live_on() throws IOException {
    var other = laterBrowser();

    var reply = server.send(ending(sidOf(other), browser));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.all("Set-Cookie")).isEmpty();
    server.send(other.me()).isProblem(401, "invalid-token");
    server.send(other.refreshing()).isProblem(401, "invalid-refresh-token");
    server.send(browser.me()).isOk();
    assertThat(listed(browser))
        .extracting(s -> s.get("ended").path("cause").asText(""))
        .containsExactly("revoked", "");
    assertThat(server.send(ending(sidOf(other), browser)).status())
        .as("it is over still")
        .isEqualTo(204);
  }

  @Test
  void who_ends_the_session_at_hand_is_signed_out_here_too() throws IOException {
    var reply = server.send(ending(sidOf(browser), browser).with("Cookie", browser.cookies()));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.clearsCookies()).isTrue();
    server.send(browser.me()).isProblem(401, "invalid-token");
  }

  @Tag("ASVS-8.2.2")
  @Test
  void another_users_session_and_none_are_the_same() throws IOException {
    server.addUser("bob");
    var bob = server.signIn("bob");
    List<String> unknown =
        List.of(
            sidOf(bob),
            "01890000-0000-7000-8000-000000000000",
            "00000000-0000-0000-0000-000000000000",
            "x",
            sidOf(browser).toUpperCase(Locale.ROOT),
            "%30" + sidOf(browser).substring(1),
            "%27%20OR%201=1--");
    List<String> bodies = new ArrayList<>();
    for (String sid : unknown) {
      var reply = server.send(ending(sid, browser)).isProblem(404, "not-found");
      bodies.add(reply.body().replace(reply.one("X-Request-Id"), "ID"));
      assertThat(reply.all("Set-Cookie")).isEmpty();
    }

    assertThat(bodies.stream().collect(Collectors.toSet())).hasSize(1);
    assertThat(server.isLive(bob)).isTrue();
    assertThat(server.isLive(browser)).isTrue();
  }

  @Tag("R-08")
  @Tag("ASVS-7.4.1")
  @Test
  void all_are_ended_at_once_this_one_too() throws IOException {
    var other = laterBrowser();
    server.addUser("bob");
    var bob = server.signIn("bob");

    var reply = server.send(endingAll(browser).with("Cookie", browser.cookies()));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.clearsCookies()).isTrue();
    for (Browser gone : List.of(browser, other)) {
      assertThat(server.send(gone.me()).isProblem(401, "invalid-token").reason())
          .contains("revoked");
      server.send(gone.refreshing()).isProblem(401, "invalid-refresh-token");
      assertThat(server.sessionOf(gone).end().orElseThrow().cause()).isEqualTo(EndCause.REVOKED);
    }
    server.send(bob.me()).isOk();
    assertThat(server.log.events(SessionEnded.class)).hasSize(2);
  }

  @Test
  void the_cookies_of_somebody_else_stay() throws IOException {
    server.addUser("bob");
    var bob = server.signIn("bob");

    var reply = server.send(endingAll(browser).with("Cookie", bob.cookies()));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.all("Set-Cookie")).isEmpty();
    assertThat(server.isLive(bob)).isTrue();
  }

  @Tag("N-05")
  @Test
  void what_could_not_be_written_is_not_acknowledged_and_can_be_asked_for_again()
      throws IOException {
    var other = laterBrowser();
    server.database.failNextWrite(Fault.BEFORE_COMMIT);

    var reply =
        server
            .send(endingAll(browser).with("Cookie", browser.cookies()))
            .isProblem(503, "unavailable");

    assertThat(reply.all("Set-Cookie")).isEmpty();
    assertThat(server.isLive(browser)).isTrue();
    assertThat(server.isLive(other)).isTrue();
    assertThat(server.send(endingAll(browser)).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null"})
  void a_foreign_page_ends_nothing_even_with_a_token(String origin) throws IOException {
    for (Ask ask : List.of(endingAll(browser), ending(sidOf(browser), browser))) {
      server.send(ask.with("Origin", origin)).isProblem(403, "csrf");
      server.send(ask.with("Sec-Fetch-Site", "cross-site")).isProblem(403, "csrf");
    }
    assertThat(server.isLive(browser)).isTrue();
  }

  @Test
  void cookies_alone_let_nobody_in() throws IOException {
    for (Ask ask :
        List.of(
            Ask.get("/auth/sessions"),
            Ask.of("DELETE", "/auth/sessions/" + sidOf(browser)),
            Ask.post("/auth/logout-all"))) {
      server
          .send(ask.with("Cookie", browser.cookies()).with("X-CSRF-Token", browser.csrf()))
          .isProblem(401, "token-required");
    }
    assertThat(server.isLive(browser)).isTrue();
  }
}
