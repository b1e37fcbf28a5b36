package dev.sallyport.adapters.http;

import java.util.Objects;
import java.util.regex.Pattern;

/// One line of the table of routes: what is answered, to whom, and what must be true before.
///
/// @param path exact, such as `/auth/me`; a segment may be a parameter, such as `{sid}`
/// @param access who may call it
/// @param content what its requests carry
/// @param site from where browsers may call it
/// @param handler answers a request that nothing speaks against
public record Route(
    Method method, String path, Access access, Content content, Site site, Handler handler) {

  private static final Pattern PATH = Pattern.compile("(/([A-Za-z0-9._~-]+|\\{[a-z][a-z_]*}))+");

  /// The methods of the API. GET changes nothing and is answered to HEAD as well, without the body.
  public enum Method {
    GET,
    POST,
    PATCH,
    DELETE
  }

  /// What a request carries.
  public enum Content {
    /// No body: one that comes along is refused.
    NONE,
    /// One JSON object.
    JSON,
    /// A form (`application/x-www-form-urlencoded`), which some RFCs want; it is malformed where
    /// those RFCs say so.
    FORM
  }

  /// From where browsers may call a route.
  public enum Site {
    /// From anywhere, and pages everywhere may read the answers: they are the same for everybody.
    OPEN,
    /// From anywhere: nothing that a browser adds by itself, such as a cookie, has any effect.
    ANY,
    /// From our own pages and those of allowed origins: it sets or reads cookies.
    OURS,
    /// From no page at all: who asks is a program, or a person who typed the address.
    NO_PAGE
  }

  /// Answers a request.
  @FunctionalInterface
  public interface Handler {
    /// Whatever it throws is answered 503 if a store is unavailable, and 500 otherwise.
    Answer handle(Exchange exchange);
  }

  /// @throws NullPointerException if any part is missing, the access rule first of all: code that
  ///     is compiled without our checks could leave it out
  /// @throws IllegalArgumentException if the path has not the form of one
  public Route {
    Objects.requireNonNull(method, "a route has a method");
    Objects.requireNonNull(access, "a route has an access rule");
    Objects.requireNonNull(content, "a route says what it takes");
    Objects.requireNonNull(site, "a route says from where it may be called");
    Objects.requireNonNull(handler, "a route has a handler");
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("not a path: " + path);
    }
  }

  /// A GET without a body, to which cookies mean nothing.
  public static Route get(String path, Access access, Handler handler) {
    return new Route(Method.GET, path, access, Content.NONE, Site.ANY, handler);
  }

  /// A POST without a body, to which cookies mean nothing.
  public static Route post(String path, Access access, Handler handler) {
    return new Route(Method.POST, path, access, Content.NONE, Site.ANY, handler);
  }

  /// A DELETE without a body, to which cookies mean nothing.
  public static Route delete(String path, Access access, Handler handler) {
    return new Route(Method.DELETE, path, access, Content.NONE, Site.ANY, handler);
  }

  /// This route, with one JSON object as the body of its requests.
  public Route takingJson() {
    return new Route(method, path, access, Content.JSON, site, handler);
  }

  /// This route, with a form as the body of its requests.
  Route takingForm() {
    return new Route(method, path, access, Content.FORM, site, handler);
  }

  /// This route, whose answers pages everywhere may read.
  public Route open() {
    return new Route(method, path, access, content, Site.OPEN, handler);
  }

  /// This route, which no page may read.
  Route forNoPage() {
    return new Route(method, path, access, content, Site.NO_PAGE, handler);
  }

  /// This route, for browsers on our own pages and those of allowed origins alone.
  public Route forOurPages() {
    return new Route(method, path, access, content, Site.OURS, handler);
  }
}
