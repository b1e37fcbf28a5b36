package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Starts the jar that is shipped, as a user does.
@Timeout(120)
class FatJarIT {

  private static final String LISTENING = "listening on ";
  private static final int SIGTERM_EXIT = 128 + 15;

  @TempDir Path directory;

  private Process start(String... args) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(System.getProperty("sallyport.jar"));
    command.addAll(List.of(args));
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("err.txt").toFile());
    builder.environment().put("SALLYPORT_LISTEN", "127.0.0.1:0");
    builder.environment().put("SALLYPORT_ADMIN_LISTEN", "127.0.0.1:0");
    return builder.start();
  }

  private static String urlPrintedBy(Process server) throws IOException {
    BufferedReader out = server.inputReader(UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = out.readLine();
    }
    assertThat(line).isNotNull();
    return line.substring(LISTENING.length());
  }

  @Test
  void serves_with_nothing_set_and_ends_when_told_to_without_a_warning() throws Exception {
    Process server = start();
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create(urlPrintedBy(server) + "/health")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      server.destroy();
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.destroyForcibly();
    }
    assertThat(server.exitValue()).isEqualTo(SIGTERM_EXIT);
    assertThat(Files.readAllLines(directory.resolve("err.txt")))
        // Who computes signatures is told when that is known, if the server is still there then.
        .filteredOn(line -> !line.contains("\"message\":\"signatures are computed by "))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"event\":\"crypto_key_added\",\"level\":\"INFO\""),
            line -> assertThat(line).contains("\"event\":\"sys_startup\",\"level\":\"INFO\""),
            line -> assertThat(line).contains("\"event\":\"sys_shutdown\",\"level\":\"INFO\""));
    assertThat(directory.resolve("data/sallyport.db-wal")).doesNotExist();
  }

  @Test
  void tells_its_version() throws Exception {
    Process version = start("--version");
    assertThat(new String(version.getInputStream().readAllBytes(), UTF_8))
        .matches("sallyport \\d+\\.\\d+\\.\\d+\\S*\\R");
    assertThat(version.waitFor()).isZero();
    assertThat(Files.readString(directory.resolve("err.txt"))).isEmpty();
  }
}
