package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Services that are added and removed beside a running server, and what they may ask and end.
class ClientCommandsTest {

  private static final String PASSWORD = "a long enough pass phrase";
  private static final String INTROSPECT = "/oauth/introspect";
  private static final String REVOKE = "/oauth/revoke";
  private static final String INACTIVE = "{\"active\":false}";
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
  private static final Pattern SECRET = Pattern.compile("secret of notes: ([A-Za-z0-9_-]{43})\\R?");

  @TempDir Path directory;
  Machine machine;
  final StringWriter out = new StringWriter();

  @BeforeEach
  void a_new_machine_with_a_user() {
    machine = new Machine(directory);
    machine.piping(PASSWORD).run("user", "add", "alice", "--role", "reader");
  }

  private record Tokens(String access, String refresh, String csrf) {}

  /// Serves as long as the test does this.
  private void serving(Surroundings.Lifetime test) {
    var err = new StringWriter();
    var ran = machine.whileServing(test).run(out, err, "serve");
    assertThat(err.toString()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  private String add() {
    Matcher secret = SECRET.matcher(machine.run("client", "add", "notes").out());
    assertThat(secret.matches()).isTrue();
    return secret.group(1);
  }

  private HttpRequest.Builder to(String path) {
    Matcher listening = LISTENING.matcher(out.toString());
    assertThat(listening.find()).isTrue();
    return HttpRequest.newBuilder(URI.create(listening.group(1) + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private Tokens logIn() throws InterruptedException {
    String body = "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}";
    var answer =
        send(
            to("/auth/login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    String cookies = String.join("\n", answer.headers().allValues("Set-Cookie"));
    return new Tokens(
        first("\"access_token\":\"([^\"]+)\"", answer.body()),
        first("__Host-Http-refresh=([^;]+)", cookies),
        first("__Host-csrf=([^;]+)", cookies));
  }

  private int me(Tokens tokens) throws InterruptedException {
    return send(to("/auth/me").header("Authorization", "Bearer " + tokens.access())).statusCode();
  }

  private int withCookies(String path, Tokens tokens) throws InterruptedException {
    String cookies = "__Host-Http-refresh=" + tokens.refresh() + "; __Host-csrf=" + tokens.csrf();
    return send(to(path)
            .header("Cookie", cookies)
            .header("X-CSRF-Token", tokens.csrf())
            .POST(BodyPublishers.noBody()))
        .statusCode();
  }

  private HttpResponse<String> post(String path, String secret, String token)
      throws InterruptedException {
    byte[] pair = ("notes:" + secret).getBytes(UTF_8);
    return send(
        to(path)
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + token)));
  }

  private String introspect(String secret, String token) throws InterruptedException {
    var answer = post(INTROSPECT, secret, token);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void the_secret_is_shown_once() {
    String secret = add();

    var again = machine.run("client", "add", "notes");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.out() + again.err())
        .isEqualToIgnoringNewLines("sallyport: there is a service of this name");
    assertThat(machine.run("client", "list").out()).contains("notes").doesNotContain(secret);
  }

  @Test
  void the_services_are_listed_until_they_are_removed() {
    assertThat(machine.run("client", "list").out().lines()).hasSize(1);
    add();
    machine.run("client", "add", "mail");
    assertThat(machine.run("client", "list").out().lines().skip(1))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).matches("notes +20\\d\\d-\\d\\d-\\d\\dT.*Z"),
            line -> assertThat(line).matches("mail +20\\d\\d-\\d\\d-\\d\\dT.*Z"));

    assertThat(machine.run("client", "remove", "notes").out())
        .isEqualToIgnoringNewLines("removed notes");
    assertThat(machine.run("client", "list").out()).contains("mail").doesNotContain("notes");
    var again = machine.run("client", "remove", "notes");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("there is no service of this name");
  }

  @Test
  void what_is_no_name_is_refused() {
    for (String name : List.of("Notes", "a b", "../x", "-", "a".repeat(65))) {
      assertThat(machine.run("client", "add", "--", name).exitCode()).as(name).isEqualTo(2);
    }
  }

  @Test
  void a_token_is_active_until_its_session_ends_or_it_expires() {
    machine.environment.put("SALLYPORT_ISSUER", "https://auth.example");
    serving(() -> {
      String secret = add();
      Tokens one = logIn();
      assertThat(introspect(secret, one.access()))
          .startsWith("{\"active\":true,\"iss\":\"https://auth.example\",")
          .contains("\"roles\":[\"reader\"]", "\"client_id\":\"sallyport\"");
      for (String other : List.of(one.refresh(), one.csrf(), "x", one.access() + "A")) {
        assertThat(introspect(secret, other)).isEqualTo(INACTIVE);
      }
      assertThat(withCookies("/auth/logout", one)).isEqualTo(204);
      assertThat(introspect(secret, one.access())).isEqualTo(INACTIVE);

      Tokens two = logIn();
      machine.pass(Duration.ofMinutes(16));
      assertThat(introspect(secret, two.access())).isEqualTo(INACTIVE);
      assertThat(withCookies("/auth/refresh", two)).isEqualTo(200);
    });
  }

  @Test
  void with_a_secret_to_share_the_roles_are_those_of_the_database() {
    byte[] shared = new byte[32];
    new SecureRandom().nextBytes(shared);
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "HS256");
    machine.environment.put("SALLYPORT_HS256_SECRET", base64Url(shared));
    serving(() -> {
      String secret = add();
      Tokens tokens = logIn();
      String promoted = withOtherRoles(tokens.access(), shared);
      assertThat(promoted).isNotEqualTo(tokens.access());
      for (String token : List.of(tokens.access(), promoted)) {
        assertThat(introspect(secret, token))
            .startsWith("{\"active\":true,")
            .contains("\"roles\":[\"reader\"]");
      }
      assertThat(post(REVOKE, secret, tokens.access()).statusCode()).isEqualTo(200);
      assertThat(introspect(secret, tokens.access())).isEqualTo(INACTIVE);
    });
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// What everybody can make who has the shared secret.
  private static String withOtherRoles(String token, byte[] shared) {
    String[] parts = token.split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).replace("reader", "admin");
    String input = parts[0] + '.' + base64Url(claims.getBytes(UTF_8));
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(shared, "HmacSHA256"));
      return input + '.' + base64Url(mac.doFinal(input.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_a_service_revokes_is_over_for_access_and_refresh() {
    serving(() -> {
      String secret = add();
      Tokens one = logIn();
      Tokens two = logIn();
      Tokens three = logIn();
      for (String token : List.of(one.access(), two.refresh(), "garbage")) {
        var answer = post(REVOKE, secret, token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
      }
      for (Tokens ended : List.of(one, two)) {
        assertThat(me(ended)).isEqualTo(401);
        assertThat(withCookies("/auth/refresh", ended)).isEqualTo(401);
        assertThat(introspect(secret, ended.access())).isEqualTo(INACTIVE);
      }
      assertThat(me(three)).isEqualTo(200);
    });
  }

  @Test
  void whoever_is_no_service_any_more_is_refused_at_once() {
    serving(() -> {
      String secret = add();
      Tokens tokens = logIn();
      assertThat(introspect(secret, tokens.access())).contains("\"active\":true");
      machine.run("client", "remove", "notes");
      for (String path : List.of(INTROSPECT, REVOKE)) {
        var answer = post(path, secret, tokens.access());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(answer.headers().allValues("WWW-Authenticate"))
            .containsExactly("Basic realm=\"sallyport\"");
      }
      assertThat(me(tokens)).isEqualTo(200);
      String another = add();
      assertThat(post(INTROSPECT, secret, tokens.access()).statusCode()).isEqualTo(401);
      assertThat(introspect(another, tokens.access())).contains("\"active\":true");
    });
  }

  @Test
  void the_files_hold_no_secret_of_a_service() throws IOException {
    String secret = add();
    byte[] random = Base64.getUrlDecoder().decode(secret);
    boolean database = false;
    try (var files = Files.walk(directory.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, ISO_8859_1);
        database |= content.contains("notes");
        assertThat(content.contains(secret)).as(file.toString()).isFalse();
        assertThat(content.contains(new String(random, ISO_8859_1))).isFalse();
        assertThat(content.contains(HexFormat.of().formatHex(random))).isFalse();
        assertThat(content.contains(Base64.getEncoder().encodeToString(random))).isFalse();
      }
    }
    assertThat(database).isTrue();
  }
}
