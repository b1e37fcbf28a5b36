package dev.sallyport.adapters.http;

import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.http.Route.Content;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// The body of a request: judged by its size, then by its media type, then by whether it belongs
/// there at all. What a JSON text says is not judged here, but after where the request came from.
sealed interface RequestBody {

  /// The most bytes of a body.
  int MAX_BYTES = StrictJson.Limits.BODY.bytes();

  /// None, where none belongs.
  record None() implements RequestBody {}

  /// A text that should be JSON.
  record Text(StrictJson.Parsed parsed) implements RequestBody {}

  /// Not a body for this route.
  record Refused(Answer why) implements RequestBody {}

  /// JSON has no charset parameter (RFC 8259, section 11); clients send the one that changes
  /// nothing.
  Pattern JSON =
      Pattern.compile(
          "application/json[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\")[ \t]*)?",
          Pattern.CASE_INSENSITIVE);

  /// Reads the body, unless its headers speak against it already: then not a byte is read, and a
  /// client that waits for `100 Continue` never sends one.
  static RequestBody of(HttpServletRequest request, Content content) {
    if (request.getContentLengthLong() > MAX_BYTES) {
      return new Refused(Answer.of(Problem.TOO_LARGE));
    }
    return switch (content) {
      case NONE ->
          request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null
              ? new Refused(Answer.invalid(List.of(new FieldError("body", "not_expected"))))
              : new None();
      case JSON ->
          isPlainJson(request)
              ? read(request)
              : new Refused(Answer.of(Problem.UNSUPPORTED_MEDIA_TYPE));
    };
  }

  private static boolean isPlainJson(HttpServletRequest request) {
    List<String> types = Collections.list(request.getHeaders("Content-Type"));
    List<String> encodings = Collections.list(request.getHeaders("Content-Encoding"));
    return types.size() == 1
        && JSON.matcher(types.getFirst()).matches()
        && encodings.stream().allMatch("identity"::equalsIgnoreCase);
  }

  private static RequestBody read(HttpServletRequest request) {
    try {
      byte[] bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? new Refused(Answer.of(Problem.TOO_LARGE))
          : new Text(StrictJson.parse(bytes, StrictJson.Limits.BODY));
    } catch (IOException | RuntimeException broken) {
      // Bad chunks, a body that stopped short, a client that stalled: Jetty has a type for each,
      // and Javalin would make a 500 of most.
      var problem = isTimeout(broken) ? Problem.REQUEST_TIMEOUT : Problem.INVALID_REQUEST;
      return new Refused(Answer.of(problem).with("Connection", "close"));
    }
  }

  private static boolean isTimeout(Throwable thrown) {
    return thrown instanceof TimeoutException || thrown.getCause() instanceof TimeoutException;
  }
}
