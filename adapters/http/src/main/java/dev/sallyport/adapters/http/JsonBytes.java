package dev.sallyport.adapters.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/// The JSON that is sent. Jackson writes our own records here and reads nothing: what comes in goes
/// through `StrictJson`.
final class JsonBytes {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonBytes() {}

  static byte[] of(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      // Without its message and cause: either may quote the value.
      throw new IllegalStateException("not a record that Jackson can write: " + value.getClass());
    }
  }

  static byte[] ofText(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
