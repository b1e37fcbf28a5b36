package dev.sallyport.application.access;

import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Tells a signed-in user who they are.
///
/// A name is read once for each generation of a session. Whatever changes about a user, the name
/// included, has the access tokens of before refused, so while a token of that generation is let in,
/// the name that was read for one still holds.
public final class DescribeCaller {

  /// A power of two. Full, they take half a megabyte.
  private static final int PLACES = 4096;

  private final UserStore users;
  private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(PLACES);

  public DescribeCaller(UserStore users) {
    this.users = users;
  }

  private record Known(SessionId session, int generation, Username name) {
    boolean isOf(Principal principal) {
      return generation == principal.generation() && session.equals(principal.session());
    }
  }

  /// The name of the user behind a principal that is let in; empty if the user was deleted or
  /// disabled just now.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if it has to be read and
  ///   can't be
  public Optional<Username> nameOf(Principal principal) {
    int place = principal.session().hashCode() & (PLACES - 1);
    Known there = known.get(place);
    if (there != null && there.isOf(principal)) {
      return Optional.of(there.name());
    }
    Optional<Username> read =
        users.find(principal.user()).filter(user -> !user.disabled()).map(User::username);
    read.ifPresent(
        name -> known.set(place, new Known(principal.session(), principal.generation(), name)));
    return read;
  }
}
