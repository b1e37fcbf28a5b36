package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Thousands of bodies that no client sends, as logins over real connections: each is refused with
/// one of the few refusals that a login knows, none of which says anything of what was sent, nothing
/// is logged as a failure, and the server serves on.
///
/// None of them is a login of anybody: the right password stands nowhere here.
final class LoginTortureTest {

  private static final long SEED = 20_261_124;

  /// Stands in bodies and must stand in no answer.
  private static final String MARK = "S3cretMark";

  private static final String WRONG =
      "{\"username\":\"alice\",\"password\":\"" + MARK + " of alice\"}";

  private static final Map<Integer, Problem> REFUSALS =
      Map.of(
          400, Problem.INVALID_REQUEST,
          401, Problem.INVALID_CREDENTIALS,
          413, Problem.TOO_LARGE,
          415, Problem.UNSUPPORTED_MEDIA_TYPE);

  private static final Set<String> FIELDS = Set.of("body", "username", "password", "new_password");

  private final HttpLog log = HttpLog.read();
  private final Random random = new Random(SEED);
  private final Map<Integer, Integer> counts = new HashMap<>();
  private final Set<String> headerLines = new TreeSet<>();
  private TestServer server;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
    wire = server.connect();
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    server.close();
    log.close();
  }

  private Reply torture(byte[] body) throws IOException {
    return torture(body, "application/json");
  }

  /// Sends a body on the one connection, in one piece or in chunks, and looks at the answer.
  private Reply torture(byte[] body, String contentType) throws IOException {
    Ask ask = Ask.of("POST", "/auth/login").with("Content-Type", contentType);
    boolean chunked = random.nextInt(8) == 0;
    String latin1 = new String(body, ISO_8859_1);
    ask =
        chunked
            ? new Ask(ask.method(), ask.target(), ask.lines(), chunks(latin1))
                .with("Transfer-Encoding", "chunked")
            : ask.carrying(latin1);
    String shown = Base64.getEncoder().encodeToString(body);
    Reply reply;
    try {
      reply = wire.send(ask.bytes(server.port, false)).reply();
    } catch (IOException noAnswer) {
      throw new AssertionError("no answer to " + shown, noAnswer);
    }
    isARefusal(reply, shown);
    if (reply.all("Connection").contains("close")) {
      wire.close();
      wire = server.connect();
    }
    return reply;
  }

  private String chunks(String body) {
    var text = new StringBuilder();
    for (int at = 0; at < body.length(); ) {
      int length = Math.min(body.length() - at, 1 + random.nextInt(1 + body.length()));
      text.append(Integer.toHexString(length)).append("\r\n");
      text.append(body, at, at + length).append("\r\n");
      at += length;
    }
    return text.append("0\r\n\r\n").toString();
  }

  /// Every part of an answer is one of those that exist, so nothing in it can come from the body.
  private void isARefusal(Reply reply, String shown) {
    counts.merge(reply.status(), 1, Integer::sum);
    assertThat(REFUSALS).as(shown).containsKey(reply.status());
    Problem problem = REFUSALS.getOrDefault(reply.status(), Problem.INTERNAL);
    assertThat(reply.text("type")).as(shown).isEqualTo(problem.type());
    assertThat(reply.text("title")).as(shown).isEqualTo(problem.title());
    assertThat(reply.json().get("reason")).as(shown).isNull();
    for (JsonNode error : reply.json().path("errors")) {
      assertThat(error.size()).isEqualTo(2);
      assertThat(FIELDS).as(shown).contains(error.get("field").textValue());
      assertThat(error.get("reason").textValue()).as(shown).matches("[a-z]+(_[a-z0-9]+){0,3}");
    }
    assertThat(reply.body()).as(shown).doesNotContain(MARK).matches("[ -~]*");
    for (String line : reply.lines()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (!lower.startsWith("x-request-id:") && !lower.startsWith("content-length:")) {
        headerLines.add(lower.startsWith("date:") ? "date" : line);
      }
    }
  }

  private void servesOn() throws IOException {
    assertThat(headerLines).as("no header depends on a body").hasSizeLessThan(16);
    assertThat(log.records()).as("nothing failed").isEmpty();
    server.send(Ask.get("/health")).isOk();
    var browser = server.signIn();
    server.send(browser.refreshing()).isOk();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  @Tag("L-37")
  @Test
  void a_body_with_something_changed_is_refused_like_any() throws IOException {
    byte[] good = utf8(WRONG);
    for (int at = 0; at <= good.length; at++) {
      torture(java.util.Arrays.copyOf(good, at)); // cut at every place
    }
    for (int i = 0; i < 2_500; i++) {
      byte[] body = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        body = changed(body);
      }
      torture(body);
    }
    assertThat(counts.get(400)).isGreaterThan(1_000);
    assertThat(counts.get(401)).isGreaterThan(100);
    servesOn();
  }

  /// One change of the kinds that find mistakes in parsers: a byte, a stretch, something inserted.
  private byte[] changed(byte[] body) {
    String text = new String(body, ISO_8859_1);
    int from = random.nextInt(text.length() + 1);
    int to = from + random.nextInt(text.length() - from + 1);
    String changed =
        switch (random.nextInt(6)) {
          case 0 -> text.substring(0, from) + (char) random.nextInt(256) + text.substring(from);
          case 1 -> text.substring(0, from) + text.substring(Math.min(from + 1, text.length()));
          case 2 -> text.substring(0, from) + text.substring(to);
          case 3 -> text.substring(0, to) + text.substring(from);
          case 4 -> text.substring(0, from) + token() + text.substring(from);
          default -> text.substring(0, from) + token() + text.substring(to);
        };
    return changed.substring(0, Math.min(changed.length(), 4_000)).getBytes(ISO_8859_1);
  }

  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\\udc00",
    "\\ud83d\\ude00",
    "\\uD800\\u0041",
    "\\u00",
    "\\x41",
    "\\u{41}",
    "\\'",
    "\\a",
    "null",
    "true",
    "false",
    "nul",
    "NaN",
    "Infinity",
    "-Infinity",
    "undefined",
    "0",
    "-0",
    "-",
    "1",
    "01",
    "1.",
    ".5",
    "1e",
    "1e+",
    "1e999",
    "1e-999",
    "1E400",
    "-1",
    "+1",
    "0x10",
    "1_000",
    "9223372036854775808",
    "123456789012345678901",
    "\"username\"",
    "\"password\"",
    "\"new_password\"",
    "\"__proto__\"",
    "\"constructor\"",
    "\"@class\"",
    "\"$ref\"",
    "\"" + MARK + "\"",
    MARK,
    "'",
    "/*",
    "*/",
    "//",
    "#",
    "--",
    "<!--",
    "<",
    ">",
    "&",
    "\0",
    "\u0001",
    "\u001b",
    "\u007f",
    "\u0080",
    "\u00ff",
    "\u00ef\u00bb\u00bf",
    "\u00fe\u00ff",
    "\u00c0\u0080",
    "\u00ed\u00a0\u0080",
    "\u00f4\u0090\u0080\u0080",
    "\u00f0\u009f\u0098\u0080",
    "\u00e2\u0080\u00a8",
    "\r\n",
    "\n",
    "\t",
    " ",
    "\u000b",
    "\f",
    "\u00a0",
    "\u00c2\u00a0",
    "0\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n"
  };

  private String token() {
    return TOKENS[random.nextInt(TOKENS.length)];
  }

  @Tag("L-36")
  @Test
  void a_soup_of_tokens_and_bytes_is_refused() throws IOException {
    for (int i = 0; i < 1_500; i++) {
      var soup = new StringBuilder(random.nextBoolean() ? "{" : "");
      for (int n = random.nextInt(40); n > 0; n--) {
        soup.append(token());
      }
      torture(soup.toString().getBytes(ISO_8859_1));
    }
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(600)];
      random.nextBytes(noise);
      torture(noise);
    }
    servesOn();
  }

  @Tag("L-32")
  @Tag("L-33")
  @Tag("L-34")
  @Tag("L-37")
  @Test
  void well_formed_json_that_is_no_login_is_refused() throws IOException {
    for (int i = 0; i < 1_500; i++) {
      torture(utf8(random.nextInt(4) == 0 ? value(0) : object(0)));
    }
    assertThat(counts.get(400)).isGreaterThan(1_000);
    servesOn();
  }

  private String object(int depth) {
    String[] names = {
      "username", "password", "new_password", "\\u0075sername", MARK, "", "__proto__"
    };
    List<String> members = new ArrayList<>();
    for (int n = random.nextInt(5); n >= 0; n--) {
      members.add("\"" + names[random.nextInt(names.length)] + "\":" + value(depth + 1));
    }
    return "{" + String.join(",", members) + "}";
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 10 ? 6 : 9)) {
      case 0, 1, 2 -> string();
      case 3 -> Long.toString(random.nextLong());
      case 4 ->
          Double.toString(Math.scalb(random.nextDouble() - 0.5, random.nextInt(2_000) - 1_000));
      case 5 -> random.nextBoolean() ? "null" : Boolean.toString(random.nextBoolean());
      case 6 -> object(depth);
      case 7 -> "[" + value(depth + 1) + "," + value(depth + 1) + "]";
      default -> {
        int deep = random.nextInt(200);
        yield "[".repeat(deep) + string() + "]".repeat(deep);
      }
    };
  }

  private String string() {
    var text = new StringBuilder("\"");
    for (int n = random.nextInt(20); n > 0; n--) {
      int c = random.nextInt(random.nextBoolean() ? 0x3000 : 0x11_0000);
      switch (random.nextInt(4)) {
        case 0 -> text.append(MARK);
        case 1 -> text.append("\\u%04x".formatted(c & 0xFFFF));
        case 2 -> text.append((char) ('a' + random.nextInt(26)));
        default -> text.append(c < ' ' || c == '"' || c == '\\' ? "x" : Character.toString(c));
      }
    }
    return text.append('"').toString();
  }

  /// Every control, format, space, separator and combining-enclosing character, every character that
  /// NFKC makes longer, every non-character and each end of each plane, as a name and as a password,
  /// bare, doubled, around a name, and escaped.
  @Tag("L-09")
  @Tag("L-12")
  @Tag("L-40")
  @Test
  void every_oddity_of_unicode_is_a_wrong_name_or_password_or_no_text() throws IOException {
    List<String> oddities = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean odd =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SPACE_SEPARATOR,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.ENCLOSING_MARK ->
                true;
            default -> (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) || expands(c);
          };
      if (odd || (c & 0xFFFF) == 0 || (c >= 0xD7FF && c <= 0xE000 && c % 0x100 >= 0xFE)) {
        oddities.add(c <= 0xFFFF ? Character.toString((char) c) : Character.toString(c));
      }
    }
    oddities.addAll(
        List.of(
            "\ud800\ud800",
            "\udc00\ud800",
            "a\ud800",
            "\u0301",
            "a" + "\u0301".repeat(100),
            "Z" + "\u0351\u036b\u0343\u036a".repeat(30),
            "\u1100\u1161\u11a8",
            "\uac01",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\ud83c\uddea\ud83c\uddfa",
            "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc7f",
            "\ufdfa".repeat(29),
            "\ufdfa".repeat(7),
            "\u0130",
            "\u0131",
            "\u017f",
            "\u212a",
            "\u00df",
            "\u1e9e",
            "\ufb03",
            "\u01c5",
            "\u03c2",
            "\u0345",
            "\u0390",
            "\u1fb7",
            "\u1e9a",
            "\u0149",
            "\u2126",
            "\u212b",
            "\u2460",
            "\u33a5",
            "\uff21\uff22",
            "\u0660",
            "\u0be7",
            "\u3007",
            "\u5341",
            "\u05d0\u05d1",
            "\u0627\u0644",
            "\u202eecila",
            "\u2066alice\u2069",
            "\u200balice",
            "al\u00adice",
            "alice\ufe0f",
            "\ufeffalice",
            "al\u034fice",
            "\u115f",
            "\u3164",
            "\uffa0",
            "\u180e",
            "\u2800"));
    assertThat(oddities).hasSizeGreaterThan(400);
    for (String odd : oddities) {
      boolean escaped = random.nextBoolean() || isIllFormed(odd);
      String text = escaped ? escaped(odd) : odd.replace("\\", "\\\\").replace("\"", "\\\"");
      torture(utf8(login(text, MARK)));
      torture(utf8(login("alice" + text, MARK)));
      torture(utf8(login("alice", text)));
      torture(utf8(login("alice", MARK + text + text)));
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrder(400, 401);
    assertThat(counts.get(401)).isGreaterThan(1_000);
    servesOn();
  }

  private static boolean expands(int codePoint) {
    return Character.isDefined(codePoint)
        && Character.getType(codePoint) != Character.SURROGATE
        && java.text.Normalizer.normalize(
                    Character.toString(codePoint), java.text.Normalizer.Form.NFKC)
                .length()
            > 4;
  }

  private static boolean isIllFormed(String text) {
    return !UTF_8.newEncoder().canEncode(text) || text.chars().anyMatch(c -> c < ' ');
  }

  private static String escaped(String text) {
    var escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
    return escaped.toString();
  }

  private static String login(String username, String password) {
    return "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}";
  }

  @Tag("L-16")
  @Tag("L-18")
  @Tag("L-37")
  @Test
  void every_size_is_refused_by_the_same_rules() throws IOException {
    for (int size :
        new int[] {
          1, 127, 128, 129, 511, 512, 513, 1_023, 1_024, 1_025, 4_096, 8_191, 8_192, 8_193
        }) {
      for (String unit :
          new String[] {"a", "\u00e9", "\ufdfa", "\ud83d\ude00", " ", "\\u0061", "\\n"}) {
        torture(utf8(login(unit.repeat(size / unit.length()), MARK)));
        torture(utf8(login("alice", unit.repeat(size / unit.length()))));
      }
    }
    for (String unit :
        new String[] {"[", "{\"a\":", "[[],", "\"", "\\", "1", " ", "[{}", "null,"}) {
      for (int times : new int[] {8, 100, 1_000, 3_000}) {
        torture(utf8(unit.repeat(times)));
        torture(utf8("{\"username\":" + unit.repeat(times)));
      }
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrder(400, 401, 413);
    for (String length : List.of("16385", "65536", "1048576", "10485760", "2147483648")) {
      for (String name : List.of("alice", "nobody")) {
        try (var own = server.connect()) {
          // What says how large it is gets its answer before it is sent.
          var ask =
              Ask.of("POST", "/auth/login")
                  .with("Content-Type", "application/json")
                  .with("Content-Length", length);
          own.send(ask.bytes(server.port, false))
              .send("{\"username\":\"" + name + "\",\"password\":\"");
          isARefusal(own.reply().isProblem(413, "too-large"), length);
        }
      }
    }
    servesOn();
  }

  @Tag("L-20")
  @Tag("L-21")
  @Test
  void a_media_type_that_is_nearly_right_is_wrong() throws IOException {
    String good = "application/json; charset=utf-8";
    for (int i = 0; i < 400; i++) {
      int at = random.nextInt(good.length());
      String type =
          switch (random.nextInt(3)) {
            case 0 -> good.substring(0, at) + good.substring(at + 1);
            case 1 ->
                good.substring(0, at) + (char) (' ' + random.nextInt(95)) + good.substring(at);
            default -> good.substring(0, at);
          };
      torture(utf8(WRONG), type);
    }
    assertThat(counts.get(415)).isGreaterThan(300);
    assertThat(counts.keySet()).isSubsetOf(401, 415);
    servesOn();
  }

  @Tag("L-38")
  @Tag("L-40")
  @Tag("ASVS-1.2.5")
  @Tag("ASVS-1.3.7")
  @Test
  void what_means_something_elsewhere_means_nothing_here() throws IOException {
    for (String naughty : NaughtyStrings.all()) {
      String json = new String(JsonBytes.of(naughty), UTF_8);
      torture(utf8("{\"username\":" + json + ",\"password\":\"" + MARK + "\"}"));
      torture(utf8("{\"username\":\"alice\",\"password\":" + json + "}"));
      torture(utf8("{" + json + ":" + json + "}"));
      torture(utf8(naughty));
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrder(400, 401);
    servesOn();
  }
}
