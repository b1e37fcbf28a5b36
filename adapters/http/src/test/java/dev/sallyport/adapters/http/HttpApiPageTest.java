package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.user.Username;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The page of the HTTP interface tells everything that can be refused.
final class HttpApiPageTest {

  private String page = "";

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(Path.of("../../docs/http-api.md"));
  }

  @Test
  void the_page_has_every_problem_with_its_status() {
    assertThat(Problem.values())
        .allSatisfy(problem ->
            assertThat(page)
                .contains("| %d | `%s` |".formatted(problem.status(), Words.kebab(problem))));
  }

  @Tag("ASVS-2.1.1")
  @Test
  void the_page_has_every_reason_why_input_is_refused() {
    assertThat(
            Stream.<Enum<?>[]>of(
                    StrictJson.Reason.values(),
                    Password.Fault.values(),
                    Weakness.values(),
                    Username.Reason.values())
                .flatMap(Stream::of)
                .map(Words::snake))
        .allSatisfy(reason -> assertThat(page).contains('`' + reason + '`'));
  }
}
