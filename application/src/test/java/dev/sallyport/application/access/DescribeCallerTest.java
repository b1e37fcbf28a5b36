package dev.sallyport.application.access;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.user.User;
import org.junit.jupiter.api.Test;

final class DescribeCallerTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final IssuedTokens tokens = installation.logIn("alice");

  private Principal principal(IssuedTokens of) {
    return ((AuthenticateRequest.Authenticated) installation.request(of)).principal();
  }

  @Test
  void a_name_is_read_once_for_each_generation_of_a_session() {
    Principal first = principal(tokens);
    Principal second = principal(installation.refreshed(tokens.refresh()));
    assertThat(installation.describeCaller.nameOf(first)).contains(alice.username());

    installation.database.takeDown();

    assertThat(installation.describeCaller.nameOf(first)).contains(alice.username());
    assertThatThrownBy(() -> installation.describeCaller.nameOf(second))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void every_change_of_a_user_has_the_tokens_of_before_refused() {
    Principal before = principal(tokens);
    installation.describeCaller.nameOf(before);
    installation.changeUser.rename(alice.username(), Given.username("alicia"), CALLER);
    IssuedTokens next = installation.refreshed(tokens.refresh());

    assertThat(installation.request(tokens)).isInstanceOf(AuthenticateRequest.Refused.class);
    assertThat(installation.describeCaller.nameOf(principal(next)))
        .contains(Given.username("alicia"));
  }

  @Test
  void who_is_gone_has_no_name() {
    Principal principal = principal(tokens);
    installation.change(alice, User::disable);

    assertThat(installation.describeCaller.nameOf(principal)).isEmpty();
  }
}
