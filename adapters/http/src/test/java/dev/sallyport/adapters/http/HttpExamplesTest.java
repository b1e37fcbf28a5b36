package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.http.CommonGround.Turn;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Unlimited;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `docs/http-examples.md` is what servers answer.
final class HttpExamplesTest {

  /// The page as it should be: where it differs, this file goes in its place.
  private static final Path MADE = Path.of("target/http-examples.md");

  private static HttpExamplesPage page;

  @BeforeAll
  static void ask() throws IOException {
    page = HttpExamplesPage.ofServers();
  }

  @Test
  void each_example_is_what_a_server_answered() throws IOException {
    Files.writeString(MADE, page.text());
    String written =
        Files.exists(HttpExamplesPage.FILE) ? Files.readString(HttpExamplesPage.FILE) : "";

    page.sections()
        .forEach((title, text) ->
            assertThat(written)
                .as("in docs/http-examples.md, for which adapters/http/%s is right", MADE)
                .contains(text));
    assertThat(written).isEqualTo(page.text());
  }

  @Test
  void every_route_has_its_examples_and_there_are_none_of_others() {
    assertThat(page.routes())
        .extracting(ExampleSection::title)
        .containsExactlyInAnyOrderElementsOf(
            page.routesOfServers().stream().map(CommonGround::nameOf).toList());
  }

  @Test
  void every_refusal_that_there_is_has_an_example() {
    var words = new TreeSet<String>();
    page.routes().forEach(section -> words.addAll(section.outcomes()));
    for (CommonGround ground : CommonGround.values()) {
      words.addAll(page.common(ground).outcomes());
    }

    assertThat(words)
        .containsAll(
            Stream.of(Problem.values())
                .map(problem -> problem.status() + " " + Words.kebab(problem))
                .toList());
  }

  /// What is shown once is what each of them answers, but for the methods that a path knows.
  @Test
  void what_routes_have_in_common_each_of_them_answers() throws IOException {
    try (var server = TestServer.startWithDemo()) {
      var world = new ExampleWorld(server);
      for (Route route : server.table()) {
        for (CommonGround ground : CommonGround.values()) {
          if (ground.has(route)) {
            for (Turn turn : ground.turns()) {
              Ask ask = turn.change().apply(world.granted(CommonGround.nameOf(route)));
              assertThat(answerTo(ask, server))
                  .as("%s: %s", CommonGround.nameOf(route), turn.when())
                  .isEqualTo(shown(ground, turn));
            }
          }
        }
      }
    }
  }

  private static String answerTo(Ask ask, TestServer server) throws IOException {
    try (var wire = server.connect()) {
      return comparable(
          new Example("", "", wire.send(ask.bytes(server.port, false)).reply()).answer());
    }
  }

  private static String shown(CommonGround ground, Turn turn) {
    return comparable(
        page.common(ground).examples().stream()
            .filter(example -> example.when().equals(turn.when()))
            .findFirst()
            .orElseThrow()
            .answer());
  }

  private static String comparable(String answer) {
    return answer
        .replaceFirst("Allow: .*", "Allow: …")
        // Open to pages everywhere, refusals too.
        .replace("Access-Control-Allow-Origin: *\n", "")
        .replace("Cross-Origin-Resource-Policy: cross-origin\n", "");
  }

  @Test
  void whoever_lacks_the_role_gets_the_same_answer_at_every_route_that_wants_it()
      throws IOException {
    try (var server = TestServer.startWithDemo()) {
      var world = new ExampleWorld(server);
      String access = server.signIn().access();
      for (Route route : server.table()) {
        if (CommonGround.ADMINISTRATORS.has(route)) {
          Ask ask =
              CommonGround.without(world.granted(CommonGround.nameOf(route)), "Authorization");
          assertThat(answerTo(ask.bearer(access), server))
              .as(CommonGround.nameOf(route))
              .isEqualTo(page.common(CommonGround.ADMINISTRATORS).examples().getFirst().answer());
        }
      }
    }
  }

  /// With limits of one, so that the second request of a kind is one too many.
  @Test
  void the_routes_with_a_limit_are_those_that_answer_429() throws IOException {
    var limited = new ArrayList<String>();
    try (var server = TestServer.startWithDemo()) {
      for (Route route : server.table()) {
        if (isLimited(CommonGround.nameOf(route))) {
          limited.add(CommonGround.nameOf(route));
        }
      }
    }

    assertThat(limited).containsExactlyInAnyOrderElementsOf(CommonGround.LIMITED_ROUTES);
  }

  private static boolean isLimited(String route) throws IOException {
    var one = new Limit(1, Duration.ofHours(1));
    var off = new Unlimited();
    try (var server = TestServer.startWithDemo(LimitPolicy.of(one, 0, off, one))) {
      var world = new ExampleWorld(server);
      Ask ask = world.granted(route);
      server.send(ask);
      return Example.outcome(server.send(ask)).equals("429 too-many-requests");
    }
  }

  /// Each answer that any test of this module gets is one that the page has: see [TestServer#send].
  @Test
  void the_page_lists_what_it_shows() throws IOException {
    var documented = HttpExamplesPage.documented();

    assertThat(documented.keySet()).containsExactlyElementsOf(page.sections().keySet());
    for (ExampleSection section : page.routes()) {
      assertThat(documented.get(section.title())).containsAll(section.outcomes());
    }
  }

  @Test
  void the_reference_leads_from_each_route_to_its_examples() throws IOException {
    String reference = Files.readString(Path.of("../../docs/http-api.md"));

    assertThat(page.routes())
        .allSatisfy(section ->
            assertThat(reference)
                .contains("(http-examples.md#" + HttpExamplesPage.anchor(section.title()) + ")"));
    assertThat(List.of(reference.split("http-examples.md#", -1))).hasSize(page.routes().size() + 1);
  }
}
