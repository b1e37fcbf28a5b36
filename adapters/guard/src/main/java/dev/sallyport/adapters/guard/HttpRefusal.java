package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.guard.Admission.Malformed;
import dev.sallyport.adapters.guard.Admission.NotAdmitted;
import dev.sallyport.adapters.guard.Admission.Refused;
import dev.sallyport.adapters.guard.Admission.RoleMissing;
import dev.sallyport.adapters.guard.Admission.TokenRequired;
import dev.sallyport.adapters.guard.Admission.Unavailable;
import java.util.Locale;
import java.util.Map;

/// The HTTP answer to a request that is not let in, as the server itself would answer it: a problem
/// (RFC 9457) and a challenge (RFC 6750, section 3). Nothing that the caller sent is part of it.
///
/// @param headers by name, `Content-Type` among them
/// @param body JSON, ASCII
public record HttpRefusal(int status, Map<String, String> headers, String body) {

  private static final String CHALLENGE = "Bearer realm=\"sallyport\"";

  /// The one answer to each refusal.
  public static HttpRefusal of(NotAdmitted refusal) {
    return switch (refusal) {
      case TokenRequired() ->
          challenged(401, CHALLENGE, "token-required", "An access token is required.", "");
      case Malformed() ->
          challenged(
              400,
              CHALLENGE + ", error=\"invalid_request\"",
              "invalid-request",
              "The request is malformed or invalid.",
              "");
      case Refused(var reason) ->
          challenged(
              401,
              CHALLENGE + ", error=\"invalid_token\"",
              "invalid-token",
              "The access token is not accepted.",
              ",\"reason\":\"" + reason.name().toLowerCase(Locale.ROOT) + '"');
      case RoleMissing() ->
          challenged(
              403,
              CHALLENGE + ", error=\"insufficient_scope\"",
              "insufficient-role",
              "The caller lacks a role.",
              "");
      case Unavailable() ->
          new HttpRefusal(
              503,
              headers("Retry-After", "1"),
              problem(503, "unavailable", "The service is unavailable for the moment.", ""));
    };
  }

  private static HttpRefusal challenged(
      int status, String challenge, String type, String title, String more) {
    return new HttpRefusal(
        status, headers("WWW-Authenticate", challenge), problem(status, type, title, more));
  }

  private static Map<String, String> headers(String name, String value) {
    return Map.of(
        name, value, "Content-Type", "application/problem+json", "Cache-Control", "no-store");
  }

  private static String problem(int status, String type, String title, String more) {
    return "{\"type\":\"urn:sallyport:problem:%s\",\"title\":\"%s\",\"status\":%d%s}"
        .formatted(type, title, status, more);
  }
}
