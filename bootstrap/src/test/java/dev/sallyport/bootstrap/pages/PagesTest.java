package dev.sallyport.bootstrap.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// No command of a page is left out, and no link leads nowhere.
class PagesTest {

  private static final Path ROOT = Path.of("..");
  private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "shell", "console");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}\\p{N}\\- _]");

  private static Stream<Path> markdown() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"));
        Stream<Path> howTos = Files.list(ROOT.resolve("docs/how-to"))) {
      return Stream.concat(docs, howTos)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sallyport.bootstrap.pages.Page#all")
  void every_command_is_run_or_says_why_not(Page page) {
    assertThat(page.blocks())
        .as("shell blocks without <!-- run --> or the like on top")
        .noneMatch(
            block -> block instanceof Page.Shown(_, var language) && SHELLS.contains(language));
  }

  /// Where no comment could say what becomes of it.
  @ParameterizedTest
  @MethodSource("dev.sallyport.bootstrap.pages.Page#all")
  void no_command_hides_in_an_indented_block(Page page) {
    assertThat(page.prose().lines()).noneMatch(line -> line.startsWith("    "));
  }

  @Test
  void few_are_not_run() {
    assertThat(Page.all().stream().flatMap(page -> page.blocks().stream()))
        .filteredOn(Page.NotRun.class::isInstance)
        .containsExactlyInAnyOrder(
            new Page.NotRun("it runs all tests, this one too"),
            new Page.NotRun("it would write into the Maven repository of whoever runs the tests"));
  }

  @ParameterizedTest
  @MethodSource("markdown")
  void what_a_page_links_to_is_there(Path page) throws IOException {
    String text = Files.readString(page);
    for (var link : LINK.matcher(text).results().toList()) {
      Path target =
          link.group(1).isEmpty()
              ? page
              : Objects.requireNonNull(page.getParent()).resolve(link.group(1));
      assertThat(target).as(link.group()).exists();
      if (link.group(2) != null && target.toString().endsWith(".md")) {
        assertThat(anchors(Files.readString(target))).as(link.group()).contains(link.group(2));
      }
    }
  }

  /// As GitHub makes them of the headings.
  private static Set<String> anchors(String text) {
    return HEADING
        .matcher(text)
        .results()
        .map(heading ->
            NO_LETTER
                .matcher(heading.group(1).toLowerCase(Locale.ROOT))
                .replaceAll("")
                .strip()
                .replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void the_index_leads_to_every_page() throws IOException {
    String index = Files.readString(ROOT.resolve("docs/README.md"));
    List<String> pages =
        markdown()
            .map(page -> ROOT.resolve("docs").relativize(page).toString())
            .filter(page -> !page.equals("README.md"))
            .toList();
    assertThat(pages)
        .isNotEmpty()
        .allSatisfy(page -> assertThat(index).contains("](" + page + ")"));
  }

  @ParameterizedTest
  @CsvSource({
    "javalin-service, pom.xml, <javalin.version>([^<]+), <version>%s</version>",
    "javalin-service, pom.xml, <logback.version>([^<]+), <version>%s</version>",
    "spring-service, examples/resource-servers/pom.xml, <spring-boot.version>([^<]+), <version>%s</version>",
    "node-service, examples/resource-servers/src/main/node/package.json, 'jose\": \"([^\"]+)', jose@%s",
  })
  void a_how_to_takes_the_version_that_the_build_takes(
      String page, Path build, String version, String shown) throws IOException {
    Matcher taken = Pattern.compile(version).matcher(Files.readString(ROOT.resolve(build)));
    assertThat(taken.find()).isTrue();
    assertThat(Files.readString(ROOT.resolve("docs/how-to/" + page + ".md")))
        .contains(shown.formatted(taken.group(1)));
  }

  @Test
  void an_answer_is_to_the_letter_but_for_what_is_different_each_time() {
    var answer = new Answer("HTTP/1.1 200 OK\n…\n{\"token\":\"…\",\"in\":900}\n");
    assertThat(answer.isOf("HTTP/1.1 200 OK\nDate: x\n\n{\"token\":\"ey.x\",\"in\":900}\n"))
        .isTrue();
    assertThat(answer.isOf("HTTP/1.1 200 OK\n{\"token\":\"ey.x\",\"in\":900}\n")).isTrue();
    assertThat(answer.isOf("HTTP/1.1 200 OK\n{\"token\":\"\",\"in\":900}\n")).isFalse();
    assertThat(answer.isOf("HTTP/1.1 200 OK\n{\"token\":\"ey.x\",\"in\":901}\n")).isFalse();
    assertThat(answer.isOf("HTTP/1.1 200 OK\n{\"token\":\"ey.x\",\"in\":900}\nmore\n")).isFalse();
    assertThat(answer.begins("HTTP/1.1 200 OK\n{\"token\":\"ey.x\",\"in\":900}\nmore\n")).isTrue();
    assertThat(answer.begins("HTTP/1.1 200 OK\n")).isFalse();
  }

  @Test
  void a_block_is_what_the_comment_on_top_of_it_says() {
    var page =
        Page.of(
            Path.of("page.md"),
            """
            <!-- needs: nginx curl -->
            <!-- run, typing a secret -->
            ```sh
            ask
            ```
            It says:
            <!-- answer -->
            ```
            hello
            ```
            <!-- serve: it, until listening -->
            ```sh
            listen
            ```
            <!-- file: a/b.txt -->
            ```text
            b
            ```
            <!-- not run: nobody could -->
            ```sh
            fly
            ```
            ```sh
            forgotten
            ```
            """);
    assertThat(page.needs()).containsExactly("nginx", "curl");
    assertThat(page.blocks())
        .containsExactly(
            new Page.Run(4, "ask\n", "a secret", Optional.of(new Answer("hello\n"))),
            new Page.Serve(13, "it", "listen\n", new Answer("…\nlistening…")),
            new Page.Save("a/b.txt", "b\n"),
            new Page.NotRun("nobody could"),
            new Page.Shown(24, "sh"));
  }
}
