package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A request byte for byte, as no library would send it, and the bytes that answer it.
final class RawRequest {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final Pattern STATUS = Pattern.compile("\\AHTTP/1\\.1 (\\d{3}) ");
  private static final Pattern REQUEST_ID =
      Pattern.compile("^X-Request-Id: ([A-Za-z0-9_-]{16})\r?$", Pattern.MULTILINE);

  private RawRequest() {}

  /// What came back on a connection that was used for one request.
  ///
  /// @param text each character stands for one byte; empty if the connection was just closed
  record Answer(String text) {
    int status() {
      Matcher status = STATUS.matcher(text);
      return status.find() ? Integer.parseInt(status.group(1)) : 0;
    }

    Optional<String> requestId() {
      Matcher id = REQUEST_ID.matcher(text);
      return id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }
  }

  /// Sends a POST.
  ///
  /// @param lines more header lines, each with its end
  static Answer post(URI url, String target, String lines, String body) {
    byte[] content = body.getBytes(UTF_8);
    String head =
        "POST "
            + target
            + " HTTP/1.1\r\nHost: localhost:"
            + url.getPort()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + content.length
            + "\r\nConnection: close\r\n"
            + lines
            + "\r\n";
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      var out = socket.getOutputStream();
      out.write(head.getBytes(UTF_8));
      out.write(content);
      out.flush();
      return new Answer(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    } catch (IOException reset) {
      return new Answer(""); // a refusal that did not wait for the rest
    }
  }
}
