package dev.sallyport.application.account;

import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.util.List;
import java.util.Optional;

/// Shows all users, page by page in the order of their ids: who is renamed meanwhile is neither
/// missed nor shown twice.
public final class ListUsers {

  /// The most users of a page.
  public static final int MOST_OF_PAGE = 100;

  private final UserStore users;

  public ListUsers(UserStore users) {
    this.users = users;
  }

  /// Some users.
  ///
  /// @param next where to go on; empty if these were the last
  public record Page(List<User> users, Optional<UserId> next) {}

  /// The users behind one, or the first.
  ///
  /// @param atMost the most to show, 1 to [#MOST_OF_PAGE]
  /// @throws IllegalArgumentException if it is out of its range
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the store is down
  public Page page(Optional<UserId> after, int atMost) {
    if (atMost < 1 || atMost > MOST_OF_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MOST_OF_PAGE + " users");
    }
    List<User> found = users.listById(after, atMost + 1);
    List<User> shown = found.subList(0, Math.min(found.size(), atMost));
    return new Page(
        List.copyOf(shown),
        found.size() > atMost ? Optional.of(shown.getLast().id()) : Optional.empty());
  }
}
