package dev.sallyport.bootstrap.history;

import java.util.Optional;
import java.util.Set;

/// What was asked for.
public sealed interface Request {

  /// A login, which opens the session.
  record Open() implements Request {}

  /// A refresh.
  ///
  /// @param key its idempotency key
  record Refresh(RefreshSecret presented, Optional<String> key) implements Request {

    boolean repeats(Refresh other) {
      return presented.equals(other.presented) && key.isPresent() && key.equals(other.key);
    }

    @Override
    public String toString() {
      return "refresh by " + presented + key.map(k -> " with key " + k).orElse("");
    }
  }

  /// A request with an access token, which is answered by whose it is.
  record Use(AccessSecret presented) implements Request {}

  /// A logout by a refresh token of the session.
  record LogOut(RefreshSecret presented) implements Request {}

  /// An operator's end of the session: it was revoked, or its user disabled.
  record End() implements Request {}

  /// An operator's change of the roles of the session's user.
  record GiveRoles(Set<String> roles) implements Request {}
}
