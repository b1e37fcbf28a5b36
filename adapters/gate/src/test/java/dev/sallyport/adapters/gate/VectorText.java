package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// How the files of attack vectors are written: `#` starts a line of comment, `%hh` is a byte,
/// `%{n*text}` repeats a text, which may hold bytes but no brace that closes.
final class VectorText {

  private VectorText() {}

  /// The lines of a file that say something.
  static List<String> lines(String file) {
    try (InputStream in = VectorText.class.getResourceAsStream("/vectors/" + file)) {
      String text = new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes that a text stands for.
  static byte[] bytes(String text) {
    var bytes = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); ) {
      if (text.startsWith("%{", at)) {
        int star = text.indexOf('*', at);
        int end = text.indexOf('}', star);
        byte[] unit = bytes(text.substring(star + 1, end));
        for (int n = Integer.parseInt(text.substring(at + 2, star)); n > 0; n--) {
          bytes.writeBytes(unit);
        }
        at = end + 1;
      } else if (text.charAt(at) == '%') {
        bytes.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
        at += 3;
      } else {
        int end = text.offsetByCodePoints(at, 1);
        bytes.writeBytes(text.substring(at, end).getBytes(UTF_8));
        at = end;
      }
    }
    return bytes.toByteArray();
  }
}
