package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The client for browsers, as it is shipped. What it does is seen in a browser, in
/// `bootstrap`.
final class ClientScriptTest {

  private static final int MOST_BYTES_ZIPPED = 3_000;

  private static final Pattern EXPORT = Pattern.compile("export (?:class|function) (\\w+)");

  private static String text(ShippedFile file) {
    return new String(file.bytes(), UTF_8);
  }

  private static Iterable<String> exported(ShippedFile file) {
    return EXPORT.matcher(text(file)).results().map((MatchResult found) -> found.group(1)).toList();
  }

  @Test
  void it_is_a_script_that_pages_everywhere_may_load() throws IOException {
    try (var server = TestServer.start()) {
      var reply = server.send(Ask.get("/sallyport.js").with("Origin", "https://other.example"));

      assertThat(reply.isOk().body()).isEqualTo(text(ShippedFile.CLIENT));
      assertThat(reply.one("Content-Type")).isEqualTo("text/javascript");
      assertThat(reply.one("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.one("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(reply.one("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
      assertThat(reply.one("Cache-Control")).isEqualTo("public, max-age=300");
      assertThat(server.send(Ask.get("/sallyport.d.ts")).isOk().body())
          .isEqualTo(text(ShippedFile.CLIENT_TYPES));
    }
  }

  @Test
  void it_is_under_three_kilobytes_on_the_way() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(zipped)) {
      zip.write(ShippedFile.CLIENT.bytes());
    }
    assertThat(zipped.size()).isLessThan(MOST_BYTES_ZIPPED);
  }

  @Test
  void it_needs_nothing_else_and_is_read_alike_whatever_the_charset() {
    assertThat(text(ShippedFile.CLIENT)).doesNotContain("import ", "import(", "eval(", "innerHTML");
    assertThat(US_ASCII.newEncoder().canEncode(text(ShippedFile.CLIENT))).isTrue();
    assertThat(US_ASCII.newEncoder().canEncode(text(ShippedFile.CLIENT_TYPES))).isTrue();
  }

  @Test
  void types_and_page_name_what_it_exports() throws IOException {
    String page = Files.readString(Path.of("../../docs/browser-client.md"));
    assertThat(exported(ShippedFile.CLIENT))
        .containsExactly("SignedOut", "Unavailable", "createSallyport")
        .containsExactlyElementsOf(exported(ShippedFile.CLIENT_TYPES))
        .allSatisfy(name -> assertThat(page).contains(name));
  }

  /// What it stores is one random key that opens nothing by itself.
  @Tag("ASVS-14.3.3")
  @Test
  void no_token_is_stored() {
    assertThat(text(ShippedFile.CLIENT))
        .doesNotContain("sessionStorage", "indexedDB", "document.cookie =", "caches");
    assertThat(Pattern.compile("setItem\\(([^)]*)\\)").matcher(text(ShippedFile.CLIENT)).results())
        .extracting(found -> found.group(1))
        .containsExactly("name, key");
  }
}
