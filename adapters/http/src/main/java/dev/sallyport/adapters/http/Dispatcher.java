package dev.sallyport.adapters.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/// Javalin, made to route by the table and to do nothing else: no handler before or after another,
/// so that none of its own method names (`BEFORE`) leads anywhere, no error page, no body parser,
/// no redirect.
final class Dispatcher {

  private Dispatcher() {}

  /// @param endpoint what serves a route
  static Javalin of(
      Routes routes, Function<Route, Handler> endpoint, Cors cors, Failures failures) {
    return Javalin.create(config -> {
      restrict(config);
      replaceAnswers(config, failures);
      routes.table().forEach(route -> serve(config, route, endpoint.apply(route)));
      routes.table().stream()
          .map(Route::path)
          .distinct()
          .forEach(path -> servePreflight(config, path, routes.allowedAt(path), cors));
    });
  }

  private static void restrict(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.strictContentTypes = true;
    config.http.maxRequestSize = RequestBody.MAX_BYTES;
    config.http.defaultContentType = "application/json";
    // Compressing a secret next to what a caller sent tells its length (BREACH).
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.router.ignoreTrailingSlashes = false;
  }

  /// Endpoints throw nothing, so these answer what Javalin itself throws.
  private static void replaceAnswers(JavalinConfig config, Failures failures) {
    config.routes.exception(
        HttpResponseException.class,
        (refused, ctx) -> write(ctx, Answer.of(Problem.ofServerStatus(refused.getStatus()))));
    config.routes.exception(
        MethodNotAllowedResponse.class,
        (refused, ctx) -> write(ctx, methodNotAllowed(allowOf(refused))));
    config.router.javaLangErrorHandler((response, error) -> answerError(response, error, failures));
    config.routes.exception(
        Exception.class, (thrown, ctx) -> write(ctx, failures.answerTo(thrown, requestId(ctx))));
  }

  /// For an `Error` within Javalin itself, which hands over no context: by default it answers with
  /// an empty body.
  private static void answerError(HttpServletResponse response, Error error, Failures failures) {
    String requestId = response.getHeader(AnswerHeaders.REQUEST_ID);
    failures.answerTo(error, requestId);
    response.setContentType(null);
    response.setContentType(ProblemDocument.MEDIA_TYPE);
    try {
      response.getOutputStream().write(ProblemDocument.of(Problem.INTERNAL, requestId).json());
    } catch (IOException gone) {
      // The client is, or the answer has begun: there is nobody left to tell, and it is logged.
      response.setStatus(Problem.INTERNAL.status());
    }
  }

  private static void serve(JavalinConfig config, Route route, Handler endpoint) {
    switch (route.method()) {
      case GET -> {
        config.routes.addHttpHandler(HandlerType.GET, route.path(), endpoint);
        // Left to itself, Javalin answers HEAD with 200 and asks nobody for a token.
        config.routes.addHttpHandler(HandlerType.HEAD, route.path(), endpoint);
      }
      case POST -> config.routes.addHttpHandler(HandlerType.POST, route.path(), endpoint);
      case PATCH -> config.routes.addHttpHandler(HandlerType.PATCH, route.path(), endpoint);
      case DELETE -> config.routes.addHttpHandler(HandlerType.DELETE, route.path(), endpoint);
    }
  }

  /// OPTIONS is for preflights that are granted; to all others it is a method like any that a path
  /// does not know.
  private static void servePreflight(JavalinConfig config, String path, String allow, Cors cors) {
    config.routes.addHttpHandler(
        HandlerType.OPTIONS,
        path,
        ctx ->
            write(
                ctx,
                cors.isGranted(
                        Exchange.headerLines(ctx, "Origin"),
                        Exchange.headerLines(ctx, "Access-Control-Request-Method"))
                    ? Cors.preflight()
                    : methodNotAllowed(allow)));
  }

  private static String allowOf(MethodNotAllowedResponse refused) {
    return refused.getDetails().values().stream()
        .flatMap(methods -> Arrays.stream(methods.split(", ", -1)))
        .filter(method -> !method.equals(HandlerType.OPTIONS.name()))
        .collect(Collectors.joining(", "));
  }

  private static Answer methodNotAllowed(String allow) {
    return Answer.of(Problem.METHOD_NOT_ALLOWED).with("Allow", allow);
  }

  private static void write(Context ctx, Answer answer) {
    answer.write(ctx, requestId(ctx));
  }

  private static String requestId(Context ctx) {
    return Edge.requestId(ServletContextRequest.getServletContextRequest(ctx.req())).orElseThrow();
  }
}
