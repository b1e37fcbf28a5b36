package dev.sallyport.adapters.gate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A JSON value (RFC 8259) as [StrictJson] reads it. None prints: it may be, or hold, a password.
public sealed interface Json {

  /// `true`, `false` or `null`.
  enum JsonLiteral implements Json {
    TRUE,
    FALSE,
    NULL
  }

  /// A number that is written as an integer and fits a `long`.
  record JsonInteger(long value) implements Json {
    @Override
    public String toString() {
      return "***";
    }
  }

  /// Any other number, as it is written: with a fraction or an exponent, out of range, or `-0`. It
  /// is not converted, since readers differ in how; who expects an integer refuses it.
  record JsonNumber(String text) implements Json {
    @Override
    public String toString() {
      return "***";
    }
  }

  /// A string: well-formed Unicode without NUL.
  record JsonString(String value) implements Json {
    @Override
    public String toString() {
      return "***";
    }
  }

  /// An array.
  record JsonArray(List<Json> items) implements Json {

    public JsonArray {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return "[***]";
    }
  }

  /// An object, its members in the order of the text.
  ///
  /// The typed getters are empty where the member is missing and where it has another type: nothing
  /// is ever converted. Who has to tell the two apart matches on [#member].
  record JsonObject(SequencedMap<String, Json> members) implements Json {

    /// Takes the map over: whoever made it must not change it any more.
    public JsonObject {
      members = Collections.unmodifiableSequencedMap(members);
    }

    /// Whether it has exactly these members: none is missing and none is added.
    public boolean hasExactly(Set<String> names) {
      return members.keySet().equals(names);
    }

    /// The member of that name, to be matched on; null if there is none.
    public @Nullable Json member(String name) {
      return members.get(name);
    }

    /// The member of that name if it is a string.
    public Optional<String> string(String name) {
      return member(name) instanceof JsonString(String value)
          ? Optional.of(value)
          : Optional.empty();
    }

    /// The member of that name if it is an integer that fits a `long`.
    public OptionalLong integer(String name) {
      return member(name) instanceof JsonInteger(long value)
          ? OptionalLong.of(value)
          : OptionalLong.empty();
    }

    /// The member of that name if it is an array of nothing but strings; it may be empty.
    public Optional<List<String>> strings(String name) {
      if (!(member(name) instanceof JsonArray(List<Json> items))) {
        return Optional.empty();
      }
      var strings = new ArrayList<String>(items.size());
      for (Json item : items) {
        if (!(item instanceof JsonString(String value))) {
          return Optional.empty();
        }
        strings.add(value);
      }
      return Optional.of(List.copyOf(strings));
    }

    @Override
    public String toString() {
      return "{***}";
    }
  }
}
