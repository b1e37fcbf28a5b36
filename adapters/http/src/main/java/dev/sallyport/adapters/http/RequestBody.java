package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.http.Route.Content;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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

  /// A text that should be a form, each character of which stands for one byte. It does not print:
  /// there are tokens in it.
  record FormText(String latin1) implements RequestBody {
    @Override
    public String toString() {
      return "FormText[***]";
    }
  }

  /// Not a body for this route.
  record Refused(Answer why) implements RequestBody {}

  /// JSON has no charset parameter (RFC 8259, section 11); clients send the one that changes
  /// nothing.
  Pattern JSON =
      Pattern.compile(
          "application/json[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\")[ \t]*)?",
          Pattern.CASE_INSENSITIVE);

  /// A form has no charset parameter either (URL Standard, section 5.1).
  Pattern FORM =
      Pattern.compile(
          "application/x-www-form-urlencoded[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\")[ \t]*)?",
          Pattern.CASE_INSENSITIVE);

  /// Reads the body, unless its headers speak against it already. One that says that it is too large
  /// is never asked for; any other is here already, as far as it came ([WholeBody]).
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
          isPlain(request, JSON)
              ? read(request, bytes -> new Text(StrictJson.parse(bytes, StrictJson.Limits.BODY)))
              : new Refused(Answer.of(Problem.UNSUPPORTED_MEDIA_TYPE));
      case FORM ->
          isPlain(request, FORM)
              ? read(request, bytes -> new FormText(new String(bytes, ISO_8859_1)))
              : new Refused(Answer.of(Problem.UNSUPPORTED_MEDIA_TYPE));
    };
  }

  private static boolean isPlain(HttpServletRequest request, Pattern type) {
    List<String> types = Collections.list(request.getHeaders("Content-Type"));
    List<String> encodings = Collections.list(request.getHeaders("Content-Encoding"));
    return types.size() == 1
        && type.matcher(types.getFirst()).matches()
        && encodings.stream().allMatch("identity"::equalsIgnoreCase);
  }

  private static RequestBody read(HttpServletRequest request, Function<byte[], RequestBody> form) {
    try {
      byte[] bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? new Refused(Answer.of(Problem.TOO_LARGE))
          : form.apply(bytes);
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
