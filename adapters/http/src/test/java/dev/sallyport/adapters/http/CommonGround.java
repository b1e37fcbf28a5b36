package dev.sallyport.adapters.http;

import dev.sallyport.adapters.http.Route.Content;
import dev.sallyport.adapters.http.Route.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What routes have in common, and how a request that would be granted comes to the answers to it.
enum CommonGround {
  /// All of them.
  EVERY("Every route", "GET /health"),
  /// Those that take no body.
  NO_BODY("Routes without a body", "POST /auth/refresh"),
  /// Those that take one JSON object.
  JSON("Routes with a JSON body", "POST /auth/login"),
  /// Those that take a form.
  FORM("Routes with a form", "POST /oauth/introspect"),
  /// Those that set or read cookies.
  OUR_PAGES("Routes for our own pages", "POST /auth/refresh"),
  /// Those for who has signed in.
  ACCESS_TOKEN("Routes with an access token", "GET /auth/me"),
  /// Those for who has a role.
  ADMINISTRATORS("Routes for administrators", "GET /admin/users"),
  /// Those that are counted.
  LIMITED("Routes with a limit", "POST /auth/login");

  /// Whose requests are counted before anything is done for them.
  static final Set<String> LIMITED_ROUTES =
      Set.of(
          "POST /auth/login",
          "POST /auth/refresh",
          "POST /auth/logout",
          "POST /auth/password",
          "POST /auth/password/reset",
          "GET /auth/csrf",
          "GET /.well-known/jwks.json",
          "GET /.well-known/oauth-authorization-server");

  /// A change to a request, after which it is refused.
  ///
  /// @param when it comes to this answer
  record Turn(String when, UnaryOperator<Ask> change) {}

  private final String title;
  private final String shown;

  /// @param shown the route whose answers the page shows
  CommonGround(String title, String shown) {
    this.title = title;
    this.shown = shown;
  }

  String title() {
    return title;
  }

  String shown() {
    return shown;
  }

  /// Whether a route has this in common with the others.
  boolean has(Route route) {
    return switch (this) {
      case EVERY -> true;
      case NO_BODY -> route.content() == Content.NONE;
      case JSON -> route.content() == Content.JSON;
      case FORM -> route.content() == Content.FORM;
      case OUR_PAGES -> route.site() == Site.OURS;
      case ACCESS_TOKEN -> !route.access().equals(Access.PUBLIC);
      case ADMINISTRATORS -> route.access() instanceof Access.HasRole;
      case LIMITED -> LIMITED_ROUTES.contains(nameOf(route));
    };
  }

  /// By what requests are refused. For the role and for a limit it takes more than a change.
  List<Turn> turns() {
    return switch (this) {
      case EVERY ->
          List.of(
              new Turn("a method that the path does not know", ask -> method(ask, "PUT")),
              new Turn(
                  "a body of more than 16 KiB", ask -> carrying(ask, "x".repeat(16 * 1024 + 1))),
              new Turn(
                  "a header that would change the method",
                  ask -> ask.with("X-Method-Override", "GET")));
      case NO_BODY -> List.of(new Turn("a body came along", ask -> carrying(ask, "{}")));
      case JSON ->
          List.of(
              new Turn("what is no JSON", ask -> carrying(ask, "{")),
              new Turn("JSON, but no object", ask -> carrying(ask, "[]")),
              new Turn("another media type", ask -> typed(ask, "text/plain")));
      case FORM -> List.of(new Turn("another media type", ask -> typed(ask, "application/json")));
      case OUR_PAGES ->
          List.of(
              new Turn(
                  "a page of another origin", ask -> ask.with("Origin", "https://evil.example")),
              new Turn("a page of another site", ask -> ask.with("Sec-Fetch-Site", "cross-site")));
      case ACCESS_TOKEN ->
          List.of(
              new Turn("two tokens", ask -> ask.bearer("x")),
              new Turn("no token", ask -> without(ask, "Authorization")),
              new Turn("none of ours", ask -> without(ask, "Authorization").bearer("x")));
      case ADMINISTRATORS, LIMITED -> List.of();
    };
  }

  /// Method and path.
  static String nameOf(Route route) {
    return route.method() + " " + route.path();
  }

  static Ask without(Ask ask, String name) {
    var lines = new ArrayList<>(ask.lines());
    lines.removeIf(line -> line.startsWith(name + ":"));
    return new Ask(ask.method(), ask.target(), lines, ask.body());
  }

  private static Ask method(Ask ask, String method) {
    return new Ask(method, ask.target(), ask.lines(), ask.body());
  }

  private static Ask carrying(Ask ask, String body) {
    return without(ask, "Content-Length").carrying(body);
  }

  private static Ask typed(Ask ask, String mediaType) {
    return without(ask, "Content-Type").with("Content-Type", mediaType);
  }
}
