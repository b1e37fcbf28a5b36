package dev.sallyport.adapters.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A program that Redis runs as one atomic step. What it takes and returns stands at its head.
record Script(String name, String text) {

  /// The one of this name in the jar, behind the functions of these names.
  static Script read(String name, String... functions) {
    var text = new StringBuilder();
    for (String function : functions) {
      text.append(text(function));
    }
    return new Script(name, text.append(text(name)).toString());
  }

  private static String text(String name) {
    String resource = name + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("can't be read from the jar: " + resource, e);
    }
  }
}
