package dev.sallyport.adapters.http;

import dev.sallyport.application.port.SecurityEvent.InputRefused;
import java.util.List;
import java.util.Optional;

/// The full list of what outsiders can learn when something is refused (RFC 9457): its type, a
/// title that never varies, and a status. Nothing that the caller sent is ever part of it.
public enum Problem {
  /// The request, its body first of all, is malformed or invalid.
  INVALID_REQUEST(400, "The request is malformed or invalid."),
  /// The password must be changed before anything else; the login takes the new one with it.
  PASSWORD_CHANGE_REQUIRED(403, "The password must be changed."),
  /// Wrong credentials, whatever the cause.
  INVALID_CREDENTIALS(401, "The username or the password is wrong."),
  /// No bearer token came along.
  TOKEN_REQUIRED(401, "An access token is required."),
  /// The bearer token is not accepted.
  INVALID_TOKEN(401, "The access token is not accepted."),
  /// The caller is known and lacks the role.
  INSUFFICIENT_ROLE(403, "The caller lacks a role."),
  /// The refresh token is missing or not accepted.
  INVALID_REFRESH_TOKEN(401, "The refresh token is not accepted."),
  /// The request comes from a foreign page, or lacks the session's CSRF token.
  CSRF(403, "The request could not be told from one that another site forged."),
  /// No such path.
  NOT_FOUND(404, "There is nothing here."),
  /// The path does not know the method; `Allow` tells which it knows.
  METHOD_NOT_ALLOWED(405, "The method is not allowed here."),
  /// The client took too long to send its request.
  REQUEST_TIMEOUT(408, "The request took too long to arrive."),
  /// The body is too large.
  TOO_LARGE(413, "The request body is too large."),
  /// The request line is too long.
  URI_TOO_LONG(414, "The request line is too long."),
  /// The body is of another media type than the route takes, or is encoded.
  UNSUPPORTED_MEDIA_TYPE(415, "The request body is not of the media type that is taken here."),
  /// Too many requests; `Retry-After` tells when to come again (RFC 6585, section 4).
  TOO_MANY_REQUESTS(429, "There were too many requests."),
  /// The header block is too large.
  HEADERS_TOO_LARGE(431, "The request headers are too large."),
  /// Anything unforeseen; the request id finds it in the log.
  INTERNAL(500, "Something went wrong."),
  /// No capacity, a store is down, or the server is stopping.
  UNAVAILABLE(503, "The service is unavailable for the moment."),
  /// A version of HTTP that is not spoken here.
  VERSION_NOT_SUPPORTED(505, "This version of HTTP is not supported.");

  private static final String TYPE_PREFIX = "urn:sallyport:problem:";

  private final int status;
  private final String title;
  private final String type;

  Problem(int status, String title) {
    this.status = status;
    this.title = title;
    this.type = TYPE_PREFIX + Words.kebab(this);
  }

  /// The status code (RFC 9110, section 15).
  public int status() {
    return status;
  }

  /// What a person reads; the same every time.
  public String title() {
    return title;
  }

  /// The URI that a program reads: `urn:sallyport:problem:` and the name in lower case.
  public String type() {
    return type;
  }

  /// What the security log is told, if this says that a request is malformed or invalid.
  ///
  /// @param route empty if the request did not get to one
  Optional<InputRefused> refusedInput(Optional<String> route, List<FieldError> errors) {
    return switch (this) {
      case INVALID_REQUEST,
          TOO_LARGE,
          URI_TOO_LONG,
          UNSUPPORTED_MEDIA_TYPE,
          HEADERS_TOO_LARGE,
          VERSION_NOT_SUPPORTED ->
          Optional.of(
              new InputRefused(
                  route,
                  Words.kebab(this),
                  errors.stream().map(error -> error.field() + ':' + error.reason()).toList()));
      // Each of these has an event of its own, or is nobody's input.
      case PASSWORD_CHANGE_REQUIRED,
          INVALID_CREDENTIALS,
          TOKEN_REQUIRED,
          INVALID_TOKEN,
          INSUFFICIENT_ROLE,
          INVALID_REFRESH_TOKEN,
          CSRF,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          REQUEST_TIMEOUT,
          TOO_MANY_REQUESTS,
          INTERNAL,
          UNAVAILABLE ->
          Optional.empty();
    };
  }

  /// The problem that a status of the HTTP server's own stands for, where no handler was asked.
  static Problem ofServerStatus(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 405, 501 -> METHOD_NOT_ALLOWED;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> UNAVAILABLE;
      case 505 -> VERSION_NOT_SUPPORTED;
      default -> status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL;
    };
  }
}
