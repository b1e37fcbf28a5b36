package dev.sallyport.bootstrap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An object of JSON in the making, in the order in which it is written.
final class JsonObject {

  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  /// One more member; an instant and the like as its text.
  JsonObject with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /// One more member, `null` if there is no value.
  JsonObject with(String name, Optional<?> value) {
    members.put(name, value.orElse(null));
    return this;
  }

  Map<String, ?> members() {
    return members;
  }
}
