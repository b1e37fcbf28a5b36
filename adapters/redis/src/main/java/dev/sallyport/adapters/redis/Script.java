package dev.sallyport.adapters.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A program that Redis runs as one atomic step. What it takes and returns stands at its head.
record Script(String name, String text) {

  /// The one of this name in the jar.
  static Script read(String name) {
    String resource = name + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + resource);
      }
      return new Script(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("can't be read from the jar: " + resource, e);
    }
  }
}
