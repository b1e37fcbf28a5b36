package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the README shows is what the start prints, and it works as pasted.
final class ReadmeIT {

  private static final String PASSWORD = "a \"quoted\" and \\slashed passphrase";
  private static final String ADDRESS_IN_README = "http://localhost:8080";
  private static final Path README = Path.of("..", "README.md");

  @TempDir private Path directory;

  @Test
  void the_three_lines_log_in_refresh_and_log_out() throws Exception {
    List<String> lines = linesOfReadme();
    assertThat(lines).hasSize(3);
    Program program = new Program(directory);
    String url;
    try (Server server = program.serve()) {
      url = "http://localhost:" + server.url().getPort();
      assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isZero();

      String printed = pasted(String.join("\n", lines).replace(ADDRESS_IN_README, url));

      assertThat(printed.lines().filter(line -> line.startsWith("HTTP/1.1 ")))
          .as(printed)
          .containsExactly("HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 204 No Content");
      assertThat(printed).contains("\"access_token\"").contains("Max-Age=0");
    }
    for (String line : lines) {
      assertThat(program.printed()).contains(line.replace(ADDRESS_IN_README, url));
    }
  }

  private static List<String> linesOfReadme() throws IOException {
    return Files.readString(README)
        .lines()
        .dropWhile(line -> !line.equals("<!-- first-steps -->"))
        .skip(2)
        .takeWhile(line -> !line.equals("```"))
        .toList();
  }

  private String pasted(String script) throws Exception {
    Process bash =
        new ProcessBuilder("bash", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    try (var in = bash.getOutputStream()) {
      in.write((PASSWORD + "\n").getBytes(UTF_8));
    }
    String printed = new String(bash.getInputStream().readAllBytes(), UTF_8).replace("\r", "");
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return printed;
  }
}
