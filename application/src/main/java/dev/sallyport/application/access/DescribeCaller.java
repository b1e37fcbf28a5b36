package dev.sallyport.application.access;

import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.user.User;
import java.util.Optional;

/// Tells a signed-in user who they are.
public final class DescribeCaller {

  private final UserStore users;

  public DescribeCaller(UserStore users) {
    this.users = users;
  }

  /// The user behind a principal; empty if it was deleted or disabled since the token was issued.
  public Optional<User> describe(Principal principal) {
    return users.find(principal.user()).filter(user -> !user.disabled());
  }
}
