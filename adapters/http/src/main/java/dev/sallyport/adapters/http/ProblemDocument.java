package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A problem as it is sent (RFC 9457, section 3): `type`, `title`, `status`, `request_id`, and
/// where the contract names them `errors` or `reason`. There is no `detail` and no `instance`: both
/// invite to say more than outsiders need.
record ProblemDocument(
    Problem problem, String requestId, List<FieldError> errors, Optional<String> reason) {

  static final String MEDIA_TYPE = "application/problem+json";

  /// A problem of which there is nothing more to say.
  static ProblemDocument of(Problem problem, String requestId) {
    return new ProblemDocument(problem, requestId, List.of(), Optional.empty());
  }

  private record Members(
      String type,
      String title,
      int status,
      @JsonProperty("request_id") String requestId,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {}

  byte[] json() {
    return JsonBytes.of(
        new Members(
            problem.type(),
            problem.title(),
            problem.status(),
            requestId,
            errors,
            reason.orElse(null)));
  }
}
