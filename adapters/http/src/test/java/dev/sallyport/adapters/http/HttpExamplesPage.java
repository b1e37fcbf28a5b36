package dev.sallyport.adapters.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `docs/http-examples.md`: an example of every answer of every route, as servers gave them.
final class HttpExamplesPage {

  static final Path FILE = Path.of("../../docs/http-examples.md");

  private static final String INTRO =
      """
      # Every answer, by example

      What each route of the [HTTP interface](http-api.md) answers: a request, and what a server said to it. Nobody wrote these answers: a test asks servers, and this page is what they said.

      - A word in angle brackets, such as `<access token>`, stands for a value that is another one each time; lines and bodies that are very long, and files, end in `…`. All else is as it was sent.
      - Left out are `Host`, `Content-Length`, `Date`, `X-Request-Id` and the headers that [every answer](#every-route) carries, unless they have another value.
      - Under each route stands what its answers are: first its own, which follow, then what it shares with others, shown once at [the end](#every-route). Refusals have a status and a [`type`](problems.md).

      """;

  private static final Pattern SECTION =
      Pattern.compile("^## `?(.+?)`?\n\n(.*?)\n\n", Pattern.MULTILINE);
  private static final Pattern OUTCOME = Pattern.compile("\\b([1-5]\\d\\d)\\b(?: `([a-z_-]+)`)?");

  private final List<ExampleSection> routes;
  private final Map<CommonGround, ExampleSection> common;
  private final List<Route> table;

  private HttpExamplesPage(
      List<ExampleSection> routes, Map<CommonGround, ExampleSection> common, List<Route> table) {
    this.routes = routes;
    this.common = common;
    this.table = table;
  }

  /// The page that servers give now.
  static HttpExamplesPage ofServers() throws IOException {
    var routes = new ArrayList<ExampleSection>();
    routes.addAll(AuthExamples.sections());
    routes.addAll(AdminExamples.sections());
    routes.addAll(ServiceExamples.sections());
    routes.addAll(OperatorExamples.sections());
    return new HttpExamplesPage(List.copyOf(routes), CommonExamples.sections(), table());
  }

  /// Every route that there is, of both listeners.
  private static List<Route> table() throws IOException {
    try (var server = TestServer.startWithDemo();
        var operators = new OperatorServer()) {
      return Stream.of(server.table(), operators.table()).flatMap(Collection::stream).toList();
    }
  }

  List<Route> routesOfServers() {
    return table;
  }

  List<ExampleSection> routes() {
    return routes;
  }

  ExampleSection common(CommonGround ground) {
    return Objects.requireNonNull(common.get(ground));
  }

  /// Title and text of each section, in order.
  Map<String, String> sections() {
    var sections = new LinkedHashMap<String, String>();
    for (ExampleSection section : routes) {
      sections.put(section.title(), section.markdown(answersOf(section)));
    }
    for (CommonGround ground : commonOnes()) {
      ExampleSection section = common(ground);
      sections.put(section.title(), section.markdown(listed(section.outcomes()) + "."));
    }
    return sections;
  }

  /// The text of the file.
  String text() {
    return INTRO + String.join("\n", sections().values());
  }

  private static List<CommonGround> commonOnes() {
    return Arrays.asList(CommonGround.values());
  }

  private String answersOf(ExampleSection section) {
    Route route =
        table.stream()
            .filter(one -> CommonGround.nameOf(one).equals(section.title()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("there is no route " + section.title()));
    var parts = new ArrayList<String>();
    parts.add(listed(section.outcomes()));
    for (CommonGround ground : commonOnes()) {
      if (ground != CommonGround.EVERY && ground.has(route)) {
        parts.add(link(ground) + ": " + listed(common(ground).outcomes()));
      }
    }
    parts.add("and those of " + link(CommonGround.EVERY).toLowerCase(Locale.ROOT));
    return String.join("; ", parts) + ".";
  }

  private static String link(CommonGround ground) {
    return "[%s](#%s)".formatted(ground.title(), anchor(ground.title()));
  }

  /// As GitHub makes it of a heading.
  static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replace(' ', '-').replaceAll("[^a-z0-9_-]", "");
  }

  private static String listed(SortedSet<String> outcomes) {
    return outcomes.stream()
        .map(outcome -> outcome.replaceFirst(" (.+)", " `$1`"))
        .collect(Collectors.joining(", "));
  }

  /// What the page as it is says of each section: the outcomes in the line under its heading.
  static Map<String, SortedSet<String>> documented() throws IOException {
    var documented = new LinkedHashMap<String, SortedSet<String>>();
    if (!Files.exists(FILE)) {
      return documented;
    }
    var sections = SECTION.matcher(Files.readString(FILE));
    while (sections.find()) {
      var outcomes = new TreeSet<String>();
      OUTCOME
          .matcher(sections.group(2))
          .results()
          .forEach(found ->
              outcomes.add(
                  found.group(2) == null ? found.group(1) : found.group(1) + " " + found.group(2)));
      documented.put(sections.group(1), outcomes);
    }
    return documented;
  }
}
