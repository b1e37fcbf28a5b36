package dev.sallyport.adapters.http;

import dev.sallyport.application.port.SecretGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What every request passes before Javalin sees it: it gets its id, its answer gets the headers
/// that every answer carries, and what could make the framework route it in another way is refused.
final class Edge extends Handler.Wrapper {

  /// Method, target, version and the two spaces between them.
  static final int MAX_REQUEST_LINE = 4 * 1024;

  /// Names, values, and the four characters around them.
  static final int MAX_HEADER_BLOCK = 8 * 1024;

  /// Javalin obeys the first; the others are what frameworks elsewhere obey.
  private static final List<String> METHOD_OVERRIDES =
      List.of("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method");

  private static final String REQUEST_ID = "dev.sallyport.request-id";
  private static final int REQUEST_ID_BYTES = 12;

  private final AnswerHeaders headers;
  private final SecretGenerator secrets;

  Edge(AnswerHeaders headers, SecretGenerator secrets) {
    this.headers = headers;
    this.secrets = secrets;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    prepare(request, response);
    Optional<Problem> refusal = refusalOf(request);
    if (refusal.isEmpty()) {
      return super.handle(request, response, callback);
    }
    // Through Jetty, which sees to it that what is still being sent is not taken for a request.
    Response.writeError(request, response, callback, refusal.get().status());
    return true;
  }

  /// Gives an answer its headers and, if the request has none yet, its id.
  String prepare(Request request, Response response) {
    String id = requestId(request).orElseGet(this::newRequestId);
    request.setAttribute(REQUEST_ID, id);
    headers.put(response.getHeaders(), request.getHeaders(), id);
    return id;
  }

  /// The id is always ours, whatever `X-Request-Id` the caller sent: ids that a caller picks could
  /// collide in the log, or forge lines of it.
  private String newRequestId() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.bytes(REQUEST_ID_BYTES));
  }

  static Optional<String> requestId(Request request) {
    return Optional.ofNullable((String) request.getAttribute(REQUEST_ID));
  }

  private static Optional<Problem> refusalOf(Request request) {
    HttpFields fields = request.getHeaders();
    if (requestLineLength(request) > MAX_REQUEST_LINE) {
      return Optional.of(Problem.URI_TOO_LONG);
    }
    if (headerBlockLength(fields) > MAX_HEADER_BLOCK) {
      return Optional.of(Problem.HEADERS_TOO_LARGE);
    }
    boolean isMisleading =
        overridesMethod(fields)
            // HTTP/1.0 may leave it out (RFC 9112, section 3.2); nobody does but scanners.
            || !fields.contains(HttpHeader.HOST)
            || fields.contains(HttpHeader.UPGRADE, "websocket")
            || isCodedOtherwise(request);
    return isMisleading ? Optional.of(Problem.INVALID_REQUEST) : Optional.empty();
  }

  private static boolean overridesMethod(HttpFields fields) {
    for (String name : METHOD_OVERRIDES) {
      if (fields.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the body is coded for the way in any way but chunks. Jetty looks at the last coding of a
  /// list alone, and would hand over what is still compressed; and chunks are none of HTTP/1.0, where
  /// a proxy may see another end of the body (RFC 9112, section 6.1).
  private static boolean isCodedOtherwise(Request request) {
    List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
    boolean inChunks = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
    return !codings.isEmpty()
        && (!inChunks || request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0);
  }

  private static int requestLineLength(Request request) {
    String target = request.getHttpURI().getPathQuery();
    return request.getMethod().length()
        + (target == null ? 0 : target.length())
        + request.getConnectionMetaData().getHttpVersion().asString().length()
        + 2;
  }

  private static int headerBlockLength(HttpFields fields) {
    int length = 0;
    for (HttpField field : fields) {
      String value = field.getValue();
      length += field.getName().length() + (value == null ? 0 : value.length()) + 4;
    }
    return length;
  }
}
