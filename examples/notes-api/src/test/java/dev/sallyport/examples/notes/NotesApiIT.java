package dev.sallyport.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.gate.Base64Url;
import dev.sallyport.examples.notes.Programs.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Both fat jars, as somebody runs them: what happens at Sallyport is felt at the service.
@Timeout(120)
class NotesApiIT {

  private static final String PASSWORD = "a lantern behind the third door";
  private static final Duration FELT_WITHIN = Duration.ofSeconds(2);
  private static final long MAX_STALENESS = 3;
  private static final Pattern ACCESS = Pattern.compile("\"access_token\":\"([^\"]+)\"");

  @TempDir Path directory;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Programs programs;
  private Running sallyport;
  private Running notes;

  /// What a browser holds of one session.
  private record Held(String access, String cookies, String csrf) {}

  @BeforeEach
  void start() throws Exception {
    Path secret = directory.resolve("feed-secret");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    Files.writeString(secret, Base64Url.encode(random));
    programs =
        new Programs(
            directory,
            Map.of(
                "SALLYPORT_FEED_SECRET_FILE", secret.toString(),
                "SALLYPORT_ISSUER", "https://auth.example.org",
                "SALLYPORT_ADMIN_LISTEN", "off",
                "SALLYPORT_PASSWORD_BCRYPT_COST", "10"));
    programs.run(PASSWORD + "\n", "user", "add", "alice", "--role", "notes-admin");
    sallyport = programs.serve("sallyport.jar", Map.of("SALLYPORT_LISTEN", "127.0.0.1:0"));
    var environment = new HashMap<String, String>();
    environment.put("SALLYPORT_URL", sallyport.url());
    environment.put("FEED_SECRET_FILE", secret.toString());
    environment.put("MAX_STALENESS", Long.toString(MAX_STALENESS));
    notes = programs.serve("notes.jar", environment);
  }

  @AfterEach
  void stop() {
    notes.close();
    sallyport.close();
    http.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
  }

  private Held held(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> cookies =
        answer.headers().allValues("Set-Cookie").stream()
            .map(line -> line.substring(0, line.indexOf(';')))
            .toList();
    String csrf =
        cookies.stream()
            .filter(cookie -> cookie.startsWith("__Host-csrf="))
            .map(cookie -> cookie.substring("__Host-csrf=".length()))
            .collect(Collectors.joining());
    return new Held(access(answer.body()), String.join("; ", cookies), csrf);
  }

  private static String access(String body) {
    return ACCESS.matcher(body).results().map(found -> found.group(1)).findFirst().orElseThrow();
  }

  private Held logIn() throws Exception {
    return held(
        send(
            HttpRequest.newBuilder(URI.create(sallyport.url() + "/auth/login"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}"))));
  }

  private HttpResponse<String> withCookies(String path, Held held) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(sallyport.url() + path))
            .header("Cookie", held.cookies())
            .header("X-CSRF-Token", held.csrf())
            .POST(BodyPublishers.noBody()));
  }

  private HttpRequest.Builder ask(String path, Held held) {
    return HttpRequest.newBuilder(URI.create(notes.url() + path))
        .header("Authorization", "Bearer " + held.access());
  }

  private int list(Held held) throws Exception {
    return send(ask("/notes", held)).statusCode();
  }

  /// Asks again and again.
  ///
  /// @return how long it took until that was the answer
  private Duration until(int status, Held held) throws Exception {
    long begun = System.nanoTime();
    int answered;
    do {
      answered = list(held); // which waits for an answer, so this is no busy loop
    } while (answered != status);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @Test
  void a_logout_at_sallyport_is_felt_at_the_service() throws Exception {
    Held held = logIn();
    until(200, held);
    var added = send(ask("/notes", held).POST(BodyPublishers.ofString("{\"text\":\"hello\"}")));
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(send(ask("/notes", held)).body()).isEqualTo("[{\"id\":1,\"text\":\"hello\"}]");

    assertThat(withCookies("/auth/logout", held).statusCode()).isEqualTo(204);

    Duration felt = until(401, held);
    System.out.println("logout felt after " + felt.toMillis() + " ms");
    assertThat(felt).isLessThan(FELT_WITHIN);
    assertThat(send(ask("/notes", held)).body()).contains("\"reason\":\"revoked\"");
  }

  @Test
  void a_role_taken_away_by_the_command_line_is_felt_and_the_refresh_goes_on_without_it()
      throws Exception {
    Held admin = logIn();
    until(200, admin);
    assertThat(send(ask("/notes/7", admin).DELETE()).statusCode()).isEqualTo(404);

    programs.run("", "user", "roles", "alice", "--none");

    Duration felt = until(401, admin);
    System.out.println("role felt after " + felt.toMillis() + " ms");
    assertThat(felt).isLessThan(FELT_WITHIN);
    Held plain = held(withCookies("/auth/refresh", admin));
    assertThat(list(plain)).isEqualTo(200);
    assertThat(send(ask("/notes/7", plain).DELETE()).statusCode()).isEqualTo(403);
  }

  @Test
  void without_sallyport_the_service_goes_on_for_a_while_then_refuses_and_comes_back_by_itself()
      throws Exception {
    Held held = logIn();
    until(200, held);
    int port = sallyport.port();

    sallyport.kill();
    assertThat(list(held)).isEqualTo(200);
    Duration served = until(503, held);
    System.out.println("served without Sallyport for " + served.toMillis() + " ms");
    assertThat(served)
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(MAX_STALENESS).plusMillis(500));

    sallyport = programs.serve("sallyport.jar", Map.of("SALLYPORT_LISTEN", "127.0.0.1:" + port));
    Duration back = until(200, held);
    System.out.println("back after " + back.toMillis() + " ms");
  }
}
