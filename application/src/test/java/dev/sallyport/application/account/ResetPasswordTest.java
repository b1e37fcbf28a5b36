package dev.sallyport.application.account;

import static dev.sallyport.application.Installation.passwordOf;
import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.account.IssueResetToken.Issued;
import dev.sallyport.application.account.ResetPassword.Done;
import dev.sallyport.application.account.ResetPassword.NewPasswordRefused;
import dev.sallyport.application.account.ResetPassword.NoCapacity;
import dev.sallyport.application.account.ResetPassword.Outcome;
import dev.sallyport.application.account.ResetPassword.TokenRefused;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.SecurityEvent.ResetTokenRefused;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged.Change;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.recovery.ResetToken;
import dev.sallyport.domain.recovery.ResetTokens;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ResetPasswordTest {

  private static final Password FRESH = new Password("kitchen-table-and-chairs");

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");

  private ResetToken token() {
    return ((Issued) installation.issueResetToken.issue(alice.id())).token();
  }

  private Outcome reset(ResetToken token, Password password) {
    return installation.resetPassword.reset(Optional.of(token), password, CALLER);
  }

  private void assertRefused(ResetToken token) {
    User before = installation.user(alice);
    int refused = installation.log.events(ResetTokenRefused.class).size();

    assertThat(reset(token, FRESH)).isEqualTo(new TokenRefused());

    assertThat(installation.user(alice)).isEqualTo(before);
    assertThat(installation.log.events(ResetTokenRefused.class)).hasSize(refused + 1);
  }

  @Tag("N-15")
  @Tag("R-08")
  @Tag("ASVS-6.4.3")
  @Test
  void it_sets_the_password_once_and_ends_every_session() {
    IssuedTokens tokens = installation.logIn("alice");
    ResetToken token = token();

    assertThat(reset(token, FRESH)).isEqualTo(new Done());

    assertThat(installation.user(alice).passwordHash())
        .isEqualTo(PlainPasswordHasher.fresh(FRESH.text()));
    assertThat(installation.session(tokens.refresh()).end().map(End::cause))
        .contains(EndCause.PASSWORD_CHANGED);
    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    assertThat(installation.log.events(UserChanged.class))
        .containsExactly(new UserChanged(alice.id(), Change.PASSWORD_CHANGED));
    assertThat(installation.log.events(LoginSucceeded.class))
        .as("nobody is signed in by it")
        .hasSize(1);
    assertRefused(token);
  }

  @Test
  void to_ask_for_one_changes_nothing_and_two_are_good_until_one_is_used() {
    IssuedTokens tokens = installation.logIn("alice");
    ResetToken first = token();
    installation.clock.advance(Duration.ofMinutes(1));
    ResetToken second = token();

    assertThat(installation.request(tokens)).isInstanceOf(AuthenticateRequest.Authenticated.class);
    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(reset(second, FRESH)).isEqualTo(new Done());
    assertRefused(first);
  }

  @Tag("N-15")
  @Test
  void it_is_over_after_half_an_hour() {
    ResetToken token = token();
    installation.clock.advance(ResetTokens.LIFE);

    assertRefused(token);
  }

  @Tag("N-15")
  @Test
  void another_password_or_a_disabled_user_ends_it_for_good() {
    ResetToken beforeReset = token();
    installation.changeUser.resetPassword(Given.username("alice"), CALLER);
    assertRefused(beforeReset);

    ResetToken beforeDisabling = token();
    installation.changeUser.disable(Given.username("alice"), CALLER);
    assertRefused(beforeDisabling);
    assertThat(installation.issueResetToken.issue(alice.id()))
        .isEqualTo(new IssueResetToken.Disabled());
    installation.changeUser.enable(Given.username("alice"), CALLER);
    assertRefused(beforeDisabling);
  }

  @Test
  void a_login_does_not_end_it() {
    ResetToken token = token();
    installation.logIn("alice");

    assertThat(reset(token, FRESH)).isEqualTo(new Done());
  }

  @Test
  void it_ends_a_temporary_password() {
    installation.changeUser.resetPassword(Given.username("alice"), CALLER);

    assertThat(reset(token(), FRESH)).isEqualTo(new Done());

    assertThat(installation.user(alice).mustChangePassword()).isFalse();
  }

  @Test
  void a_weak_password_leaves_it_good() {
    ResetToken token = token();

    assertThat(reset(token, new Password(Installation.COMMON_PASSWORD)))
        .isEqualTo(new NewPasswordRefused(Set.of(Weakness.COMMON)));
    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(reset(token, FRESH)).isEqualTo(new Done());
  }

  @Test
  void without_capacity_it_stays_good() {
    ResetToken token = token();
    installation.hasher.setFull(true);
    assertThat(reset(token, FRESH)).isInstanceOf(NoCapacity.class);
    installation.hasher.setFull(false);

    assertThat(reset(token, FRESH)).isEqualTo(new Done());
  }

  @Tag("N-15")
  @Test
  void nobody_and_no_token_get_the_same_and_no_hash_is_computed_for_them() {
    ResetToken token = token();
    installation.changeUser.delete(Given.username("alice"), CALLER);
    int hashings = installation.hasher.hashings();

    assertThat(reset(token, FRESH)).isEqualTo(new TokenRefused());
    assertThat(installation.resetPassword.reset(Optional.empty(), FRESH, CALLER))
        .isEqualTo(new TokenRefused());
    assertThat(installation.issueResetToken.issue(alice.id()))
        .isEqualTo(new IssueResetToken.NoSuchUser());
    assertThat(installation.hasher.hashings()).isEqualTo(hashings);
  }

  @Tag("N-15")
  @Test
  void of_many_who_use_one_at_once_one_wins() throws Exception {
    ResetToken token = token();
    int callers = 16;
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        Password password = new Password("the new passphrase of " + i);
        outcomes.add(
            threads.submit(() -> {
              go.await();
              return reset(token, password);
            }));
      }
      go.countDown();
      int won = 0;
      for (Future<Outcome> outcome : outcomes) {
        won += outcome.get().equals(new Done()) ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
    assertThat(installation.user(alice).version()).isEqualTo(alice.version() + 1);
    assertThat(passwordOf("alice")).isNotEqualTo(FRESH);
  }
}
