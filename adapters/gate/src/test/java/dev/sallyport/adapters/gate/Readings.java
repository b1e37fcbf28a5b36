package dev.sallyport.adapters.gate;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.adapters.gate.Json.JsonArray;
import dev.sallyport.adapters.gate.Json.JsonInteger;
import dev.sallyport.adapters.gate.Json.JsonLiteral;
import dev.sallyport.adapters.gate.Json.JsonNumber;
import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;

/// Compares what our reader of JSON makes of a text with what another one does.
final class Readings {

  /// The other reader.
  static final JsonMapper JACKSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Readings() {}

  static boolean isSame(Json ours, JsonNode theirs) {
    return switch (ours) {
      case JsonObject(var members) ->
          theirs.isObject()
              && theirs.size() == members.size()
              && members.entrySet().stream()
                  .allMatch(e -> isSame(e.getValue(), theirs.path(e.getKey())));
      case JsonArray(var items) -> {
        boolean same = theirs.isArray() && theirs.size() == items.size();
        for (int i = 0; same && i < items.size(); i++) {
          same = isSame(items.get(i), theirs.path(i));
        }
        yield same;
      }
      case JsonString(var value) -> theirs.isTextual() && theirs.asText().equals(value);
      case JsonInteger(var value) ->
          theirs.isIntegralNumber() && theirs.bigIntegerValue().toString().equals("" + value);
      case JsonNumber _ -> theirs.isNumber();
      case JsonLiteral literal ->
          switch (literal) {
            case TRUE -> theirs.isBoolean() && theirs.asBoolean();
            case FALSE -> theirs.isBoolean() && !theirs.asBoolean();
            case NULL -> theirs.isNull();
          };
    };
  }
}
