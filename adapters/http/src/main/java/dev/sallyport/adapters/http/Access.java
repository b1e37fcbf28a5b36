package dev.sallyport.adapters.http;

import dev.sallyport.domain.user.Role;

/// Who may call a route. Every route has exactly one rule: there is no default, and so none that is
/// too generous.
public sealed interface Access {

  /// Everybody.
  Access PUBLIC = new Everybody();

  /// Whoever has a good access token.
  Access SIGNED_IN = new SignedIn();

  /// Whoever has a good access token with this role.
  static Access role(Role role) {
    return new HasRole(role);
  }

  /// See [#PUBLIC].
  record Everybody() implements Access {}

  /// See [#SIGNED_IN].
  record SignedIn() implements Access {}

  /// See [#role].
  record HasRole(Role role) implements Access {}
}
