package dev.sallyport.adapters.guard;

import dev.sallyport.domain.user.Role;
import io.javalin.security.RouteRole;

/// Who may use a route of Javalin's. All rules of a route must hold; a route without any is closed
/// to everybody.
public sealed interface RouteRule extends RouteRole {

  /// Everybody, without a token.
  RouteRule PUBLIC = Open.PUBLIC;

  /// Whoever is signed in.
  RouteRule SIGNED_IN = SignedIn.SIGNED_IN;

  /// Whoever is signed in and has this role.
  ///
  /// @throws IllegalArgumentException if the text has not the form of a role
  static RouteRule role(String role) {
    return new HasRole(new Role(role));
  }

  /// The rule [#PUBLIC].
  enum Open implements RouteRule {
    PUBLIC
  }

  /// The rule [#SIGNED_IN].
  enum SignedIn implements RouteRule {
    SIGNED_IN
  }

  /// A rule of [#role(String)].
  record HasRole(Role role) implements RouteRule {}
}
