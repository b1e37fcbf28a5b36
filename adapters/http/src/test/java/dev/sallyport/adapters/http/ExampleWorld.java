package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import dev.sallyport.domain.user.User;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;

/// A server of which everything can be asked: with the demo, an administrator `root`, a user `carol`
/// who must change her password, and a service `notes`; and for each route a request that it grants.
final class ExampleWorld {

  static final String FRESH = "kitchen table and chairs";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final String FEED_SECRET = "A".repeat(43);

  final TestServer server;
  final User root;

  ExampleWorld(TestServer server) {
    this.server = server;
    root = server.addUser("root", "sallyport-admin");
    server.addUser("demo");
    server
        .database
        .users()
        .add(
            Given.seed(5)
                .user("carol")
                .withTemporaryPassword(
                    PlainPasswordHasher.fresh("temporary"), Given.NOW.plus(Duration.ofHours(24))));
    server
        .database
        .oauthClients()
        .add(
            new OAuthClient(
                new OAuthClientId("notes"),
                OAuthClientSecret.presented("s3cret").digest(),
                Given.NOW));
  }

  String alice() {
    return server.alice.id().text();
  }

  /// A request of the administrator.
  Ask admin(String method, String path) throws IOException {
    return Ask.of(method, "/admin/users" + path).bearer(server.signIn("root").access());
  }

  /// The same with a JSON text.
  Ask admin(String method, String path, String json) throws IOException {
    return admin(method, path).with("Content-Type", "application/json").carrying(json);
  }

  static Ask json(String path, String json) {
    return Ask.json(path, json.replace('\'', '"'));
  }

  /// A change of the password of the user with this access token.
  static Ask changing(String access, String current, String next) {
    return json(
            "/auth/password",
            "{'current_password':'%s','new_password':'%s'}".formatted(current, next))
        .bearer(access);
  }

  static Ask resetting(String token, String password) {
    return json(
        "/auth/password/reset", "{'token':'%s','new_password':'%s'}".formatted(token, password));
  }

  String resetToken() throws IOException {
    return server.send(admin("POST", "/" + alice() + "/reset")).isOk().text("reset_token");
  }

  /// A form of the service `notes`.
  static Ask service(String path, String form) {
    return anybody(path, form)
        .with(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString("notes:s3cret".getBytes(UTF_8)));
  }

  static Ask anybody(String path, String form) {
    return Ask.bytes(path, form.getBytes(ISO_8859_1)).with("Content-Type", FORM);
  }

  static Ask feed(String query) {
    return Ask.get(RevocationsRoute.PATH + query).bearer(FEED_SECRET);
  }

  Ask stealing(String user) throws IOException {
    var browser = server.signIn(user);
    return Ask.post("/demo/theft")
        .bearer(browser.access())
        .with("Cookie", browser.cookies())
        .with("X-CSRF-Token", browser.csrf());
  }

  /// A request that the route grants, with an access token where it wants one.
  Ask granted(String route) throws IOException {
    String aUser = "/" + alice();
    return switch (route) {
      case "POST /auth/login" -> TestServer.login("alice", TestServer.PASSWORD);
      case "POST /auth/refresh" -> server.signIn().refreshing();
      case "POST /auth/logout" -> server.signIn().loggingOut();
      case "POST /auth/logout-all" -> Ask.post("/auth/logout-all").bearer(server.signIn().access());
      case "POST /auth/password" -> changing(server.signIn().access(), TestServer.PASSWORD, FRESH);
      case "POST /auth/password/reset" -> resetting(resetToken(), FRESH);
      case "GET /auth/csrf" -> Ask.get("/auth/csrf").with("Cookie", server.signIn().cookies());
      case "GET /auth/me" -> server.signIn().me();
      case "GET /auth/sessions" -> Ask.get("/auth/sessions").bearer(server.signIn().access());
      case "DELETE /auth/sessions/{sid}" -> {
        var browser = server.signIn();
        String sid = server.sessionOf(browser).id().text();
        yield Ask.of("DELETE", "/auth/sessions/" + sid).bearer(browser.access());
      }
      case "POST /admin/users" ->
          admin("POST", "", "{\"username\":\"bob\",\"roles\":[\"writer\"]}");
      case "GET /admin/users" -> admin("GET", "?limit=1");
      case "PATCH /admin/users/{sub}" -> admin("PATCH", aUser, "{\"roles\":[\"writer\"]}");
      case "DELETE /admin/users/{sub}" -> admin("DELETE", aUser);
      case "POST /admin/users/{sub}/reset" ->
          admin("POST", aUser + "/reset").with("Content-Length", "0");
      case "DELETE /admin/users/{sub}/sessions" -> admin("DELETE", aUser + "/sessions");
      case "POST /oauth/introspect", "POST /oauth/revoke" ->
          service(route.substring("POST ".length()), "token=" + server.signIn().access());
      case "GET /auth/revocations" -> feed("?after=0");
      case "POST /demo/theft" -> stealing("demo");
      default -> {
        if (!route.startsWith("GET ") || route.contains("{")) {
          throw new IllegalArgumentException("no request for " + route);
        }
        yield Ask.get(route.substring("GET ".length()));
      }
    };
  }
}
