package dev.sallyport.adapters.http;

import static dev.sallyport.adapters.http.ExampleWorld.FRESH;
import static dev.sallyport.adapters.http.ExampleWorld.changing;
import static dev.sallyport.adapters.http.ExampleWorld.json;
import static dev.sallyport.adapters.http.ExampleWorld.resetting;

import dev.sallyport.application.port.Given;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What the routes under `/auth` answer, but for the revocation feed.
final class AuthExamples {

  private static final String LOGIN = "/auth/login";
  private static final String NEW_LOGIN = "{'username':'%s','password':'%s','new_password':'%s'}";

  private AuthExamples() {}

  static List<ExampleSection> sections() throws IOException {
    return List.of(
        ExampleSection.of("POST /auth/login", AuthExamples::login),
        ExampleSection.of("POST /auth/refresh", AuthExamples::refresh),
        ExampleSection.of("POST /auth/logout", AuthExamples::logout),
        ExampleSection.of("GET /auth/csrf", AuthExamples::csrf),
        ExampleSection.of("GET /auth/me", AuthExamples::me),
        ExampleSection.of("GET /auth/sessions", AuthExamples::sessions),
        ExampleSection.of("DELETE /auth/sessions/{sid}", AuthExamples::endOne),
        ExampleSection.of("POST /auth/logout-all", AuthExamples::endAll),
        ExampleSection.of("POST /auth/password", AuthExamples::password),
        ExampleSection.of("POST /auth/password/reset", AuthExamples::reset));
  }

  private static void login(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("signed in", TestServer.login("alice", TestServer.PASSWORD));
    section.add("a member is missing", json(LOGIN, "{'username':'alice'}"));
    section.add("a member that there is not", json(LOGIN, "{'user':'alice','password':'x'}"));
    section.add(
        "the new password is refused", json(LOGIN, NEW_LOGIN.formatted("carol", "temporary", "x")));
    section.add(
        "a new password, where none is due",
        json(LOGIN, NEW_LOGIN.formatted("alice", TestServer.PASSWORD, FRESH)));
    section.add("the name or the password is wrong", TestServer.login("alice", "a wrong password"));
    section.add("the password must be changed", TestServer.login("carol", "temporary"));
    section.add(
        "changed, and signed in", json(LOGIN, NEW_LOGIN.formatted("carol", "temporary", FRESH)));
  }

  private static void refresh(ExampleSection section, ExampleWorld world) throws IOException {
    var server = world.server;
    var browser = server.signIn();
    section.add("refreshed", browser.refreshing());
    section.add("a spent token, and so the session is over", browser.refreshing());
    section.add("the session is over", browser.refreshing());
    section.add("no cookie came along", Ask.post("/auth/refresh"));
    section.add(
        "a cookie that is none of ours",
        Ask.post("/auth/refresh").with("Cookie", Browser.refreshCookie("x")));
    section.add(
        "the key has not the form of one",
        server.signIn().refreshing().with("Idempotency-Key", "1"));
    section.add(
        "no CSRF token", Ask.post("/auth/refresh").with("Cookie", server.signIn().cookies()));
    var idle = server.signIn();
    server.advance(Given.POLICY.refreshTtl());
    section.add("nobody came for seven days", idle.refreshing());
  }

  private static void logout(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("signed out", world.server.signIn().loggingOut());
    section.add("there was nothing to end", Ask.post("/auth/logout"));
    section.add(
        "no CSRF token", Ask.post("/auth/logout").with("Cookie", world.server.signIn().cookies()));
  }

  private static void csrf(ExampleSection section, ExampleWorld world) throws IOException {
    var browser = world.server.signIn();
    section.add("the token", Ask.get("/auth/csrf").with("Cookie", browser.cookies()));
    section.add(
        "the cookie was not there, and is set again",
        Ask.get("/auth/csrf").with("Cookie", Browser.refreshCookie(browser.refresh())));
    section.add("no cookie came along", Ask.get("/auth/csrf"));
    world.server.send(browser.loggingOut());
    section.add("the session is over", Ask.get("/auth/csrf").with("Cookie", browser.cookies()));
  }

  private static void me(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("who the caller is", world.server.signIn().me());
  }

  private static void sessions(ExampleSection section, ExampleWorld world) throws IOException {
    world.server.send(world.server.signIn().loggingOut());
    world.server.advance(Duration.ofMinutes(1));
    var browser = world.server.signIn();
    section.add(
        "one that lives and one that has ended",
        Ask.get("/auth/sessions").bearer(browser.access()));
  }

  private static void endOne(ExampleSection section, ExampleWorld world) throws IOException {
    var browser = world.server.signIn();
    var other = world.server.signIn();
    String sid = world.server.sessionOf(browser).id().text();
    section.add("over", ending(world.server.sessionOf(other).id().text(), browser));
    section.add(
        "there is none of this id, or it is another user's",
        ending(world.server.sessionOf(world.server.signIn("root")).id().text(), browser));
    section.add(
        "it was the one of the cookies", ending(sid, browser).with("Cookie", browser.cookies()));
  }

  private static Ask ending(String sid, Browser by) {
    return Ask.of("DELETE", "/auth/sessions/" + sid).bearer(by.access());
  }

  private static void endAll(ExampleSection section, ExampleWorld world) throws IOException {
    section.add(
        "all are over", Ask.post("/auth/logout-all").bearer(world.server.signIn().access()));
    var browser = world.server.signIn();
    section.add(
        "and so is the one of the cookies",
        Ask.post("/auth/logout-all").bearer(browser.access()).with("Cookie", browser.cookies()));
  }

  private static void password(ExampleSection section, ExampleWorld world) throws IOException {
    var browser = world.server.signIn();
    section.add(
        "changed, with a new session", changing(browser.access(), TestServer.PASSWORD, FRESH));
    String access = Browser.of(world.server.send(TestServer.login("alice", FRESH)).isOk()).access();
    section.add("the current password is wrong", changing(access, "a wrong password", FRESH));
    section.add("the new password is refused", changing(access, FRESH, "alice"));
  }

  private static void reset(ExampleSection section, ExampleWorld world) throws IOException {
    String token = world.resetToken();
    section.add("the new password is refused", resetting(token, "alice"));
    section.add("the password is set", resetting(token, FRESH));
    section.add("the token is not good, or not any more", resetting(token, FRESH));
  }
}
