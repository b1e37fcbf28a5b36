package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.http.Route.Content;
import dev.sallyport.adapters.http.Route.Method;
import dev.sallyport.adapters.http.Route.Site;
import dev.sallyport.application.port.SecurityEvent.AccessDenied;
import dev.sallyport.domain.user.Role;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of routes, and an application's own routes behind the same checks.
final class RoutesTest {

  private record Echo(String sub, String item) {}

  private static Route forRole(String role, AtomicInteger calls) {
    return Route.get(
        "/api/items/{item}",
        Access.role(new Role(role)),
        exchange -> {
          calls.incrementAndGet();
          return Answer.ok(
              new Echo(exchange.principal().user().text(), exchange.pathParameter("item")));
        });
  }

  @Tag("ASVS-6.1.3")
  @Tag("ASVS-6.3.4")
  @Tag("ASVS-6.4.2")
  @Tag("ASVS-8.1.1")
  @Test
  void the_table_is_the_documented_one() throws IOException {
    try (var server = TestServer.start()) {
      assertThat(server.table())
          .extracting(r -> r.method() + " " + r.path() + " " + r.content() + " " + r.site())
          .containsExactly(
              "POST /auth/login JSON OURS",
              "POST /auth/refresh NONE OURS",
              "POST /auth/logout NONE OURS",
              "GET /auth/csrf NONE OURS",
              "GET /auth/me NONE ANY",
              "GET /.well-known/jwks.json NONE OPEN",
              "GET /.well-known/oauth-authorization-server NONE OPEN",
              "GET /sallyport.js NONE OPEN",
              "GET /sallyport.d.ts NONE OPEN",
              "GET /health NONE ANY",
              "POST /admin/users JSON ANY",
              "GET /admin/users NONE ANY",
              "PATCH /admin/users/{sub} JSON ANY",
              "DELETE /admin/users/{sub} NONE ANY",
              "POST /admin/users/{sub}/reset NONE ANY",
              "DELETE /admin/users/{sub}/sessions NONE ANY",
              "POST /auth/password/reset JSON OURS",
              "GET /auth/sessions NONE ANY",
              "DELETE /auth/sessions/{sid} NONE OURS",
              "POST /auth/logout-all NONE OURS",
              "POST /auth/password JSON OURS",
              "POST /oauth/introspect FORM ANY",
              "POST /oauth/revoke FORM ANY",
              "GET /auth/revocations NONE ANY");
      assertThat(server.table())
          .filteredOn(route -> !route.access().equals(Access.PUBLIC))
          .extracting(Route::path)
          .containsExactly(
              "/auth/me",
              "/admin/users",
              "/admin/users",
              "/admin/users/{sub}",
              "/admin/users/{sub}",
              "/admin/users/{sub}/reset",
              "/admin/users/{sub}/sessions",
              "/auth/sessions",
              "/auth/sessions/{sid}",
              "/auth/logout-all",
              "/auth/password");
      assertThat(server.table())
          .filteredOn(route -> route.path().startsWith("/admin/"))
          .extracting(Route::access)
          .containsOnly(Access.role(new Role("sallyport-admin")));
    }
  }

  @Test
  void a_route_of_ones_own_is_for_those_who_have_the_role() throws IOException {
    var calls = new AtomicInteger();
    try (var server = TestServer.start(forRole("reader", calls))) {
      var browser = server.signIn();

      var reply = server.send(Ask.get("/api/items/7").bearer(browser.access())).isOk();

      assertThat(reply.text("sub")).isEqualTo(server.alice.id().text());
      assertThat(reply.text("item")).isEqualTo("7");
      server.send(Ask.get("/api/items/7")).isProblem(401, "token-required");
      server.send(Ask.get("/api/items/7").bearer("x")).isProblem(401, "invalid-token");
      server.send(Ask.get("/api/items/7/8").bearer(browser.access())).isProblem(404, "not-found");
      assertThat(calls).hasValue(1);
    }
  }

