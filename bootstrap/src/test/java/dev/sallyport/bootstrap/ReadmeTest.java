package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The README shows the first steps as the start prints them; [ServeTest] runs those, and
/// `PagesIT` what the README shows.
class ReadmeTest {

  @Test
  void the_readme_shows_the_lines_that_the_start_prints() throws IOException {
    var steps = new FirstSteps("scripts/run", "http://localhost:8080");
    assertThat(Files.readString(Path.of("../README.md")))
        .contains("\n" + steps.addUser() + "\n")
        .contains(
            "<!-- run: first-steps, typing a \"quoted\" and \\slashed passphrase -->\n```sh\n"
                + String.join("\n", steps.logIn(), steps.refresh(), steps.logOut())
                + "\n```\n");
  }
}
