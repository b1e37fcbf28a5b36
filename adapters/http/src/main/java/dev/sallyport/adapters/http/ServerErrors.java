package dev.sallyport.adapters.http;

import dev.sallyport.application.port.SecurityLog;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Answers what no route ever sees: broken framing, headers that are too large, a server that
/// stops. Jetty's own handler would send HTML, the message of the exception, and none of our
/// headers.
final class ServerErrors implements Request.Handler {

  private final Edge edge;
  private final Callers callers;
  private final SecurityLog log;
  private final InstantSource clock;
  private final Traffic.Series unseen;

  /// @param unseen counts the requests that no handler saw
  ServerErrors(
      Edge edge, Callers callers, SecurityLog log, InstantSource clock, Traffic.Series unseen) {
    this.edge = edge;
    this.callers = callers;
    this.log = log;
    this.clock = clock;
    this.unseen = unseen;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = edge.prepare(request, response);
    Problem problem = Problem.ofServerStatus(response.getStatus());
    problem
        .refusedInput(Optional.empty(), List.of())
        .ifPresent(event -> log.record(event, callers.of(request, requestId), clock.instant()));
    if (!Counted.counts(request)) {
      unseen.ended(problem.status(), System.nanoTime() - request.getBeginNanoTime());
    }
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
