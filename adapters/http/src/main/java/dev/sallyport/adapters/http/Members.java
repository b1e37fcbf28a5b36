package dev.sallyport.adapters.http;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.user.Username;
import dev.sallyport.domain.user.Username.Malformed;
import dev.sallyport.domain.user.Username.Named;
import dev.sallyport.domain.user.Username.NobodysName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The members of a body, and everything that is wrong with them.
final class Members {

  private final JsonObject body;
  private final List<FieldError> errors = new ArrayList<>();

  /// @param known the members that the body may have; any other is an error
  Members(JsonObject body, Set<String> known) {
    this.body = body;
    if (!known.containsAll(body.members().keySet())) {
      errors.add(new FieldError("body", "unknown_member"));
    }
  }

  /// Whether nothing is wrong with what was read so far.
  boolean areSound() {
    return errors.isEmpty();
  }

  /// The answer that says what is wrong.
  Answer refusal() {
    return Answer.invalid(errors);
  }

  /// The answer that says what is wrong with one member.
  static Answer refusal(String name, String reason) {
    return Answer.invalid(List.of(new FieldError(name, reason)));
  }

  /// The answer that says all that is wrong with one member.
  static Answer refusal(String name, Collection<? extends Enum<?>> reasons) {
    return Answer.invalid(
        reasons.stream().map(reason -> new FieldError(name, Words.snake(reason))).toList());
  }

  /// Whether there is a member of this name.
  boolean have(String name) {
    return body.member(name) != null;
  }

  /// Empty if the text is a name that nobody can have, or no name at all; the latter is an error.
  Optional<Username> username(String name) {
    return text(name).flatMap(typed -> username(name, typed));
  }

  private Optional<Username> username(String name, String typed) {
    return switch (Username.parse(typed)) {
      case Named(var username) -> Optional.of(username);
      case NobodysName() -> Optional.empty();
      case Malformed(var reason) -> refused(name, Words.snake(reason));
    };
  }

  /// Empty if the member can't be a password, which is an error.
  Optional<Password> password(String name) {
    return text(name)
        .flatMap(typed ->
            Password.faultOf(typed)
                .map(fault -> this.<Password>refused(name, Words.snake(fault)))
                .orElseGet(() -> Optional.of(new Password(typed))));
  }

  /// Empty if the member is missing or no string, which is an error.
  Optional<String> text(String name) {
    return switch (body.member(name)) {
      case null -> refused(name, "missing");
      case JsonString(var text) -> Optional.of(text);
      default -> refused(name, "not_a_string");
    };
  }

  private <T> Optional<T> refused(String field, String reason) {
    errors.add(new FieldError(field, reason));
    return Optional.empty();
  }
}
