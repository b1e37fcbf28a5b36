package dev.sallyport.adapters.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Answers what no route ever sees: broken framing, headers that are too large, a server that
/// stops. Jetty's own handler would send HTML, the message of the exception, and none of our
/// headers.
final class ServerErrors implements Request.Handler {

  private final Edge edge;

  ServerErrors(Edge edge) {
    this.edge = edge;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = edge.prepare(request, response);
    Problem problem = Problem.ofServerStatus(response.getStatus());
    byte[] json = ProblemDocument.of(problem, requestId).json();
    response.setStatus(problem.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
    if (problem == Problem.INVALID_REQUEST) {
      // Who sends what can be read in two ways, or stands in front of somebody who does, may mean
      // another end of this request than we do: nothing that follows it is looked at.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    if (problem == Problem.UNAVAILABLE) {
      response
          .getHeaders()
          .put(HttpHeader.RETRY_AFTER, Long.toString(Failures.RETRY_AFTER.toSeconds()));
    }
    response.write(true, ByteBuffer.wrap(json), callback);
    return true;
  }
}
