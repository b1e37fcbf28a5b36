package dev.sallyport.examples.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/foreign-clients.md shows the very code that the other tests run.
final class ForeignClientsPageTest {

  private static final Pattern SHOWN =
      Pattern.compile("<!-- (\\S+) of (\\S+) -->\n```\\w+\n(.*?)\n```", Pattern.DOTALL);

  private static String inSource(String name, String path) throws IOException {
    String source = Files.readString(Path.of("src/main").resolve(path));
    Matcher snippet =
        Pattern.compile(
                "^ *// snippet: " + Pattern.quote(name) + "\n(.*?)^ *// end of snippet",
                Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(source);
    assertThat(snippet.find()).as(name + " in " + path).isTrue();
    return snippet.group(1).stripTrailing().stripIndent();
  }

  @Test
  void what_the_page_shows_is_what_runs() throws IOException {
    String page = Files.readString(Path.of("../../docs/foreign-clients.md"));
    List<String> names = SHOWN.matcher(page).results().map(shown -> shown.group(1)).toList();
    assertThat(names).containsExactly("spring-type", "spring-rfc9068", "nimbus", "jose");
    Matcher shown = SHOWN.matcher(page);
    while (shown.find()) {
      assertThat(shown.group(3)).isEqualTo(inSource(shown.group(1), shown.group(2)));
    }
  }
}
