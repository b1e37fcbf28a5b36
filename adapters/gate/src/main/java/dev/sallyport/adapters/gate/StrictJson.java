package dev.sallyport.adapters.gate;

import dev.sallyport.adapters.gate.Json.JsonArray;
import dev.sallyport.adapters.gate.Json.JsonInteger;
import dev.sallyport.adapters.gate.Json.JsonLiteral;
import dev.sallyport.adapters.gate.Json.JsonNumber;
import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The one reader of JSON (RFC 8259) for token headers, claims and request bodies, so that all of
/// them are judged alike (ASVS 1.5.3).
///
/// Beyond the grammar it refuses what readers are known to understand differently: names that occur
/// twice once unescaped, anything after the value, a byte order mark, malformed UTF-8, lone
/// surrogates and NUL. It takes time linear in the bytes, and never throws, whatever they are.
public final class StrictJson {

  /// What a document was read as.
  public sealed interface Parsed {}

  /// A well-formed document. The value may be of any kind; who expects an object asks for one.
  public record Document(Json value) implements Parsed {}

  /// Not a document that is accepted.
  public record Refused(Reason why) implements Parsed {}

  /// Why a document is refused. None quotes it.
  public enum Reason {
    TOO_LARGE,
    NOT_UTF8,
    BYTE_ORDER_MARK,
    SYNTAX,
    /// The value is complete, and something other than white space follows.
    TRAILING_DATA,
    DUPLICATE_NAME,
    /// A string or a name holds an escaped NUL or lone surrogate.
    FORBIDDEN_CHARACTER,
    TOO_DEEP,
    TOO_MANY_VALUES,
    STRING_TOO_LONG,
    NAME_TOO_LONG,
    NUMBER_TOO_LONG
  }

  /// How much is read at most.
  ///
  /// @param bytes of the whole document
  /// @param depth of nesting: `[]` has 1, `[[]]` has 2. The parser recurses as deep
  /// @param values in the whole document, itself and those within
  /// @param stringLength in UTF-16 units, once unescaped; so is `nameLength`
  /// @param numberLength in characters
  public record Limits(
      int bytes, int depth, int values, int stringLength, int nameLength, int numberLength) {

    /// For the header and the claims of a token: there are ten claims, one of them an array of at
    /// most 32 roles; the longest strings are URLs; a `long` has 20 characters.
    public static final Limits TOKEN = new Limits(4_096, 4, 64, 1_024, 64, 20);

    /// For a request body. The longest string is a password of 1,024 bytes; one that is longer, and
    /// still fits, is for the use case to judge.
    public static final Limits BODY = new Limits(16_384, 8, 256, 8_192, 64, 20);

    /// For the claims of a revocation feed: 10,000 entries of four values each, some 66 bytes long,
    /// and as many again, since all that one transaction revokes stays together.
    public static final Limits FEED = new Limits(1_572_864, 4, 100_000, 1_024, 64, 20);

    /// @throws IllegalArgumentException if the depth could overflow a small stack
    public Limits {
      if (depth > 64) {
        throw new IllegalArgumentException("depth " + depth);
      }
    }
  }

  // What is read at the end of the text. No accepted document holds a NUL, raw or escaped.
  private static final char END = '\0';

  private final String text;
  private final Limits limits;
  private int at;
  private int depth;
  private int values;
  private @Nullable Reason refused;

  private StrictJson(String text, Limits limits) {
    this.text = text;
    this.limits = limits;
  }

  /// Reads one document, the whole of the bytes.
  public static Parsed parse(byte[] bytes, Limits limits) {
    if (bytes.length > limits.bytes()) {
      return new Refused(Reason.TOO_LARGE);
    }
    String text = StrictUtf8.decode(bytes);
    if (text == null) {
      return new Refused(Reason.NOT_UTF8);
    }
    if (text.startsWith("\uFEFF")) {
      return new Refused(Reason.BYTE_ORDER_MARK);
    }
    return new StrictJson(text, limits).document();
  }

  private Parsed document() {
    Json value = value();
    skipWhitespace();
    if (at < text.length()) {
      refuse(Reason.TRAILING_DATA);
    }
    Reason why = refused;
    return why == null ? new Document(value) : new Refused(why);
  }

