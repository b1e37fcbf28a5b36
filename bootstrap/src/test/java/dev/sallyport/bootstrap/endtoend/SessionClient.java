package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.bootstrap.endtoend.Balancer.Sent;
import dev.sallyport.bootstrap.history.AccessSecret;
import dev.sallyport.bootstrap.history.Operation;
import dev.sallyport.bootstrap.history.Outcome;
import dev.sallyport.bootstrap.history.Outcome.Accepted;
import dev.sallyport.bootstrap.history.Outcome.Done;
import dev.sallyport.bootstrap.history.Outcome.NoAnswer;
import dev.sallyport.bootstrap.history.Outcome.Other;
import dev.sallyport.bootstrap.history.Outcome.Refused;
import dev.sallyport.bootstrap.history.Outcome.Tokens;
import dev.sallyport.bootstrap.history.Outcome.Unavailable;
import dev.sallyport.bootstrap.history.RefreshSecret;
import dev.sallyport.bootstrap.history.Request;
import dev.sallyport.bootstrap.history.Request.LogOut;
import dev.sallyport.bootstrap.history.Request.Open;
import dev.sallyport.bootstrap.history.Request.Refresh;
import dev.sallyport.bootstrap.history.Request.Use;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/// One client of one session. It writes down all that it asks and is answered.
final class SessionClient {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int BEFORE_THE_GENERATION = 1 + 1 + 16;

  private final Balancer balancer;
  private final PublishedKeys keys;
  private final Queue<Operation> history;
  private final String username;
  private volatile String session = "";
  private volatile String csrf = "";

  SessionClient(Balancer balancer, PublishedKeys keys, Queue<Operation> history, String username) {
    this.balancer = balancer;
    this.keys = keys;
    this.history = history;
    this.username = username;
  }

  /// The id of the session; empty before the login.
  String session() {
    return session;
  }

  String username() {
    return username;
  }

  /// Signs in.
  Outcome logIn(Random random) {
    String body =
        JSON.createObjectNode()
            .put("username", username)
            .put("password", Cluster.PASSWORD)
            .toString();
    Sent sent =
        balancer.send(
            random,
            url ->
                HttpRequest.newBuilder(url.resolve("/auth/login"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
    return record(sent, new Open(), random);
  }

  /// Refreshes.
  Outcome refresh(RefreshSecret presented, Optional<String> key, Random random) {
    Sent sent =
        balancer.send(
            random,
            url -> {
              var request = withCookies(url.resolve("/auth/refresh"), presented);
              key.ifPresent(text -> request.header("Idempotency-Key", text));
              return request;
            });
    return record(sent, new Refresh(presented, key), random);
  }

  /// Signs out.
  Outcome logOut(RefreshSecret presented, Random random) {
    Sent sent = balancer.send(random, url -> withCookies(url.resolve("/auth/logout"), presented));
    return record(sent, new LogOut(presented), random);
  }

  /// Uses an access token somewhere.
  Outcome use(AccessSecret presented, Random random) {
    return record(balancer.send(random, using(presented)), new Use(presented), random);
  }

  /// Uses an access token at that node, if it is up.
  Optional<Outcome> useAt(Node node, AccessSecret presented, Random random) {
    return balancer
        .sendTo(node, using(presented))
        .map(sent -> record(sent, new Use(presented), random));
  }

  private static Function<URI, HttpRequest.Builder> using(AccessSecret presented) {
    return url ->
        HttpRequest.newBuilder(url.resolve("/auth/me"))
            .header("Authorization", "Bearer " + presented.text());
  }

  private HttpRequest.Builder withCookies(URI url, RefreshSecret presented) {
    return HttpRequest.newBuilder(url)
        .header("Cookie", "__Host-Http-refresh=" + presented.text() + "; __Host-csrf=" + csrf)
        .header("X-CSRF-Token", csrf)
        .POST(BodyPublishers.noBody());
  }

  private Outcome record(Sent sent, Request request, Random random) {
    Outcome outcome =
        sent.response()
            .map(response -> outcome(response, random))
            .orElseGet(() -> new NoAnswer(sent.why()));
    String name = session.isEmpty() ? "a login of " + username : session;
    history.add(
        new Operation(name, sent.node(), sent.invoked(), sent.answered(), request, outcome));
    return outcome;
  }

  private Outcome outcome(HttpResponse<String> response, Random random) {
    JsonNode body = read(response.body());
    return switch (response.statusCode()) {
      case 200 -> body.has("access_token") ? tokens(response, body, random) : accepted(body);
      case 204 -> new Done();
      case 401 -> new Refused(body.path("reason").asText(body.path("type").asText()));
      case 503 -> new Unavailable();
      default -> new Other(response.statusCode());
    };
  }

  private static Accepted accepted(JsonNode me) {
    Set<String> roles = new HashSet<>();
    me.path("roles").forEach(role -> roles.add(role.asText()));
    return new Accepted(me.path("sid").asText(), roles);
  }

  private Tokens tokens(HttpResponse<String> response, JsonNode body, Random random) {
    String access = body.path("access_token").asText();
    String refresh = cookie(response, "__Host-Http-refresh");
    JsonNode claims =
        read(new String(Base64.getUrlDecoder().decode(access.split("\\.", -1)[1]), UTF_8));
    if (session.isEmpty()) {
      session = claims.path("sid").asText();
    }
    csrf = cookie(response, "__Host-csrf");
    int generation =
        ByteBuffer.wrap(Base64.getUrlDecoder().decode(refresh)).getInt(BEFORE_THE_GENERATION);
    return new Tokens(
        new RefreshSecret(generation, refresh),
        new AccessSecret(claims.path("gen").asInt(), access),
        keys.verify(access, random));
  }

  private static String cookie(HttpResponse<String> response, String name) {
    return response.headers().map().getOrDefault("set-cookie", List.of()).stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1, line.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode read(String text) {
    try {
      return text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
