package dev.sallyport.adapters.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Names and values in `application/x-www-form-urlencoded` (URL Standard, section 5), of a body or
/// of a query, each name once.
///
/// Stricter than browsers need it to be: a stray `%`, a second value for a name, a NUL, or bytes
/// that are no UTF-8 are refused, since two readers would take each for something else. Never prints
/// its values: tokens are among them.
final class Form {

  private static final int MOST_FIELDS = 64;

  private final Map<String, String> fields;

  private Form(Map<String, String> fields) {
    this.fields = fields;
  }

  /// Reads a text, each character of which stands for one byte; empty if it is no form.
  static Optional<Form> parse(String latin1) {
    var fields = new LinkedHashMap<String, String>();
    if (latin1.isEmpty()) {
      return Optional.of(new Form(fields));
    }
    for (String field : latin1.split("&", -1)) {
      int equals = field.indexOf('=');
      Optional<String> name = decode(equals < 0 ? field : field.substring(0, equals));
      Optional<String> value = decode(equals < 0 ? "" : field.substring(equals + 1));
      if (name.filter(text -> !text.isEmpty()).isEmpty()
          || value.isEmpty()
          || fields.putIfAbsent(name.get(), value.get()) != null
          || fields.size() > MOST_FIELDS) {
        return Optional.empty();
      }
    }
    return Optional.of(new Form(fields));
  }

  /// One name or value; empty if it is not well-formed.
  static Optional<String> decode(String latin1) {
    var bytes = ByteBuffer.allocate(latin1.length());
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      if (c == '%') {
        int high = i + 2 < latin1.length() ? hex(latin1.charAt(i + 1)) : -1;
        int low = high >= 0 ? hex(latin1.charAt(i + 2)) : -1;
        if (low < 0) {
          return Optional.empty();
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else if (c > 0 && c <= 0xFF) {
        bytes.put((byte) (c == '+' ? ' ' : c));
      } else {
        return Optional.empty();
      }
    }
    return utf8(bytes.flip());
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static Optional<String> utf8(ByteBuffer bytes) {
    try {
      // A new decoder reports what the JDK elsewhere replaces.
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /// Whether it has no other names.
  boolean hasOnly(String... names) {
    return Set.of(names).containsAll(fields.keySet());
  }

  @Override
  public String toString() {
    return "Form" + fields.keySet();
  }
}
