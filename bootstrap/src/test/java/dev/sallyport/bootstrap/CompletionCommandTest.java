package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

  @TempDir Path directory;

  /// What bash would offer when a person presses the tab key behind this.
  private String offered(String begun, String... words) throws IOException, InterruptedException {
    Path script = directory.resolve("completion");
    Files.writeString(script, new Machine(directory).run("completion").out());
    String line = String.join(" ", words);
    // compopt is for the shell that asks alone.
    String code =
        "compopt() { :; }; source '%s'; COMP_WORDS=(%s '%s'); COMP_CWORD=%d; COMP_LINE='%s '; _complete_sallyport; echo \"${COMPREPLY[*]}\""
            .formatted(script, line, begun, words.length, line);
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", code).redirectErrorStream(true).start();
    String offered =
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(bash.waitFor()).as(offered).isZero();
    return offered;
  }

  @Test
  void commands_and_options_are_offered() throws Exception {
    assertThat(offered("", "sallyport")).contains("user", "session", "key", "migrate", "serve");
    assertThat(offered("", "sallyport", "user")).contains("add", "import", "reset-password");
    assertThat(offered("--", "sallyport", "user", "list")).contains("--json");
  }
}
