package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.adapters.gate.Json.JsonArray;
import dev.sallyport.adapters.gate.Json.JsonInteger;
import dev.sallyport.adapters.gate.Json.JsonLiteral;
import dev.sallyport.adapters.gate.Json.JsonNumber;
import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import dev.sallyport.adapters.gate.StrictJson.Parsed;
import dev.sallyport.adapters.gate.StrictJson.Reason;
import dev.sallyport.adapters.gate.StrictJson.Refused;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Properties of the parser on bytes that nobody thought of, with Jackson at its strictest as the
/// other reader.
final class StrictJsonPropertyTest {

  private static final ObjectMapper JACKSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /// What Jackson accepts and we do not, wilfully.
  private static final Set<Reason> STRICTER =
      Set.of(
          Reason.FORBIDDEN_CHARACTER,
          Reason.TOO_DEEP,
          Reason.TOO_MANY_VALUES,
          Reason.STRING_TOO_LONG,
          Reason.NAME_TOO_LONG,
          Reason.NUMBER_TOO_LONG);

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\u",
    "\\ud834",
    "\\udd1e",
    "0",
    "1",
    "-",
    ".",
    "e",
    "+",
    "true",
    "null",
    "\"a\"",
    "\"a\":",
    " ",
    "\t",
    "\u0001",
    "é",
    "𝄞",
    "/",
    "9223372036854775807"
  };

  @Property(tries = 5_000, seed = "20261124")
  void random_bytes_throw_nothing(@ForAll byte[] bytes) {
    assertThat(StrictJson.parse(bytes, Limits.TOKEN)).isNotNull();
  }

  @Property(tries = 5_000, seed = "20261124")
  void the_pieces_of_json_in_any_order_are_read_as_jackson_reads_them(@ForAll long seed) {
    var random = new Random(seed);
    var text = new StringBuilder();
    for (int n = random.nextInt(12); n >= 0; n--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    agree(text.toString().getBytes(UTF_8));
  }

  @Property(tries = 3_000, seed = "20261124")
  void a_document_is_read_as_it_was_meant(@ForAll long seed) {
    var random = new Random(seed);
    var text = new StringBuilder();
    Json meant = write(random, 4, text);
    byte[] bytes = text.toString().getBytes(UTF_8);

    assertThat(same(meant, read(bytes))).as(text.toString()).isTrue();
    agree(bytes);
  }

  @Property(tries = 10_000, seed = "20261124")
  void a_damaged_document_is_read_as_jackson_reads_it(@ForAll long seed) {
    var random = new Random(seed);
    var text = new StringBuilder();
    write(random, 4, text);
    byte[] bytes = text.toString().getBytes(UTF_8);
    for (int n = random.nextInt(3); n >= 0; n--) {
      bytes[random.nextInt(bytes.length)] =
          (byte)
              (random.nextBoolean()
                  ? random.nextInt(256)
                  : "{}[]:,\"\\0e-. u".charAt(random.nextInt(14)));
    }
    agree(bytes);
  }

  private static void agree(byte[] bytes) {
    switch (StrictJson.parse(bytes, Limits.TOKEN)) {
      case Document(Json ours) -> {
        try {
          assertThat(same(ours, JACKSON.readTree(bytes))).as(shown(bytes)).isTrue();
        } catch (NumberFormatException _) {
          // Jackson computes every number. Some exponents are beyond it: it throws this, unchecked.
        } catch (IOException e) {
          throw new AssertionError(shown(bytes), e);
        }
      }
      case Refused(Reason why) -> {
        if (!STRICTER.contains(why) && isUtf8WithoutTricks(bytes)) {
          assertThat(isJsonToJackson(bytes)).as(why + " " + shown(bytes)).isFalse();
        }
      }
    }
  }

  /// Jackson takes a zero byte for a sign of UTF-16 or UTF-32, and skips a byte order mark.
  private static boolean isUtf8WithoutTricks(byte[] bytes) {
    String text = StrictUtf8.decode(bytes);
    return text != null && text.indexOf('\0') < 0 && !text.startsWith("\uFEFF");
  }

  private static boolean isJsonToJackson(byte[] bytes) {
    try {
      return !JACKSON.readTree(bytes).isMissingNode();
    } catch (JsonProcessingException | NumberFormatException _) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String shown(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static Json read(byte[] bytes) {
    Parsed parsed = StrictJson.parse(bytes, Limits.BODY);
    if (!(parsed instanceof Document(Json value))) {
      throw new AssertionError(parsed + " " + shown(bytes));
    }
    return value;
  }

  private static boolean same(Json one, Json other) {
    return one.equals(other)
        && (!(one instanceof JsonObject(var members))
            || new ArrayList<>(members.keySet())
                .equals(new ArrayList<>(((JsonObject) other).members().keySet())));
  }

  private static boolean same(Json ours, JsonNode theirs) {
    return switch (ours) {
      case JsonLiteral literal ->
          switch (literal) {
            case TRUE -> theirs.isBoolean() && theirs.booleanValue();
            case FALSE -> theirs.isBoolean() && !theirs.booleanValue();
            case NULL -> theirs.isNull();
          };
      case JsonInteger(long value) ->
          theirs.isIntegralNumber() && theirs.canConvertToLong() && theirs.longValue() == value;
      case JsonNumber(String text) ->
          theirs.isNumber() && theirs.decimalValue().compareTo(new BigDecimal(text)) == 0;
      case JsonString(String value) -> theirs.isTextual() && theirs.textValue().equals(value);
      case JsonArray(var items) -> {
        boolean same = theirs.isArray() && theirs.size() == items.size();
        for (int i = 0; same && i < items.size(); i++) {
          same = same(items.get(i), theirs.get(i));
        }
        yield same;
      }
      case JsonObject(var members) -> {
        var names = new ArrayList<String>();
        theirs.fieldNames().forEachRemaining(names::add);
        yield theirs.isObject()
            && names.equals(new ArrayList<>(members.keySet()))
            && members.entrySet().stream()
                .allMatch(member -> same(member.getValue(), theirs.get(member.getKey())));
      }
    };
  }

  /// Writes a random value in a random spelling, and returns what it means.
  private static Json write(Random random, int depth, StringBuilder text) {
    space(random, text);
    Json value =
        switch (random.nextInt(depth == 0 ? 4 : 6)) {
          case 0 -> {
            JsonLiteral literal = random.nextBoolean() ? JsonLiteral.TRUE : JsonLiteral.NULL;
            text.append(literal == JsonLiteral.TRUE ? "true" : "null");
            yield literal;
          }
          case 1 -> {
            long integer = random.nextLong() >> random.nextInt(64);
            text.append(integer);
            yield new JsonInteger(integer);
          }
          case 2 -> {
            String number = random.nextInt(1_000) + "." + random.nextInt(1_000) + "e-3";
            text.append(number);
            yield new JsonNumber(number);
          }
          case 3 -> new JsonString(writeString(random, text));
          case 4 -> {
            var items = new ArrayList<Json>();
            text.append('[');
            for (int n = random.nextInt(3); n > 0; n--) {
              text.append(items.isEmpty() ? "" : ",");
              items.add(write(random, depth - 1, text));
            }
            space(random, text);
            text.append(']');
            yield new JsonArray(items);
          }
          default -> {
            var members = new LinkedHashMap<String, Json>();
            text.append('{');
            for (int n = random.nextInt(3); n > 0; n--) {
              text.append(members.isEmpty() ? "" : ",");
              space(random, text);
              // Each name starts with its number, so that none occurs twice.
              text.append('"').append(members.size());
              int start = text.length();
              String rest = writeString(random, text);
              text.deleteCharAt(start); // the opening quote of the rest
              String name = members.size() + rest;
              space(random, text);
              text.append(':');
              members.put(name, write(random, depth - 1, text));
            }
            space(random, text);
            text.append('}');
            yield new JsonObject(members);
          }
        };
    space(random, text);
    return value;
  }

  private static String writeString(Random random, StringBuilder text) {
    var value = new StringBuilder();
    text.append('"');
    for (int n = random.nextInt(6); n > 0; n--) {
      int c = 1 + random.nextInt(random.nextBoolean() ? 0x7e : 0x1_ffff);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        continue;
      }
      value.appendCodePoint(c);
      if (c < ' ' || c == '"' || c == '\\' || random.nextInt(4) == 0) {
        for (char unit : Character.toChars(c)) {
          text.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
        }
      } else {
        text.appendCodePoint(c);
      }
    }
    text.append('"');
    return value.toString();
  }

  private static void space(Random random, StringBuilder text) {
    if (random.nextInt(4) == 0) {
      text.append(" \t\r\n".charAt(random.nextInt(4)));
    }
  }
}
