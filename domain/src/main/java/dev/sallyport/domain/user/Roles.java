package dev.sallyport.domain.user;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The roles of one user: at most 32 of at most 64 characters, so 2 KiB in all, and an access token
/// that carries them always fits a header. Sorted and without duplicates; may be empty.
public record Roles(List<Role> list) {

  /// The most roles that a user may have.
  public static final int MAX_COUNT = 32;

  /// The most characters that all roles of a user can have together; follows from their number.
  public static final int MAX_CHARACTERS = MAX_COUNT * Role.MAX_LENGTH;

  /// No role at all.
  public static final Roles NONE = new Roles(List.of());

  /// @throws IllegalArgumentException if the roles are more than a user may have; input goes
  ///   through [#of(Collection)]
  public Roles {
    list = list.stream().distinct().sorted().toList();
    if (list.size() > MAX_COUNT) {
      throw new IllegalArgumentException("too many roles");
    }
  }

  /// Empty if these are more than a user may have.
  public static Optional<Roles> of(Collection<Role> roles) {
    List<Role> distinct = roles.stream().distinct().toList();
    return distinct.size() > MAX_COUNT ? Optional.empty() : Optional.of(new Roles(distinct));
  }

  /// Whether this role is among them.
  public boolean contains(Role role) {
    return list.contains(role);
  }

  /// The texts of the roles, in order.
  public List<String> texts() {
    return list.stream().map(Role::text).toList();
  }

  @Override
  public String toString() {
    return list.toString();
  }
}
