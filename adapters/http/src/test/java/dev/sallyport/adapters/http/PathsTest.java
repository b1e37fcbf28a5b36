package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A path has one spelling.
final class PathsTest {

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Tag("H-13")
  @Tag("ASVS-1.1.1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/auth//me",
        "/auth/me/",
        "/AUTH/me",
        "/auth/Me",
        "/auth/./me",
        "/x/../auth/me",
        "/auth/x/../me",
        "/auth%2fme",
        "/%61uth/me",
        "/auth/%6de",
        "/auth/me;x=1",
        "/auth;x/me",
        "/auth/me%00",
        "/auth/me%0d%0a",
        "//auth/me",
        "///auth/me",
        "/auth\\me",
        "/auth/me%20",
        "/auth/me.",
        "/auth/me.json",
        "/auth/me%3f",
        "/auth/me%",
        "/auth/me%zz",
        "/auth/me%u0041",
        "/auth/%2e/me",
        "/auth/%2e%2e/auth/me",
        "/auth/me\u00e9",
        "/auth/me..;/",
        "/./auth/me",
        "/auth/..;/auth/me",
        "/auth/me/..",
        "/auth/me/.",
        "/auth/me%c0%ae",
        "/auth/me%2f",
        "/auth"
      })
  void another_spelling_is_another_path(String path) throws IOException {
    var browser = server.signIn();
    for (Ask ask : List.of(Ask.get(path), Ask.get(path).bearer(browser.access()), Ask.post(path))) {
      var reply = server.send(ask);

      assertThat(reply.status()).isIn(400, 404);
      assertThat(reply.problem().orElseThrow()).isIn("invalid-request", "not-found");
    }
  }

  @Tag("H-13")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/auth//login",
        "/auth/login/",
        "/AUTH/login",
        "/auth/./login",
        "/x/../auth/login",
        "/auth%2flogin",
        "/%61uth/login",
        "/auth/login;x=1",
        "/auth/login%00",
        "/auth/login%0d%0a",
        "//auth/login",
        "/auth\\login",
        "/auth/login#x"
      })
  void nobody_signs_in_by_another_spelling(String path) throws IOException {
    String json = "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}";

    assertThat(server.send(Ask.json(path, json)).status()).isIn(400, 404);
    assertThat(server.hasher.verifications()).isZero();
  }

  @Tag("H-13")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/jwksXjson",
        "/xwell-known/jwks.json",
        "/.well-known/jwks.json/",
        "/",
        "/healthz"
      })
  void a_dot_in_a_path_is_a_dot(String path) throws IOException {
    server.send(Ask.get(path)).isProblem(404, "not-found");
  }

  @Tag("H-07")
  @Test
  void an_absolute_target_is_the_path_that_it_names() throws IOException {
    server.send(Ask.get("http://localhost:" + server.port + "/health")).isOk();
  }

  @Tag("I-01")
  @Tag("I-05")
  @Tag("ASVS-1.2.1")
  @Tag("ASVS-13.4.1")
  @Tag("ASVS-13.4.3")
  @Tag("ASVS-13.4.5")
  @Tag("ASVS-15.2.3")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/prometheus",
        "/actuator",
        "/actuator/env",
        "/env",
        "/heapdump",
        "/debug",
        "/.git/config",
        "/swagger",
        "/openapi",
        "/routes",
        "/favicon.ico",
        "/robots.txt",
        "/health/live",
        "/health/ready",
        "/index.html",
        "/WEB-INF/web.xml",
        "/S3cret<script>"
      })
  void what_is_not_in_the_table_is_not_there_and_not_quoted(String path) throws IOException {
    var reply = server.send(Ask.get(path));

    assertThat(reply.status()).isIn(400, 404);
    assertThat(reply.body()).doesNotContain("S3cret", path);
  }
}
