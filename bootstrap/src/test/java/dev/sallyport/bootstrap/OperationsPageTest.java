package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page for operators names what there is. That its commands work is shown by
/// `OperationsPageIT`.
class OperationsPageTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern METRIC = Pattern.compile("sallyport_[a-z_]+");

  private static String page() throws IOException {
    return Files.readString(DOCS.resolve("operations.md"));
  }

  @Test
  void what_it_links_to_is_there() throws IOException {
    assertThat(LINK.matcher(page()).results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(DOCS.resolve(link)).exists());
  }

  @Test
  void the_series_to_alert_on_are_series() throws IOException {
    String series = Files.readString(DOCS.resolve("metrics.md"));
    assertThat(METRIC.matcher(page()).results().map(MatchResult::group))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(series).contains('`' + name + '`'));
  }
}