  /// Refuses the document, for the first reason found, and ends the text here: whatever is being
  /// read then sees the end and returns at once, and `document` drops what it returned.
  private void refuse(Reason why) {
    refused = refused == null ? why : refused;
    at = text.length();
  }

  private Json value() {
    if (++values > limits.values()) {
      refuse(Reason.TOO_MANY_VALUES);
    }
    skipWhitespace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(characters(limits.stringLength(), Reason.STRING_TOO_LONG));
      case 't' -> literal("true", JsonLiteral.TRUE);
      case 'f' -> literal("false", JsonLiteral.FALSE);
      case 'n' -> literal("null", JsonLiteral.NULL);
      default -> number(); // which refuses whatever no value starts with, the end too
    };
  }

  private Json object() {
    enter();
    var members = new LinkedHashMap<String, Json>();
    if (!next('}')) {
      do {
        String name = characters(limits.nameLength(), Reason.NAME_TOO_LONG);
        expect(':');
        if (members.putIfAbsent(name, value()) != null) {
          refuse(Reason.DUPLICATE_NAME);
        }
      } while (next(','));
      expect('}');
    }
    depth--;
    return new JsonObject(members);
  }

  private Json array() {
    enter();
    var items = new ArrayList<Json>();
    if (!next(']')) {
      do {
        items.add(value());
      } while (next(','));
      expect(']');
    }
    depth--;
    return new JsonArray(items);
  }

  private void enter() {
    at++; // the bracket
    if (++depth > limits.depth()) {
      refuse(Reason.TOO_DEEP);
    }
  }

  private String characters(int limit, Reason tooLong) {
    expect('"');
    var characters = new StringBuilder();
    while (peek() >= ' ' && peek() != '"') {
      char c = text.charAt(at++);
      characters.append(c == '\\' ? escaped() : c);
    }
    if (!skip('"')) {
      refuse(Reason.SYNTAX); // a control character, or the end
    }
    if (characters.length() > limit) {
      refuse(tooLong);
    }
    String result = characters.toString();
    // UTF-8 has no lone surrogates, so one can only come from an escape.
    if (!StrictUtf8.canExpress(result)) {
      refuse(Reason.FORBIDDEN_CHARACTER);
    }
    return result;
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> {
        refuse(Reason.SYNTAX);
        yield END;
      }
    };
  }

  private char hexadecimal() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      if (!HexFormat.isHexDigit(peek())) { // ASCII alone, unlike Character.digit
        refuse(Reason.SYNTAX);
        return END;
      }
      code = code << 4 | HexFormat.fromHexDigit(text.charAt(at++));
    }
    if (code == 0) {
      refuse(Reason.FORBIDDEN_CHARACTER);
    }
    return (char) code;
  }

  private Json number() {
    int start = at;
    skip('-');
    if (!skip('0')) {
      expectDigits();
    }
    int integerEnd = at;
    if (skip('.')) {
      expectDigits();
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      expectDigits();
    }
    if (at - start > limits.numberLength()) {
      refuse(Reason.NUMBER_TOO_LONG);
    }
    String number = text.substring(start, at);
    if (refused != null || at > integerEnd || number.equals("-0")) {
      return new JsonNumber(number);
    }
    var integer = new BigInteger(number);
    return integer.bitLength() < Long.SIZE
        ? new JsonInteger(integer.longValue())
        : new JsonNumber(number);
  }

  private void expectDigits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      refuse(Reason.SYNTAX);
    }
  }

  private Json literal(String word, Json value) {
    if (text.startsWith(word, at)) {
      at += word.length();
    } else {
      refuse(Reason.SYNTAX);
    }
    return value;
  }

  private void expect(char c) {
    if (!next(c)) {
      refuse(Reason.SYNTAX);
    }
  }

  private boolean next(char c) {
    skipWhitespace();
    return skip(c);
  }

  private boolean skip(char c) {
    boolean here = peek() == c;
    if (here) {
      at++;
    }
    return here;
  }

  private void skipWhitespace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }
}
