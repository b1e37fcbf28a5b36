package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An answer, and what every answer whatsoever must be like.
record Reply(int status, List<String> lines, String body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern REFRESH_COOKIE =
      Pattern.compile(
          "__Host-Http-refresh=(?:[A-Za-z0-9_-]{72}(?=.*Max-Age=[1-9])|(?=.*Max-Age=0$));"
              + " Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=[0-9]+");
  private static final Pattern CSRF_COOKIE =
      Pattern.compile(
          "__Host-csrf=(?:[A-Za-z0-9_.-]{66}(?=.*Max-Age=[1-9])|(?=.*Max-Age=0$));"
              + " Path=/; Secure; SameSite=Strict; Max-Age=[0-9]+");
  private static final Pattern DEVICE_COOKIE =
      Pattern.compile(
          "__Host-Http-device=[A-Za-z0-9_-]{78};"
              + " Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000");

  /// Every value of a header.
  List<String> all(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .toList();
  }

  /// The one value of a header.
  String one(String name) {
    assertThat(all(name)).as(name + " in " + this).hasSize(1);
    return all(name).getFirst();
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  String text(String member) {
    assertThat(json().path(member).isTextual()).as("%s in %s", member, this).isTrue();
    return json().get(member).textValue();
  }

  /// The last part of the problem's type; empty if this is none.
  Optional<String> problem() {
    return status < 400
        ? Optional.empty()
        : Optional.of(text("type").substring("urn:sallyport:problem:".length()));
  }

  Optional<String> reason() {
    return Optional.ofNullable(json().get("reason")).map(JsonNode::textValue);
  }

  /// `field:reason` of each error.
  List<String> errors() {
    return json()
        .path("errors")
        .valueStream()
        .map(e -> e.get("field").textValue() + ":" + e.get("reason").textValue())
        .toList();
  }

  /// The value that a cookie is set to, if it is set.
  Optional<String> cookie(String name) {
    return all("Set-Cookie").stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1, line.indexOf(';')))
        .findFirst();
  }

  boolean clearsCookies() {
    return cookie(SessionCookies.REFRESH).equals(Optional.of(""))
        && cookie(SessionCookies.CSRF).equals(Optional.of(""));
  }

  Reply isProblem(int expectedStatus, String expectedType) {
    assertThat(status).as(toString()).isEqualTo(expectedStatus);
    assertThat(problem()).contains(expectedType);
    return this;
  }

  Reply isOk() {
    assertThat(status).as(toString()).isEqualTo(200);
    return this;
  }

  /// What holds for every answer, the HTTP server's own included.
  ///
  /// @param path of the request: a few routes may answer what no other may
  Reply checked(boolean hasBody, String path) {
    boolean ofFeed = path.equals(RevocationsRoute.PATH);
    boolean ofOAuth = path.equals(Routes.INTROSPECT) || path.equals(Routes.REVOKE);
    assertThat(status)
        .as("redirects do not exist")
        .isBetween(200, 599)
        .matches(code -> code / 100 != 3 || (code == 304 && ofFeed));
    assertThat(all("Location")).isEmpty();
    assertThat(all("Server")).isEmpty();
    assertThat(all("X-Powered-By")).isEmpty();
    assertThat(all("Content-Encoding")).isEmpty();
    assertThat(one("Strict-Transport-Security")).isEqualTo("max-age=63072000; includeSubDomains");
    assertThat(one("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(one("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(one("Content-Security-Policy"))
        .startsWith(
            "default-src "
                + (path.matches("/demo(\\.[a-z]+)?") && status < 400 ? "'self'" : "'none'"))
        .contains("frame-ancestors 'none'");
    assertThat(one("Cross-Origin-Resource-Policy")).isIn("same-origin", "cross-origin");
    assertThat(one("X-Request-Id")).matches("[A-Za-z0-9_-]{16}");
    assertThat(one("Cache-Control")).isIn("no-store", "public, max-age=300");
    checkCookies();
    if (ofOAuth && (status == 400 || status == 401)) {
      checkOAuthError();
    } else if (status == 204 || status == 304) {
      assertThat(body).isEmpty();
      assertThat(all("Content-Type")).isEmpty();
    } else if (status < 400 && path.equals(Routes.REVOKE)) {
      assertThat(body).isEmpty();
      assertThat(all("Content-Type")).isEmpty();
    } else if (status < 400) {
      assertThat(one("Content-Type")).isEqualTo(mediaTypeOf(path));
    } else {
      checkProblem(hasBody);
    }
    return this;
  }

  private static String mediaTypeOf(String path) {
    return switch (path) {
      case RevocationsRoute.PATH -> "application/jwt";
      case "/sallyport.js" -> "text/javascript";
      case "/sallyport.d.ts" -> "text/plain";
      case "/demo" -> "text/html";
      case "/demo.js" -> "text/javascript";
      case "/demo.css" -> "text/css";
      case "/demo.svg" -> "image/svg+xml";
      default -> "application/json";
    };
  }

  private void checkOAuthError() {
    assertThat(one("Content-Type")).isEqualTo("application/json");
    assertThat(one("Cache-Control")).isEqualTo("no-store");
    String error = status == 401 ? "invalid_client" : "invalid_request";
    assertThat(body).isEqualTo("{\"error\":\"" + error + "\"}");
    assertThat(all("WWW-Authenticate"))
        .isEqualTo(status == 401 ? List.of("Basic realm=\"sallyport\"") : List.of());
  }

  private void checkCookies() {
    List<String> cookies = all("Set-Cookie");
    assertThat(cookies)
        .allMatch(line ->
            Stream.of(REFRESH_COOKIE, CSRF_COOKIE, DEVICE_COOKIE)
                .anyMatch(cookie -> cookie.matcher(line).matches()));
    assertThat(cookies.stream().map(line -> line.substring(0, line.indexOf('='))))
        .doesNotHaveDuplicates();
  }

  private void checkProblem(boolean hasBody) {
    assertThat(one("Content-Type")).isEqualTo("application/problem+json");
    assertThat(one("Cache-Control")).isEqualTo("no-store");
    if (status == 401) {
      assertThat(one("WWW-Authenticate")).startsWith("Bearer realm=\"sallyport\"");
    }
    if (status == 429) {
      assertThat(Long.parseLong(one("Retry-After"))).isPositive();
      assertThat(one("RateLimit-Policy")).matches("\"[a-z-]+\";q=[1-9][0-9]*(;w=[1-9][0-9]*)?");
      assertThat(one("RateLimit")).matches("\"[a-z-]+\";r=0;t=" + one("Retry-After"));
    } else {
      assertThat(all("RateLimit")).isEmpty();
      assertThat(all("RateLimit-Policy")).isEmpty();
    }
    if (status == 405) {
      assertThat(one("Allow")).matches("[A-Z]+(, [A-Z]+)*");
    }
    if (!hasBody) {
      assertThat(body).isEmpty();
      return;
    }
    Set<String> members = new TreeSet<>();
    json().fieldNames().forEachRemaining(members::add);
    assertThat(members).contains("type", "title", "status", "request_id");
    members.removeAll(Set.of("type", "title", "status", "request_id", "errors", "reason"));
    assertThat(members).isEmpty();
    assertThat(text("type")).matches("urn:sallyport:problem:[a-z-]+");
    assertThat(json().get("status").intValue()).isEqualTo(status);
    assertThat(text("request_id")).isEqualTo(one("X-Request-Id"));
  }
}
