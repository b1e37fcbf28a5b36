package dev.sallyport.adapters.http;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.http.Access.Everybody;
import dev.sallyport.adapters.http.Access.HasRole;
import dev.sallyport.adapters.http.Access.SignedIn;
import dev.sallyport.adapters.http.BearerGate.LetIn;
import dev.sallyport.adapters.http.BearerGate.NotAccepted;
import dev.sallyport.adapters.http.BearerGate.TurnedAway;
import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.AccessDenied;
import dev.sallyport.application.port.SecurityEvent.AccessTokenRefused;
import dev.sallyport.application.port.SecurityEvent.AccessTokenRefused.Flaw;
import dev.sallyport.application.port.SecurityEvent.CsrfRefused;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.user.Role;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/// A route as it is served: what speaks against a request, in the order of the contract (section 4,
/// "The order of refusals"), then its handler. Framing, path and method have been judged already.
final class Endpoint implements io.javalin.http.Handler {

  private static final String GET = Route.Method.GET.name();
  private static final String HEAD = "HEAD";

  private final Route route;
  private final Origins origins;
  private final Callers callers;
  private final BearerGate bearerGate;
  private final Failures failures;
  private final Map<String, Traffic.Series> series;
  private final SecurityLog log;
  private final InstantSource clock;

  Endpoint(
      Route route,
      Origins origins,
      Callers callers,
      BearerGate bearerGate,
      Failures failures,
      Traffic traffic,
      SecurityLog log,
      InstantSource clock) {
    this.route = route;
    this.origins = origins;
    this.callers = callers;
    this.bearerGate = bearerGate;
    this.failures = failures;
    this.series =
        route.method() == Route.Method.GET
            ? Map.of(GET, traffic.of(route.path(), GET), HEAD, traffic.of(route.path(), HEAD))
            : Map.of(route.method().name(), traffic.of(route.path(), route.method().name()));
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void handle(Context ctx) {
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    String requestId = Edge.requestId(request).orElseThrow();
    Traffic.Series counts = series.get(request.getMethod());
    if (counts != null) {
      Counted.in(counts, request);
    }
    Answer answer;
    try {
      Caller caller = callers.of(request, requestId);
      answer = answer(ctx, caller);
      report(answer, ctx, caller);
    } catch (Throwable thrown) { // an Error too: it is answered, logged, and the thread lives on
      answer = failures.answerTo(thrown, requestId);
    }
    if (route.site() == Route.Site.OPEN) {
      Cors.open(ctx.res());
    }
    answer.write(ctx, requestId);
  }

  private void report(Answer answer, Context ctx, Caller caller) {
    if (answer.is(Problem.CSRF)) {
      var missing = isForged(ctx) ? CsrfRefused.Cause.ORIGIN : CsrfRefused.Cause.TOKEN;
      record(new CsrfRefused(name(), missing), caller);
    }
    answer.refusedInput(Optional.of(name())).ifPresent(event -> record(event, caller));
  }

  private void record(SecurityEvent event, Caller caller) {
    log.record(event, caller, clock.instant());
  }

  private String name() {
    return route.method() + " " + route.path();
  }

  private Answer answer(Context ctx, Caller caller) {
    RequestBody body = RequestBody.of(ctx.req(), route.content());
    if (body instanceof RequestBody.Refused(var why)) {
      return why;
    }
    return isForged(ctx) ? Answer.of(Problem.CSRF) : allowed(ctx, caller, body);
  }

  private boolean isForged(Context ctx) {
    return switch (route.site()) {
      case OPEN, ANY -> false;
      case OURS ->
          !origins.mayCall(
              Exchange.headerLines(ctx, "Origin"), Exchange.headerLines(ctx, "Sec-Fetch-Site"));
      case NO_PAGE -> !NoPage.asks(ServletContextRequest.getServletContextRequest(ctx.req()));
    };
  }

  private Answer allowed(Context ctx, Caller caller, RequestBody body) {
    return switch (route.access()) {
      case Everybody() -> understood(ctx, caller, Optional.empty(), body);
      case SignedIn() -> signedIn(ctx, caller, body, Optional.empty());
      case HasRole(var role) -> signedIn(ctx, caller, body, Optional.of(role));
    };
  }

  private Answer signedIn(Context ctx, Caller caller, RequestBody body, Optional<Role> required) {
    return switch (bearerGate.judge(Exchange.headerLines(ctx, "Authorization"))) {
      case TurnedAway(var why) -> why;
      case NotAccepted(var reason) -> notAccepted(reason, caller);
      case LetIn(var principal) ->
          required.stream().allMatch(principal.roles()::contains)
              ? understood(ctx, caller, Optional.of(principal), body)
              : denied(principal, caller);
    };
  }

  private Answer notAccepted(Reason reason, Caller caller) {
    switch (reason) {
      case INVALID -> record(new AccessTokenRefused(name(), Flaw.INVALID), caller);
      case REVOKED -> record(new AccessTokenRefused(name(), Flaw.REVOKED), caller);
      case EXPIRED -> {} // what every client does, four times an hour
    }
    return BearerGate.invalidToken(reason);
  }

  private Answer denied(Principal principal, Caller caller) {
    record(new AccessDenied(principal.user(), name()), caller);
    return BearerGate.insufficientRole();
  }

  private Answer understood(
      Context ctx, Caller caller, Optional<Principal> principal, RequestBody body) {
    return switch (body) {
      case RequestBody.Refused(var why) -> why;
      case RequestBody.None() ->
          answer(new Exchange(ctx, caller, principal, Optional.empty(), Optional.empty()));
      case RequestBody.FormText(var text) ->
          answer(new Exchange(ctx, caller, principal, Optional.empty(), Form.parse(text)));
      case RequestBody.Text(Document(JsonObject json)) ->
          answer(new Exchange(ctx, caller, principal, Optional.of(json), Optional.empty()));
      case RequestBody.Text(Document(_)) -> invalid("not_an_object");
      case RequestBody.Text(StrictJson.Refused(var reason)) -> invalid(Words.snake(reason));
    };
  }

  private Answer answer(Exchange exchange) {
    return route.handler().handle(exchange);
  }

  private static Answer invalid(String reason) {
    return Answer.invalid(List.of(new FieldError("body", reason)));
  }
}
