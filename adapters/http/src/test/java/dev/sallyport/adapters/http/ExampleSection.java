package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A section of the page of examples: a route, or what routes have in common.
final class ExampleSection {

  /// Asks what there is an example of.
  @FunctionalInterface
  interface Scene {
    void play(ExampleSection section, ExampleWorld world) throws IOException;
  }

  private final String title;
  private final Optional<TestServer> server;
  private final List<Example> examples = new ArrayList<>();

  private ExampleSection(String title, Optional<TestServer> server) {
    this.title = title;
    this.server = server;
  }

  /// The section that comes of a scene, played on a server of its own.
  ///
  /// @param title method and path of a route, or words
  static ExampleSection of(String title, Scene scene) throws IOException {
    try (var server = TestServer.startWithDemo()) {
      return of(title, new ExampleWorld(server), scene);
    }
  }

  /// The section that comes of a scene, played where others were before.
  static ExampleSection of(String title, ExampleWorld world, Scene scene) throws IOException {
    var section = new ExampleSection(title, Optional.of(world.server));
    scene.play(section, world);
    return section;
  }

  /// A section without a server, whose answers come from elsewhere.
  static ExampleSection empty(String title) {
    return new ExampleSection(title, Optional.empty());
  }

  String title() {
    return title;
  }

  List<Example> examples() {
    return List.copyOf(examples);
  }

  /// Asks the server of this section, and keeps what it answers.
  ///
  /// @param when it comes to this answer
  Reply add(String when, Ask ask) throws IOException {
    return add(when, ask, server.orElseThrow());
  }

  /// Asks another server.
  Reply add(String when, Ask ask, TestServer other) throws IOException {
    return add(when, new String(ask.bytes(other.port, false), ISO_8859_1), other);
  }

  /// Sends this text, each character as one byte.
  Reply add(String when, String text, TestServer other) throws IOException {
    String[] line = text.split(" ", 3);
    try (var wire = other.connect()) {
      return keep(
          when, text, wire.send(text).reply(!line[0].equals("HEAD"), line[1].split("\\?", 2)[0]));
    }
  }

  /// Keeps what was answered.
  Reply keep(String when, String sent, Reply reply) {
    examples.add(new Example(when, sent, reply));
    return reply;
  }

  /// Every outcome of which there is an example.
  SortedSet<String> outcomes() {
    return examples.stream().map(Example::outcome).collect(Collectors.toCollection(TreeSet::new));
  }

  /// As it stands in the page.
  ///
  /// @param intro stands above the examples
  String markdown(String intro) {
    return "## %s\n\n%s\n\n%s"
        .formatted(
            heading(),
            intro,
            examples.stream().map(ExampleSection::markdown).collect(Collectors.joining("\n")));
  }

  private String heading() {
    return title.contains(" /") ? '`' + title + '`' : title;
  }

  private static String markdown(Example example) {
    String[] outcome = example.outcome().split(" ", 2);
    String word = outcome.length == 1 ? "" : " <code>" + outcome[1] + "</code>";
    return """
    <details><summary>%s%s: %s</summary>

    ```http
    %s```

    ```http
    %s```

    </details>
    """
        .formatted(
            outcome[0],
            word,
            example.when(),
            example.request(),
            example.when().endsWith(", in full") ? example.wholeAnswer() : example.answer());
  }
}
