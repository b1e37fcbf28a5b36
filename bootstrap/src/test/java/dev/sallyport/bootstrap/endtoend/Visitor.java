package dev.sallyport.bootstrap.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Somebody who talks to a server and keeps every secret that they were ever given.
final class Visitor {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http;
  private final Set<String> secrets = ConcurrentHashMap.newKeySet();
  private URI url;

  Visitor(URI url) {
    this(url, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  /// A visitor with a way of their own to talk, such as by TLS.
  Visitor(URI url, HttpClient http) {
    this.url = url;
    this.http = http;
  }

  /// The same visitor after the server was started anew, on another port.
  void moveTo(URI other) {
    this.url = other;
  }

  /// Every password, token and key that this visitor used or was given.
  Set<String> secrets() {
    return secrets;
  }

  /// What a browser holds of one session.
  record Held(String access, String refresh, String csrf) {}

  /// An answer: its status, its JSON, and what it leaves in the browser.
  ///
  /// @param device by which the browser is known from now on
  record Reply(int status, JsonNode body, Optional<Held> held, Optional<String> device) {

    String reason() {
      return body.path("reason").asText();
    }

    Held tokens() {
      return held.orElseThrow(() -> new AssertionError("no tokens: " + status + ' ' + body));
    }
  }

  Reply logIn(String username, String password) {
    return send(loggingIn(username, password));
  }

  /// A login in a browser that is known by this.
  Reply logInKnown(String username, String password, String device) {
    return send(loggingIn(username, password).header("Cookie", "__Host-Http-device=" + device));
  }

  private HttpRequest.Builder loggingIn(String username, String password) {
    secrets.add(password);
    String body =
        JSON.createObjectNode().put("username", username).put("password", password).toString();
    return request("/auth/login")
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  /// Signs in with a password that has to be changed, and its successor.
  Reply logIn(String username, String password, String newPassword) {
    secrets.addAll(List.of(password, newPassword));
    String body =
        JSON.createObjectNode()
            .put("username", username)
            .put("password", password)
            .put("new_password", newPassword)
            .toString();
    return send(
        request("/auth/login")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  Reply refresh(Held held) {
    return refresh(held, Optional.empty());
  }

  Reply refresh(Held held, Optional<String> key) {
    key.ifPresent(secrets::add);
    var request = withCookies("/auth/refresh", held);
    key.ifPresent(k -> request.header("Idempotency-Key", k));
    return send(request.POST(BodyPublishers.noBody()));
  }

  Reply logOut(Held held) {
    return send(withCookies("/auth/logout", held).POST(BodyPublishers.noBody()));
  }

  Reply me(Held held) {
    return send(request("/auth/me").header("Authorization", "Bearer " + held.access()).GET());
  }

  Reply get(String path) {
    return send(request(path).GET());
  }

  /// A request with a body, or with an empty one, in the name of a session.
  Reply ask(Held held, String method, String path, String json) {
    HttpRequest.Builder request = request(path).header("Authorization", "Bearer " + held.access());
    return send(
        json.isEmpty()
            ? request.method(method, BodyPublishers.noBody())
            : request
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
  }

  /// Sets a forgotten password.
  Reply resetPassword(String token, String newPassword) {
    secrets.addAll(List.of(token, newPassword));
    String body =
        JSON.createObjectNode().put("token", token).put("new_password", newPassword).toString();
    return send(
        request("/auth/password/reset")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path));
  }

  private HttpRequest.Builder withCookies(String path, Held held) {
    return request(path)
        .header("Cookie", "__Host-Http-refresh=" + held.refresh() + "; __Host-csrf=" + held.csrf())
        .header("X-CSRF-Token", held.csrf());
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      JsonNode body =
          response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
      return new Reply(
          response.statusCode(),
          body,
          held(response, body),
          cookie(response, "__Host-Http-device"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<Held> held(HttpResponse<String> response, JsonNode body) {
    if (!body.has("access_token")) {
      return Optional.empty();
    }
    var held =
        new Held(
            body.get("access_token").asText(),
            cookie(response, "__Host-Http-refresh").orElseThrow(),
            cookie(response, "__Host-csrf").orElseThrow());
    secrets.add(held.access());
    return Optional.of(held);
  }

  private Optional<String> cookie(HttpResponse<String> response, String name) {
    List<String> lines = response.headers().map().getOrDefault("set-cookie", List.of());
    Optional<String> value =
        lines.stream()
            .filter(line -> line.startsWith(name + "="))
            .map(line -> line.substring(name.length() + 1, line.indexOf(';')))
            .filter(text -> !text.isEmpty())
            .findFirst();
    value.ifPresent(secrets::add);
    return value;
  }
}
