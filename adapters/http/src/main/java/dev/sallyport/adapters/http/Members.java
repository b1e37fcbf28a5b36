package dev.sallyport.adapters.http;

import dev.sallyport.adapters.gate.Json.JsonLiteral;
import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.Username;
import dev.sallyport.domain.user.Username.Malformed;
import dev.sallyport.domain.user.Username.Named;
import dev.sallyport.domain.user.Username.NobodysName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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

  /// A name that somebody is to have; empty if it can't be one, which is an error.
  Optional<Username> newUsername(String name) {
    Optional<String> typed = text(name);
    return switch (typed.map(Username::parse).orElse(null)) {
      case null -> Optional.empty();
      case Named(var username) -> Optional.of(username);
      case NobodysName() -> refused(name, "not_allowed");
      case Malformed(var reason) -> refused(name, Words.snake(reason));
    };
  }

  /// Empty if the member is no list of roles that a user may have, which is an error.
  Optional<Roles> roles(String name) {
    Optional<List<String>> texts = body.strings(name);
    if (texts.isEmpty()) {
      return refused(name, "not_an_array_of_strings");
    }
    List<Role> roles = texts.get().stream().flatMap(text -> Role.parse(text).stream()).toList();
    return roles.size() < texts.get().size()
        ? refused(name, "not_a_role")
        : Roles.of(roles).or(() -> refused(name, "too_many"));
  }

  /// Empty if the member is neither true nor false, which is an error.
  Optional<Boolean> flag(String name) {
    return switch (body.member(name)) {
      case JsonLiteral.TRUE -> Optional.of(true);
      case JsonLiteral.FALSE -> Optional.of(false);
      case null, default -> refused(name, "not_a_boolean");
    };
  }

  /// What is read from a member, if there is one.
  <T> Optional<T> optional(String name, Function<String, Optional<T>> read) {
    return body.member(name) != null ? read.apply(name) : Optional.empty();
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
