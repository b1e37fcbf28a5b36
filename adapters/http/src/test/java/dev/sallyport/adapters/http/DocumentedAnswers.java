package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The answers of each route that `docs/http-examples.md` lists: no test of this module gets another
/// one.
final class DocumentedAnswers {

  private static final Map<String, SortedSet<String>> LISTED = read();

  private DocumentedAnswers() {}

  private static Map<String, SortedSet<String>> read() {
    try {
      return HttpExamplesPage.documented();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails if the page does not list this answer. Routes that a test has made are in no page.
  static void check(Ask ask, Reply reply, List<Route> table) {
    Optional<SortedSet<String>> own =
        table.stream()
            .filter(route -> isFor(ask, route))
            .map(CommonGround::nameOf)
            .flatMap(name -> Optional.ofNullable(LISTED.get(name)).stream())
            .findFirst();
    if (own.isEmpty()) {
      return;
    }
    var all = new TreeSet<>(own.get());
    LISTED.getOrDefault(CommonGround.EVERY.title(), new TreeSet<>()).stream()
        // What succeeds there is a HEAD or a preflight, and what is not found is no route.
        .filter(one -> one.compareTo("400") >= 0 && !one.equals("404 not-found"))
        .forEach(all::add);
    String outcome = Example.outcome(reply);
    assertThat(all)
        .as("what docs/http-examples.md lists for %s %s", ask.method(), ask.path())
        .anyMatch(one -> reply.body().isEmpty() ? one.startsWith(outcome) : one.equals(outcome));
  }

  private static boolean isFor(Ask ask, Route route) {
    String method = ask.method().equals("HEAD") ? "GET" : ask.method();
    return route.method().name().equals(method)
        && ask.path()
            .matches("\\Q" + route.path().replaceAll("\\{[a-z_]+}", "\\\\E[^/]+\\\\Q") + "\\E");
  }
}
