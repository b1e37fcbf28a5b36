package dev.sallyport.adapters.http;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;

/// What a server was asked, and what it answered: one example of the page.
///
/// @param when it comes to this answer
/// @param sent the request as it went over the wire
record Example(String when, String sent, Reply reply) {

  /// What every answer carries, and the page shows once, unless it has another value.
  private static final Set<String> USUAL =
      Set.of(
          "Strict-Transport-Security: max-age=63072000; includeSubDomains",
          "X-Content-Type-Options: nosniff",
          "Referrer-Policy: no-referrer",
          "Content-Security-Policy: default-src 'none'; object-src 'none'; base-uri 'none';"
              + " frame-ancestors 'none'; form-action 'none'",
          "Cross-Origin-Resource-Policy: same-origin",
          "Cache-Control: no-store");

  /// Media types of files and listings: of these the page shows only that there is one.
  private static final List<String> LONG = List.of("text/", "image/", "application/jwt");

  private static final int LONGEST_LINE = 400;
  private static final int LEFT_OF_LONG_LINE = 40;
  private static final String TYPE = "urn:sallyport:problem:";

  /// Status and, if it is a refusal, its word: `200`, or `401 invalid-token`.
  String outcome() {
    return outcome(reply);
  }

  static String outcome(Reply reply) {
    String word =
        reply.status() < 400 || reply.body().isEmpty()
            ? ""
            : Stream.of("type", "error")
                .map(member -> reply.json().path(member).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    return (reply.status() + " " + word.replace(TYPE, "")).strip();
  }

  /// The answer as the page shows it, without what every answer carries.
  String answer() {
    return answer(line -> !USUAL.contains(line) && !line.matches("(X-Request-Id|Date): .*"));
  }

  /// The answer with all its headers.
  String wholeAnswer() {
    return answer(_ -> true);
  }

  private String answer(Predicate<String> isShown) {
    String statusLine =
        "HTTP/1.1 " + reply.status() + " " + HttpStatus.getMessage(reply.status()) + "\n";
    String head =
        reply.lines().stream()
            .filter(line -> !line.startsWith("Content-Length:") && isShown.test(line))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    String body = reply.body().isEmpty() ? "" : "\n" + body() + "\n";
    return Placeholders.in(statusLine + head + body);
  }

  private String body() {
    String type = reply.one("Content-Type");
    return LONG.stream().anyMatch(type::startsWith) ? "…" : reply.body();
  }

  /// The request as the page shows it.
  String request() {
    return Placeholders.in(
        sent.lines()
                .filter(line -> !line.matches("(Host|Content-Length): .*"))
                .map(Example::shortened)
                .collect(Collectors.joining("\n"))
                .strip()
            + "\n");
  }

  private static String shortened(String line) {
    return line.length() > LONGEST_LINE ? line.substring(0, LEFT_OF_LONG_LINE) + "…" : line;
  }
}
