package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever comes, what is heard from the parser is what Jetty's own says.
final class RepeatedLineParserTest {

  private static final String TOKEN =
      "Bearer " + "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJSUzI1NiJ9.".repeat(6);
  private static final String OTHER = TOKEN.substring(0, TOKEN.length() - 1) + 'x';
  private static final String LINE = "Authorization: " + TOKEN + "\r\n";
  private static final int MAX_HEADER_BYTES = 65_536;

  /// Writes down what a parser says of the requests of one connection.
  private static final class Heard implements HttpParser.RequestHandler {

    private final List<String> said = new ArrayList<>();
    private final List<HttpField> authorizations = new ArrayList<>();
    private final List<String> head = new ArrayList<>();
    private final List<String> authorizationsOfHead = new ArrayList<>();
    private @Nullable RepeatedLineParser parser;

    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
      said.add(method + ' ' + uri + ' ' + version);
    }

    @Override
    public void parsedHeader(HttpField field) {
      if (parser != null) {
        parser.parsed(field);
      }
      if (field.getHeader() == HttpHeader.AUTHORIZATION) {
        authorizations.add(field);
        authorizationsOfHead.add(field.getName() + '=' + field.getValue());
      } else {
        head.add(field.getName() + '=' + field.getValue());
      }
    }

    /// Those lines are apart, since one that is skipped is heard before the line ahead of it.
    @Override
    public boolean headerComplete() {
      said.addAll(head);
      said.addAll(authorizationsOfHead);
      said.add("end of the head");
      forget();
      return false;
    }

    @Override
    public void parsedTrailer(HttpField field) {
      said.add("trailer " + field);
    }

    @Override
    public boolean content(ByteBuffer content) {
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      said.add("content " + new String(bytes, ISO_8859_1));
      return false;
    }

    @Override
    public boolean contentComplete() {
      return false;
    }

    @Override
    public boolean messageComplete() {
      said.add("end");
      return true;
    }

    @Override
    public void earlyEOF() {
      said.add("early end");
    }

    @Override
    public void badMessage(HttpException failure) {
      said.add("refused " + failure.getCode() + ' ' + failure.getReason());
      forget();
    }

