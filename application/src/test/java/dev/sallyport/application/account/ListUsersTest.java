package dev.sallyport.application.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListUsersTest {

  private final Installation installation = new Installation();
  private final ListUsers listUsers = new ListUsers(installation.database.users());

  @Test
  void every_user_is_on_one_page_and_the_last_page_says_so() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(installation.addUser("user" + i).id().text());
    }

    List<String> seen = new ArrayList<>();
    Optional<UserId> after = Optional.empty();
    int pages = 0;
    do {
      var page = listUsers.page(after, 3);
      page.users().forEach(user -> seen.add(user.id().text()));
      after = page.next();
      pages++;
    } while (after.isPresent());

    assertThat(pages).isEqualTo(2);
    assertThat(seen).isSorted().containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void nobody_is_one_empty_page() {
    assertThat(listUsers.page(Optional.empty(), 1))
        .isEqualTo(new ListUsers.Page(List.of(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 101, Integer.MAX_VALUE})
  void a_page_has_a_bound(int atMost) {
    assertThatThrownBy(() -> listUsers.page(Optional.empty(), atMost))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
