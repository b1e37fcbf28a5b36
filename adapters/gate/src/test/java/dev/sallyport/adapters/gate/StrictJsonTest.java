package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {

  record Vector(String row, String expected, String document) {}

  static List<Vector> vectors() {
    return VectorText.lines("json.txt").stream()
        .map(line -> line.split(" +", 3))
        .map(field -> new Vector(field[0], field[1], field[2]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_vector_meets_what_it_names(Vector vector) {
    Parsed parsed = StrictJson.parse(VectorText.bytes(vector.document()), Limits.TOKEN);

    assertThat(verdict(parsed)).isEqualTo(vector.expected());
  }

  @Test
  void every_reason_has_a_vector() {
    Stream<String> reasons = Arrays.stream(Reason.values()).map(Reason::name);
    assertThat(vectors()).extracting(Vector::expected).containsAll(reasons.toList());
  }

  @Test
  void nothing_is_no_document() {
    assertThat(StrictJson.parse(new byte[0], Limits.TOKEN)).isEqualTo(new Refused(Reason.SYNTAX));
  }

  @Test
  void every_kind_of_value_is_told_apart() {
    assertThat(read("[true,false,null,7,7.0,\"7\",[7],{\"7\":7}]"))
        .isInstanceOfSatisfying(
            JsonArray.class,
            array ->
                assertThat(array.items())
                    .startsWith(
                        JsonLiteral.TRUE,
                        JsonLiteral.FALSE,
                        JsonLiteral.NULL,
                        new JsonInteger(7),
                        new JsonNumber("7.0"),
                        new JsonString("7"),
                        new JsonArray(List.of(new JsonInteger(7))))
                    .last()
                    .isInstanceOf(JsonObject.class));
  }

  @Tag("ASVS-1.4.2")
  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 1_999_999_999L, 999_999_999_999_999_999L, Long.MAX_VALUE, Long.MIN_VALUE})
  void an_integer_that_fits_a_long_is_exact(long value) {
    assertThat(read(Long.toString(value))).isEqualTo(new JsonInteger(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-0",
        "0.0",
        "1e2",
        "1E+2",
        "1.0",
        "1999999999.9",
        "1e400",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999"
      })
  void any_other_number_stays_as_it_is_written(String number) {
    assertThat(read(number)).isEqualTo(new JsonNumber(number));
  }

  @Test
  void escapes_stand_for_their_characters() {
    assertThat(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u00E9\\ud834\\udd1e\""))
        .isEqualTo(new JsonString("\"\\/\b\f\n\r\téé𝄞"));
  }

  @Test
  void members_keep_the_order_of_the_text() {
    assertThat(object("{\"z\":1,\"a\":2,\"m\":3}").members().keySet())
        .containsExactly("z", "a", "m");
  }

  @Tag("ASVS-15.3.5")
  @Test
  void a_getter_converts_nothing() {
    JsonObject object = object("{\"text\":\"1\",\"whole\":1,\"float\":1.0,\"none\":null}");

    assertThat(object.string("text")).contains("1");
    assertThat(object.integer("whole")).hasValue(1);
    for (String name : List.of("whole", "float", "none", "missing")) {
      assertThat(object.string(name)).as(name).isEmpty();
    }
    for (String name : List.of("text", "float", "none", "missing")) {
      assertThat(object.integer(name)).as(name).isEmpty();
    }
  }

  @Test
  void a_list_of_strings_is_an_array_of_nothing_else() {
    JsonObject object =
        object(
            "{\"some\":[\"a\",\"b\"],\"empty\":[],\"text\":\"admin\",\"object\":{\"admin\":true},"
                + "\"nested\":[[\"admin\"]],\"mixed\":[\"a\",1],\"none\":null}");

    assertThat(object.strings("some")).hasValue(List.of("a", "b"));
    assertThat(object.strings("empty")).hasValue(List.of());
    for (String name : List.of("text", "object", "nested", "mixed", "none", "missing")) {
      assertThat(object.strings(name)).as(name).isEmpty();
    }
  }

  @Test
  void an_object_has_exactly_its_members() {
    JsonObject object = object("{\"a\":1,\"b\":null}");

    assertThat(object.hasExactly(Set.of("b", "a"))).isTrue();
    assertThat(object.hasExactly(Set.of("a"))).isFalse();
    assertThat(object.hasExactly(Set.of("a", "b", "c"))).isFalse();
    assertThat(object.hasExactly(Set.of("A", "b"))).isFalse();
    assertThat(object.member("b")).isEqualTo(JsonLiteral.NULL);
    assertThat(object.member("c")).isNull();
  }

  @Test
  void what_was_read_can_not_be_changed() {
    JsonObject object = object("{\"a\":[1]}");

    assertThatThrownBy(() -> object.members().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(object.member("a"))
        .isInstanceOfSatisfying(
            JsonArray.class,
            array ->
                assertThatThrownBy(() -> array.items().clear())
                    .isInstanceOf(UnsupportedOperationException.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"S3cret\"",
        "{\"S3cret\":1}",
        "{\"password\":\"S3cret\"}",
        "[\"S3cret\"]",
        "[{\"a\":[\"S3cret\"]}]",
        "{\"password\":\"S3cret",
        "S3cret"
      })
  void nothing_prints_what_was_read(String document) {
    Parsed parsed = StrictJson.parse(document.getBytes(UTF_8), Limits.BODY);

    assertThat(parsed.toString()).doesNotContain("S3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "-0.12345"})
  void a_number_does_not_print_either(String number) {
    assertThat(read(number).toString()).doesNotContain("12345");
  }

  @Test
  void a_body_may_be_larger_than_a_token() {
    byte[] body = ("{\"password\":\"" + "a".repeat(8_192) + "\"}").getBytes(UTF_8);

    assertThat(StrictJson.parse(body, Limits.BODY)).isInstanceOf(Document.class);
    assertThat(StrictJson.parse(body, Limits.TOKEN)).isEqualTo(new Refused(Reason.TOO_LARGE));
  }

  @Test
  void the_limits_of_a_body_are_those_named() {
    assertThat(verdict(body("[".repeat(8) + "]".repeat(8)))).isEqualTo("DOCUMENT");
    assertThat(verdict(body("[".repeat(9) + "]".repeat(9)))).isEqualTo("TOO_DEEP");
    assertThat(verdict(body("[" + "0,".repeat(254) + "0]"))).isEqualTo("DOCUMENT");
    assertThat(verdict(body("[" + "0,".repeat(255) + "0]"))).isEqualTo("TOO_MANY_VALUES");
    assertThat(verdict(body("\"" + "a".repeat(8_193) + "\""))).isEqualTo("STRING_TOO_LONG");
    assertThat(verdict(body(" ".repeat(16_383) + "1"))).isEqualTo("DOCUMENT");
    assertThat(verdict(body(" ".repeat(16_384) + "1"))).isEqualTo("TOO_LARGE");
  }

  @Test
  void a_depth_that_could_overflow_the_stack_is_no_limit() {
    assertThatThrownBy(() -> new Limits(1_000_000, 65, 1_000_000, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Parsed body(String document) {
    return StrictJson.parse(document.getBytes(UTF_8), Limits.BODY);
  }

  private static Json read(String document) {
    return switch (body(document)) {
      case Document(Json value) -> value;
      case Refused(Reason why) -> throw new AssertionError(why + ": " + document);
    };
  }

  private static JsonObject object(String document) {
    return (JsonObject) read(document);
  }

  private static String verdict(Parsed parsed) {
    return switch (parsed) {
      case Document _ -> "DOCUMENT";
      case Refused(Reason why) -> why.name();
    };
  }
}
