package dev.sallyport.examples.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The real server, the fat jar, with one user: alice, who is a reader.
final class Sallyport implements AutoCloseable {

  static final String AUDIENCE = "https://notes.example";

  private static final String PASSWORD = "a long enough passphrase";
  private static final String LISTENING = "listening on ";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final Map<String, String> settings;
  private final Process process;
  private final String issuer;

  /// @param directory for its data
  /// @param key a file with the key that it signs with
  Sallyport(Path directory, Algorithm algorithm, Path key) throws Exception {
    this.directory = directory;
    this.settings =
        Map.of(
            "SALLYPORT_LISTEN",
            "127.0.0.1:0",
            "SALLYPORT_ADMIN_LISTEN",
            "off",
            "SALLYPORT_AUDIENCE",
            AUDIENCE,
            "SALLYPORT_PASSWORD_BCRYPT_COST",
            "10",
            "SALLYPORT_SIGNING_ALGORITHM",
            algorithm.name(),
            "SALLYPORT_SIGNING_KEY_FILE",
            key.toString());
    run(PASSWORD + "\n", "user", "add", "alice", "--role", "reader");
    this.process = start("serve");
    this.issuer = "http://localhost:" + port(process);
  }

  /// Where it is, and what its tokens name.
  String issuer() {
    return issuer;
  }

  URI jwks() {
    return URI.create(issuer + "/.well-known/jwks.json");
  }

  /// An access token of a new session of alice.
  String logIn() throws IOException, InterruptedException, ParseException {
    var response =
        http.send(
            HttpRequest.newBuilder(URI.create(issuer + "/auth/login"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"alice\",\"password\":\"%s\"}".formatted(PASSWORD)))
                .build(),
            BodyHandlers.ofString());
    return JSONObjectUtils.getString(JSONObjectUtils.parse(response.body()), "access_token");
  }

  /// What the server itself answers to a token.
  int me(String token) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(issuer + "/auth/me"))
                .header("Authorization", "Bearer " + token)
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  /// Runs a command beside the server.
  void run(String input, String... arguments) throws IOException, InterruptedException {
    Process command = start(arguments);
    try (var in = command.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String printed = new String(command.getInputStream().readAllBytes(), UTF_8);
    if (command.waitFor() != 0) {
      throw new AssertionError(String.join(" ", arguments) + ": " + printed);
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-jar");
    command.add(Objects.requireNonNull(System.getProperty("sallyport.jar")));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SALLYPORT_"));
    builder.environment().putAll(settings);
    return builder.start();
  }

  private static int port(Process process) throws Exception {
    var listening = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (BufferedReader reader =
              new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            var printed = new StringBuilder();
            String line;
            while ((line = reader.readLine()) != null) {
              printed.append(line).append('\n');
              int at = line.indexOf(LISTENING);
              if (at >= 0) {
                listening.complete(
                    URI.create(line.substring(at + LISTENING.length()).strip()).getPort());
              }
            }
            listening.completeExceptionally(new AssertionError("ended: " + printed));
          } catch (IOException e) {
            listening.completeExceptionally(e);
          }
        });
    return listening.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not stop");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