  @Tag("B-08")
  @Tag("ASVS-8.2.1")
  @Tag("ASVS-16.3.2")
  @Test
  void whoever_lacks_the_role_is_refused_by_every_method_and_the_log_tells() throws IOException {
    var calls = new AtomicInteger();
    try (var server = TestServer.start(forRole("admin", calls))) {
      var browser = server.signIn();

      var reply =
          server
              .send(Ask.get("/api/items/7").bearer(browser.access()))
              .isProblem(403, "insufficient-role");

      assertThat(reply.one("WWW-Authenticate"))
          .isEqualTo("Bearer realm=\"sallyport\", error=\"insufficient_scope\"");
      assertThat(server.log.events(AccessDenied.class))
          .containsExactly(new AccessDenied(server.alice.id(), "GET /api/items/{item}"));
      var head = server.send(Ask.of("HEAD", "/api/items/7").bearer(browser.access()));
      assertThat(head.status()).isEqualTo(403);
      assertThat(server.send(Ask.of("HEAD", "/api/items/7")).status()).isEqualTo(401);
      assertThat(calls).hasValue(0);
    }
  }

  @Tag("ASVS-1.5.3")
  @Test
  void a_route_of_ones_own_reads_json_as_strictly() throws IOException {
    var route =
        Route.post(
                "/api/items",
                Access.SIGNED_IN,
                exchange -> Answer.ok(new Echo("", exchange.body().string("item").orElse("none"))))
            .takingJson();
    try (var server = TestServer.start(route)) {
      String token = server.signIn().access();
      var reply = server.send(Ask.json("/api/items", "{\"item\":\"7\"}").bearer(token)).isOk();
      assertThat(reply.text("item")).isEqualTo("7");
      server
          .send(Ask.json("/api/items", "{\"item\":\"7\",\"item\":\"8\"}").bearer(token))
          .isProblem(400, "invalid-request");
      // What is wrong with the body is told to nobody who may not send one.
      server.send(Ask.json("/api/items", "{")).isProblem(401, "token-required");
    }
  }

  @Tag("ASVS-8.2.1")
  @Test
  @SuppressWarnings("NullAway") // that is the point
  void a_route_without_a_rule_does_not_start() {
    assertThatThrownBy(() ->
            new Route(Method.GET, "/api", null, Content.NONE, Site.ANY, _ -> Answer.noContent()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("a route has an access rule");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "api", "/", "/api/", "/api//x", "/*", "/api/<x>", "/a b", "/{A}", "/api/{x}y"})
  void a_path_that_is_not_exact_does_not_start(String path) {
    assertThatThrownBy(() -> Route.get(path, Access.PUBLIC, _ -> Answer.noContent()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void two_routes_of_one_method_and_path_do_not_start() {
    assertThatThrownBy(
            () -> TestServer.start(Route.get("/health", Access.PUBLIC, _ -> Answer.noContent())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two routes for GET /health");
  }

  @Test
  void a_public_route_has_no_caller_to_tell_of() throws IOException {
    var route = Route.get("/api", Access.PUBLIC, exchange -> Answer.ok(exchange.principal()));
    try (var server = TestServer.start(route)) {
      server.send(Ask.get("/api")).isProblem(500, "internal");
    }
  }

  @Tag("ASVS-4.1.3")
  @Tag("ASVS-15.3.4")
  @Test
  void a_caller_is_known_by_the_socket_and_a_printable_user_agent() throws IOException {
    var route =
        Route.get(
            "/api",
            Access.PUBLIC,
            exchange ->
                Answer.ok(
                    List.of(
                        exchange.caller().client().address().text(),
                        exchange.caller().client().userAgent(),
                        exchange.caller().requestId())));
    try (var server = TestServer.start(route)) {
      var reply =
          server.send(
              Ask.get("/api")
                  .with("User-Agent", "caf\u00e9/1.0")
                  .with("X-Forwarded-For", "203.0.113.9")
                  .with("X-Real-IP", "203.0.113.9")
                  .with("Forwarded", "for=203.0.113.9"));

      assertThat(reply.json().get(0).textValue()).isIn("127.0.0.1", "::1");
      assertThat(reply.json().get(1).textValue()).startsWith("caf?").endsWith("/1.0");
      assertThat(reply.json().get(2).textValue()).isEqualTo(reply.one("X-Request-Id"));
    }
  }
}
