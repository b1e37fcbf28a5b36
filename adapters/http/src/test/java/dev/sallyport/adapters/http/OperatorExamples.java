package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.adapters.http.Readiness.Phase;
import dev.sallyport.application.share.SharedState;
import java.io.IOException;
import java.util.List;

/// What the listener for operators answers.
final class OperatorExamples {

  private OperatorExamples() {}

  static List<ExampleSection> sections() throws IOException {
    try (var server = new OperatorServer()) {
      return List.of(
          section(server, "/metrics", "the series"),
          section(server, "/health/live", "the process answers"),
          ready(server));
    }
  }

  private static ExampleSection section(OperatorServer server, String path, String when)
      throws IOException {
    var section = ExampleSection.empty("GET " + path);
    add(section, when, Ask.get(path), server);
    add(section, "a page asks", Ask.get(path).with("Origin", "https://evil.example"), server);
    return section;
  }

  private static ExampleSection ready(OperatorServer server) throws IOException {
    var section = section(server, "/health/ready", "requests should be sent here");
    server.is(new Readiness(Phase.SERVING, false, SharedState.OFF, false));
    add(section, "the database is down", Ask.get("/health/ready"), server);
    return section;
  }

  /// These answers are no ones of an API, so they are taken as they come.
  private static void add(ExampleSection section, String when, Ask ask, OperatorServer server)
      throws IOException {
    String[] parts = server.send(ask).split("\r\n\r\n", 2);
    List<String> lines = parts[0].lines().toList();
    section.keep(
        when,
        new String(ask.bytes(server.port, false), ISO_8859_1),
        new Reply(
            Integer.parseInt(lines.getFirst().split(" ", -1)[1]),
            lines.stream().skip(1).filter(line -> !line.equals("Connection: close")).toList(),
            parts[1]));
  }
}