    private void forget() {
      head.clear();
      authorizationsOfHead.clear();
    }
  }

  private static Heard jetty(List<String> pieces) {
    return jetty(HttpCompliance.STRICT, pieces);
  }

  private static Heard jetty(HttpCompliance compliance, List<String> pieces) {
    var heard = new Heard();
    parse(new HttpParser(heard, MAX_HEADER_BYTES, compliance), pieces);
    return heard;
  }

  private static Heard ours(List<String> pieces) {
    return ours(HttpCompliance.STRICT, pieces);
  }

  private static Heard ours(HttpCompliance compliance, List<String> pieces) {
    var heard = new Heard();
    heard.parser = new RepeatedLineParser(heard, MAX_HEADER_BYTES, compliance);
    parse(heard.parser, pieces);
    return heard;
  }

  /// As a connection does it: what is left of one piece comes before the next one.
  private static void parse(HttpParser parser, List<String> pieces) {
    parser.setHeaderCacheSize(0);
    for (String piece : pieces) {
      ByteBuffer input = ByteBuffer.allocateDirect(piece.length());
      input.put(piece.getBytes(ISO_8859_1)).flip();
      while (input.hasRemaining() && !parser.isState(HttpParser.State.CLOSE)) {
        parser.parseNext(input);
        if (parser.isState(HttpParser.State.END)) {
          parser.reset();
        }
      }
    }
  }

  private static String get(String lines) {
    return "GET /auth/me HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
  }

  private static Heard isHeardAlike(String... requests) {
    Heard ours = ours(List.of(requests));
    assertThat(ours.said).isEqualTo(jetty(List.of(requests)).said);
    return ours;
  }

  /// What is parsed is another object.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSkipped(Heard heard, int line) {
    return heard.authorizations.get(line) == heard.authorizations.getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION", "aUTHORIZATIOn"})
  void a_line_that_comes_again_is_not_parsed_again(String name) {
    Heard heard = isHeardAlike(get(LINE), get(name + ": " + TOKEN + "\r\n"), get(LINE));

    assertThat(heard.authorizations).hasSize(3);
    assertThat(isSkipped(heard, 1)).isTrue();
    assertThat(isSkipped(heard, 2)).isTrue();
  }

  @Test
  void wherever_it_stands_among_the_others() {
    String first = "GET / HTTP/1.1\r\n" + LINE + "Host: localhost\r\n\r\n";
    String between = get("Accept: a\r\n" + LINE + "Accept-Language: b\r\n");
    Heard heard = isHeardAlike(get(LINE), first, between);

    assertThat(isSkipped(heard, 1)).isTrue();
    assertThat(isSkipped(heard, 2)).isTrue();
  }

  static List<String> otherLines() {
    int middle = TOKEN.length() / 2;
    return List.of(
        "Authorization: " + OTHER + "\r\n",
        "Authorization: " + TOKEN.toLowerCase(Locale.ROOT) + "\r\n",
        "Authorization: " + TOKEN.toUpperCase(Locale.ROOT) + "\r\n",
        "Authorization: " + TOKEN + "x\r\n",
        "Authorization: x" + TOKEN + "\r\n",
        "Authorization: " + TOKEN.substring(1) + "\r\n",
        "Authorization: " + TOKEN.substring(0, TOKEN.length() - 1) + "\r\n",
        "Authorization: " + TOKEN.substring(0, middle) + ' ' + TOKEN.substring(middle) + "\r\n",
        "Authorization: " + TOKEN + "\r\n more\r\n",
        "Authorization: " + TOKEN + "\r\n\tmore\r\n",
        "Authorization: " + TOKEN + "\r\n: more\r\n",
        "Authorization:" + TOKEN + "\r\n",
        "Authorization:  " + TOKEN + "\r\n",
        "Authorization:\t" + TOKEN + "\r\n",
        "Authorization: " + TOKEN + " \r\n",
        "Authorization: " + TOKEN + "\n",
        "Authorization: " + TOKEN + "\r",
        "Authorization: " + TOKEN + "\0\r\n",
        "Authorization:\r\n",
        "Authorization: \r\n",
        "Authorization\r\n",
        "Authorization : " + TOKEN + "\r\n",
        " Authorization: " + TOKEN + "\r\n",
        "Authorization; " + TOKEN + "\r\n",
        "XAuthorization: " + TOKEN + "\r\n",
        "Authorizatioo: " + TOKEN + "\r\n",
        "Proxy-Authorization: " + TOKEN + "\r\n",
        "X-Copy: Authorization: " + TOKEN + "\r\n",
        LINE + "\0\r\n",
        LINE + "\n",
        LINE + "X\r\n",
        LINE + "\rX: y\r\n");
  }

  @ParameterizedTest
  @MethodSource("otherLines")
  void what_is_almost_the_line_is_read_as_ever(String lines) {
    isHeardAlike(get(LINE), get(lines), get(LINE));
  }

  /// With rules by which a line may go on in the next one.
  @ParameterizedTest
  @MethodSource("otherLines")
  void so_it_is_by_laxer_rules(String lines) {
    List<String> requests = List.of(get(LINE), get(lines), get(LINE));

    assertThat(ours(HttpCompliance.RFC2616_LEGACY, requests).said)
        .isEqualTo(jetty(HttpCompliance.RFC2616_LEGACY, requests).said);
  }

  @Test
  void two_lines_of_one_request_are_both_heard() {
    String other = "Authorization: " + OTHER + "\r\n";

    for (String lines : List.of(LINE + LINE, LINE + other, other + LINE, other + other)) {
      Heard heard = isHeardAlike(get(LINE), get(lines), get(other), get(LINE));
      assertThat(heard.authorizations).hasSize(5);
    }
  }

  /// Jetty adds up what it sees: if all of them were skipped, there would be no limit.
  @Test
  void no_more_than_one_line_of_a_request_is_skipped() {
    Heard heard = isHeardAlike(get(LINE), get(LINE.repeat(3)));
    assertThat(IntStream.range(1, 4).filter(line -> isSkipped(heard, line))).containsExactly(1);

    int tooMany = MAX_HEADER_BYTES / LINE.length() + 2;
    assertThat(ours(List.of(get(LINE), get(LINE.repeat(tooMany)))).said.getLast())
        .startsWith("refused 431");
  }

  @Test
  void a_line_of_the_trailer_is_neither_skipped_nor_kept() {
    String chunked =
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n";
    String other = "Authorization: " + OTHER + "\r\n";

    isHeardAlike(
        chunked + LINE + "\r\n",
        get(LINE),
        chunked + LINE + "\r\n",
        chunked + other + "\r\n",
        get(LINE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 2_049, 3_000})
  void what_is_short_or_long_is_parsed_each_time(int length) {
    String line = "Authorization: " + "a".repeat(length) + "\r\n";

    assertThat(isSkipped(isHeardAlike(get(line), get(line)), 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 2_048})
  void the_others_are_skipped(int length) {
    String line = "Authorization: " + "ü".repeat(length) + "\r\n";

    assertThat(isSkipped(isHeardAlike(get(line), get(line)), 1)).isTrue();
  }

  @Test
  void wherever_the_bytes_are_cut_the_same_is_heard() {
    String requests = get(LINE) + get(LINE) + get("Accept: a\r\n" + LINE + "X: y\r\n");
    List<String> whole = jetty(List.of(requests)).said;
    assertThat(whole).contains("X=y").filteredOn("end"::equals).hasSize(3);

    for (int cut = 1; cut < requests.length(); cut++) {
      assertThat(ours(List.of(requests.substring(0, cut), requests.substring(cut))).said)
          .isEqualTo(whole);
    }
    assertThat(ours(requests.chars().mapToObj(Character::toString).toList()).said).isEqualTo(whole);
  }

  /// Jetty remembers that it has taken a CR, of which only LF may follow.
  @Test
  void a_line_behind_half_an_end_of_the_head_is_not_skipped() {
    List<String> pieces =
        List.of(get(LINE), "GET / HTTP/1.1\r\nHost: localhost\r\n\r", LINE + "\n" + get(LINE));

    assertThat(ours(pieces).said).isEqualTo(jetty(pieces).said);
    assertThat(ours(pieces).said.getLast()).startsWith("refused 400");
  }

  /// Requests put together at random, of what might confuse it, and cut at random.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatever_comes_is_heard_alike(int seed) {
    var random = new Random(seed);
    List<String> parts = new ArrayList<>(otherLines());
    parts.addAll(List.of("Accept: a\r\n", "Cookie: a=b\r\n", "Content-Length: 3\r\n"));
    for (int run = 0; run < 2_000; run++) {
      var sent = new StringBuilder();
      for (int request = 0; request < 4; request++) {
        var lines = new StringBuilder();
        while (random.nextInt(3) > 0) {
          lines.append(random.nextBoolean() ? LINE : parts.get(random.nextInt(parts.size())));
        }
        sent.append(get(lines.toString()));
        if (random.nextInt(8) == 0) {
          sent.setCharAt(random.nextInt(sent.length()), (char) random.nextInt(256));
        }
      }
      List<String> pieces = cut(sent.toString(), random);

      assertThat(ours(pieces).said).as(() -> pieces.toString()).isEqualTo(jetty(pieces).said);
    }
  }

  private static List<String> cut(String sent, Random random) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    while (start < sent.length()) {
      int end = Math.min(sent.length(), start + 1 + random.nextInt(2 * sent.length()));
      pieces.add(sent.substring(start, end));
      start = end;
    }
    return pieces;
  }
}
