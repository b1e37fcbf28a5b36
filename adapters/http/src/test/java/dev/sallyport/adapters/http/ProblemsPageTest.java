package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/problems.md` has a section for each problem, with its status and its title.
final class ProblemsPageTest {

  private static final Path PAGE = Path.of("../../docs/problems.md");

  private static String typeOf(Problem problem) {
    return problem.type().substring("urn:sallyport:problem:".length());
  }

  @Test
  void each_problem_has_a_section_and_no_section_is_of_none() throws IOException {
    List<String> sections =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring("## ".length()))
            .toList();

    assertThat(sections)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Problem.values()).map(ProblemsPageTest::typeOf).toList());
  }

  @Test
  void each_section_begins_with_status_and_title() throws IOException {
    String page = Files.readString(PAGE);

    for (Problem problem : Problem.values()) {
      assertThat(page)
          .contains(
              "## %s\n\n%d. *%s*".formatted(typeOf(problem), problem.status(), problem.title()));
    }
  }
}
