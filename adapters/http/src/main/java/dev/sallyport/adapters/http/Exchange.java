package dev.sallyport.adapters.http;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.application.port.Caller;
import dev.sallyport.domain.access.Principal;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A request that nothing speaks against so far, as its route sees it.
public final class Exchange {

  private final Context ctx;
  private final Caller caller;
  private final Optional<Principal> principal;
  private final Optional<JsonObject> body;
  private final Optional<Form> form;

  Exchange(
      Context ctx,
      Caller caller,
      Optional<Principal> principal,
      Optional<JsonObject> body,
      Optional<Form> form) {
    this.ctx = ctx;
    this.caller = caller;
    this.principal = principal;
    this.body = body;
    this.form = form;
  }

  /// Who asks, as far as the network tells.
  public Caller caller() {
    return caller;
  }

  /// Who asks, as the access token tells.
  ///
  /// @throws IllegalStateException on a public route
  public Principal principal() {
    return principal.orElseThrow(() -> new IllegalStateException("the route is public"));
  }

  /// The body.
  ///
  /// @throws IllegalStateException on a route that takes none
  public JsonObject body() {
    return body.orElseThrow(() -> new IllegalStateException("the route takes no body"));
  }

  /// The body of a route that takes a form; empty if it is none.
  Optional<Form> form() {
    return form;
  }

  /// Every line of a header, in order; whoever wants one must say what two are.
  public List<String> header(String name) {
    return headerLines(ctx, name);
  }

  /// The query; without names if there is none, empty if it is malformed. No credential is ever read
  /// from it.
  Optional<Form> query() {
    String query = ctx.req().getQueryString();
    return Form.parse(query == null ? "" : query);
  }

  /// What stands in the path in the place of a parameter.
  public String pathParameter(String name) {
    return ctx.pathParam(name);
  }

  /// The same, for what has one spelling: empty if anything in the path is percent-encoded.
  Optional<String> plainPathParameter(String name) {
    boolean plain = ctx.req().getRequestURI().indexOf('%') < 0;
    return plain ? Optional.of(pathParameter(name)) : Optional.empty();
  }

  /// The cookies of the session.
  SessionCookies cookies() {
    return SessionCookies.read(header("Cookie"));
  }

  static List<String> headerLines(Context ctx, String name) {
    return Collections.list(ctx.req().getHeaders(name));
  }
}
