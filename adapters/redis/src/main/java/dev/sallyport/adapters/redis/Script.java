package dev.sallyport.adapters.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A program that Redis runs as one atomic step. What it takes and returns stands at its head.
///
/// @param sha1 by which Redis knows a text that it has seen
record Script(String name, String text, String sha1) {

  /// The one of this name in the jar.
  static Script read(String name) {
    String resource = name + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + resource);
      }
      byte[] text = in.readAllBytes();
      byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(text);
      return new Script(
          name, new String(text, StandardCharsets.UTF_8), HexFormat.of().formatHex(sha1));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("can't be read from the jar: " + resource, e);
    }
  }
}
