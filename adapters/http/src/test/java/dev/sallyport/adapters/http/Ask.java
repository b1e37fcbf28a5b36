package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/// A request of a test, byte for byte: nothing is added, joined or made right.
///
/// @param body each character stands for one byte
record Ask(String method, String target, List<String> lines, String body) {

  static Ask of(String method, String target) {
    return new Ask(method, target, List.of(), "");
  }

  static Ask get(String target) {
    return of("GET", target);
  }

  static Ask post(String target) {
    return of("POST", target).with("Content-Length", "0");
  }

  /// A POST of this JSON text.
  static Ask json(String target, String json) {
    return bytes(target, json.getBytes(UTF_8)).with("Content-Type", "application/json");
  }

  /// A POST of these bytes, without a word about what they are.
  static Ask bytes(String target, byte[] body) {
    return of("POST", target).carrying(new String(body, ISO_8859_1));
  }

  /// This request with a body and its length.
  Ask carrying(String latin1) {
    return new Ask(method, target, lines, latin1)
        .with("Content-Length", Integer.toString(latin1.length()));
  }

  /// The target without the query.
  String path() {
    return target.split("\\?", 2)[0];
  }

  Ask with(String name, String value) {
    return line(name + ": " + value);
  }

  /// One more header line, as it is.
  Ask line(String line) {
    var more = new ArrayList<>(lines);
    more.add(line);
    return new Ask(method, target, more, body);
  }

  Ask bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /// The bytes that go over the wire.
  byte[] bytes(int port, boolean close) {
    var text = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\n");
    text.append("Host: localhost:").append(port).append("\r\n");
    lines.forEach(line -> text.append(line).append("\r\n"));
    text.append(close ? "Connection: close\r\n\r\n" : "\r\n").append(body);
    return text.toString().getBytes(ISO_8859_1);
  }
}
