package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.application.port.SecurityEvent.InputRefused;
import dev.sallyport.domain.throttle.Backoff;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.throttle.Unlimited;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a route answers. It is decided in full before a byte or a header of it is written, so
/// whatever fails on the way leaves nothing behind, no cookie of a login that did not happen first
/// of all.
public final class Answer {

  private static final String JSON = "application/json";

  /// The most bytes that are handed over at once; [TakenOver] then takes them without a wait.
  private static final int MOST_BYTES_AT_ONCE = 16 * 1024;

  private final int status;
  private final List<Header> headers;
  private final Body body;

  private Answer(int status, List<Header> headers, Body body) {
    this.status = status;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /// What stands in the body.
  private sealed interface Body {

    /// Nothing.
    record Empty() implements Body {}

    /// Written already: what can't be written fails before the answer begins.
    final class Written implements Body {
      private final String mediaType;
      private final byte[] bytes;

      private Written(String mediaType, byte[] bytes) {
        this.mediaType = mediaType;
        this.bytes = bytes;
      }
    }

    /// A problem document.
    record Refusal(Problem problem, List<FieldError> errors, Optional<String> reason)
        implements Body {}
  }

  /// A 200 whose body is this record, in JSON.
  public static Answer ok(Object value) {
    return new Answer(200, List.of(), new Body.Written(JSON, JsonBytes.of(value)));
  }

  /// A 201 whose body is this record, in JSON.
  static Answer created(Object value) {
    return new Answer(201, List.of(), new Body.Written(JSON, JsonBytes.of(value)));
  }

  /// A 200 whose body is this JSON text.
  public static Answer okText(String json) {
    return new Answer(200, List.of(), new Body.Written(JSON, JsonBytes.ofText(json)));
  }

  /// A 200 whose body is this text.
  static Answer okText(String mediaType, byte[] text) {
    return new Answer(200, List.of(), new Body.Written(mediaType, text));
  }

  /// A 503 whose body is this record, in JSON: for monitors, which read more than the status.
  static Answer unavailable(Object value) {
    return new Answer(
        Problem.UNAVAILABLE.status(), List.of(), new Body.Written(JSON, JsonBytes.of(value)));
  }

  /// A 200 whose body is this JWT (RFC 7519, section 10.3.1).
  static Answer okJwt(String jwt) {
    return new Answer(200, List.of(), new Body.Written("application/jwt", jwt.getBytes(US_ASCII)));
  }

  /// A 200 without a body.
  static Answer okEmpty() {
    return new Answer(200, List.of(), new Body.Empty());
  }

  /// A 304.
  static Answer notModified() {
    return new Answer(304, List.of(), new Body.Empty());
  }

  /// A refusal in the words of OAuth (RFC 6749, section 5.2).
  static Answer oauthError(int status, String error) {
    return new Answer(
        status, List.of(), new Body.Written(JSON, JsonBytes.of(new OAuthError(error))));
  }

  private record OAuthError(String error) {}

  /// A 204.
  public static Answer noContent() {
    return new Answer(204, List.of(), new Body.Empty());
  }

  /// A refusal.
  public static Answer of(Problem problem) {
    return refusal(problem, List.of(), Optional.empty());
  }

  /// A refusal of what the caller sent.
  public static Answer invalid(List<FieldError> errors) {
    return refusal(Problem.INVALID_REQUEST, errors, Optional.empty());
  }

  /// A refusal with the one word that tells clients what to do about it.
  static Answer because(Problem problem, Enum<?> reason) {
    return refusal(problem, List.of(), Optional.of(Words.snake(reason)));
  }

  private static Answer refusal(Problem problem, List<FieldError> errors, Optional<String> reason) {
    return new Answer(problem.status(), List.of(), new Body.Refusal(problem, errors, reason));
  }

  /// A 503: trying again after this time makes sense.
  static Answer unavailable(Duration retryAfter) {
    return of(Problem.UNAVAILABLE).with("Retry-After", Long.toString(secondsOf(retryAfter)));
  }

  /// A 429, with what was exceeded in the `RateLimit` fields (draft-ietf-httpapi-ratelimit-headers,
  /// version 10, sections 3 and 4). They stand on refusals alone: what is left to one user is
  /// nothing to tell whoever asks.
  static Answer limited(Exceeded exceeded) {
    String name = '"' + exceeded.limit().text() + '"';
    long seconds = secondsOf(exceeded.retryAfter());
    return of(Problem.TOO_MANY_REQUESTS)
        .with("Retry-After", Long.toString(seconds))
        .with("RateLimit-Policy", name + policyOf(exceeded.throttle()))
        .with("RateLimit", name + ";r=0;t=" + seconds);
  }

  private static String policyOf(Throttle throttle) {
    return switch (throttle) {
      case Limit(var count, var window) -> ";q=" + count + ";w=" + window.toSeconds();
      case Backoff backoff -> ";q=" + backoff.free();
      case Unlimited() -> throw new IllegalArgumentException("what is off is not exceeded");
    };
  }

  /// Rounded up, and never "now": a client that comes back too early only adds to the load.
  private static long secondsOf(Duration retryAfter) {
    return Math.max(1, retryAfter.plusSeconds(1).minusNanos(1).toSeconds());
  }

  /// This answer with one more header line.
  public Answer with(String name, String value) {
    return with(List.of(new Header(name, value)));
  }

  /// This answer with more header lines.
  Answer with(List<Header> more) {
    var all = new ArrayList<>(headers);
    all.addAll(more);
    return new Answer(status, all, body);
  }

  /// Whether it is this refusal.
  boolean is(Problem problem) {
    return body instanceof Body.Refusal(var actual, _, _) && actual == problem;
  }

  /// What is wrong with the input that this refuses; empty if it refuses something else, or nothing.
  Optional<InputRefused> refusedInput(Optional<String> route) {
    return body instanceof Body.Refusal(var problem, var errors, _)
        ? problem.refusedInput(route, errors)
        : Optional.empty();
  }

  /// Whether the connection must not be used for another request.
  private boolean closesConnection() {
    return is(Problem.TOO_LARGE) || is(Problem.REQUEST_TIMEOUT);
  }

  /// Writes this answer over the headers that every answer carries.
  void write(Context ctx, String requestId) {
    ctx.status(status);
    // What Javalin has set before stays as a charset, which JSON does not have (RFC 8259, section
    // 11).
    ctx.res().setContentType(null);
    for (Header header : headers) {
      // Set-Cookie alone stands on several lines (RFC 9110, section 5.3).
      if (header.name().equals("Set-Cookie")) {
        ctx.res().addHeader(header.name(), header.value());
      } else {
        ctx.res().setHeader(header.name(), header.value());
      }
    }
    if (closesConnection()) {
      ctx.res().setHeader("Connection", "close");
    }
    // Last: it may go out at once.
    switch (body) {
      case Body.Empty() -> {}
      case Body.Written written -> write(ctx, written.mediaType, written.bytes);
      case Body.Refusal(var problem, var errors, var reason) ->
          write(
              ctx,
              ProblemDocument.MEDIA_TYPE,
              new ProblemDocument(problem, requestId, errors, reason).json());
    }
  }

  /// Javalin would copy it through a buffer of its own, many times as large.
  private static void write(Context ctx, String mediaType, byte[] bytes) {
    ctx.res().setContentType(mediaType);
    ctx.res().setContentLength(bytes.length);
    if (bytes.length > MOST_BYTES_AT_ONCE) {
      ctx.result(bytes);
      return;
    }
    try {
      ctx.res().getOutputStream().write(bytes);
    } catch (IOException gone) {
      // The client is: there is nobody left to tell.
      ctx.res().setStatus(Problem.INTERNAL.status());
    }
  }

  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
