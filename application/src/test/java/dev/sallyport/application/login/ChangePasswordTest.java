package dev.sallyport.application.login;

import static dev.sallyport.application.Installation.passwordOf;
import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.application.login.ChangePassword.Attempt;
import dev.sallyport.application.login.ChangePassword.CallerGone;
import dev.sallyport.application.login.ChangePassword.Changed;
import dev.sallyport.application.login.ChangePassword.Limited;
import dev.sallyport.application.login.ChangePassword.NewPasswordRefused;
import dev.sallyport.application.login.ChangePassword.NoCapacity;
import dev.sallyport.application.login.ChangePassword.WrongPassword;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged.Obstacle;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged.Change;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.device.DeviceToken;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Unlimited;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ChangePasswordTest {

  private static final Password FRESH = new Password("kitchen-table-and-chairs");
  private static final Password WRONG = new Password("a wrong password");

  private static final Unlimited OFF = new Unlimited();

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");

  private static Attempt attempt(User user, Password current, Password next) {
    return new Attempt(user.id(), current, next, Optional.empty(), Optional.empty());
  }

  private static Attempt over(User user, RefreshToken presented) {
    return new Attempt(
        user.id(), passwordOf("alice"), FRESH, Optional.of(presented), Optional.empty());
  }

  private ChangePassword.Outcome change(Password current, Password next) {
    return installation.changePassword.change(attempt(alice, current, next), CALLER);
  }

  private Optional<EndCause> causeOf(IssuedTokens tokens) {
    return installation.session(tokens.refresh()).end().map(End::cause);
  }

  private void assertNothingChanged(Runnable change) {
    User before = installation.user(alice);
    IssuedTokens tokens = installation.logIn("alice");
    change.run();
    assertThat(installation.user(alice)).isEqualTo(before);
    assertThat(installation.request(tokens)).isInstanceOf(Authenticated.class);
  }

  @Tag("R-08")
  @Tag("ASVS-6.2.2")
  @Tag("ASVS-7.4.3")
  @Test
  void it_ends_every_session_and_opens_a_new_one() {
    IssuedTokens here = installation.logIn("alice");
    IssuedTokens there = installation.logIn("alice");
    installation.addUser("bob");
    IssuedTokens ofBob = installation.logIn("bob");

    var changed = (Changed) change(passwordOf("alice"), FRESH);

    assertThat(List.of(here, there))
        .allMatch(t -> causeOf(t).equals(Optional.of(EndCause.PASSWORD_CHANGED)));
    assertThat(installation.request(here))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    assertThat(installation.request(changed.tokens())).isInstanceOf(Authenticated.class);
    assertThat(installation.request(ofBob)).isInstanceOf(Authenticated.class);
    assertThat(installation.user(alice).passwordHash())
        .isEqualTo(PlainPasswordHasher.fresh(FRESH.text()));
    assertThat(installation.log.events(UserChanged.class))
        .containsExactly(new UserChanged(alice.id(), Change.PASSWORD_CHANGED));
    assertThat(installation.log.events(LoginSucceeded.class))
        .last()
        .isEqualTo(new LoginSucceeded(alice.id(), changed.tokens().refresh().session()));
  }

  @Tag("ASVS-6.2.3")
  @Test
  void whoever_does_not_know_the_password_so_far_changes_nothing_and_the_log_tells() {
    assertNothingChanged(() -> assertThat(change(WRONG, FRESH)).isEqualTo(new WrongPassword()));

    assertThat(installation.log.events(PasswordNotChanged.class))
        .containsExactly(new PasswordNotChanged(alice.id(), Obstacle.WRONG_PASSWORD));
  }

  @Test
  void a_new_one_is_judged_as_everywhere() {
    assertNothingChanged(() ->
        assertThat(change(passwordOf("alice"), new Password("alice")))
            .isEqualTo(new NewPasswordRefused(Set.of(Weakness.TOO_SHORT, Weakness.CONTEXT_WORD))));
    assertNothingChanged(() ->
        assertThat(change(passwordOf("alice"), new Password(Installation.COMMON_PASSWORD)))
            .isEqualTo(new NewPasswordRefused(Set.of(Weakness.COMMON))));
    assertNothingChanged(() ->
        assertThat(change(passwordOf("alice"), passwordOf("alice")))
            .isEqualTo(new NewPasswordRefused(Set.of(Weakness.UNCHANGED))));
    assertThat(installation.log.events(PasswordNotChanged.class))
        .hasSize(3)
        .containsOnly(new PasswordNotChanged(alice.id(), Obstacle.WEAK));
  }

  @Test
  void somebody_elses_session_whose_cookie_came_along_ends_as_at_a_login() {
    installation.addUser("bob");
    IssuedTokens ofBob = installation.logIn("bob");

    var outcome = installation.changePassword.change(over(alice, ofBob.refresh()), CALLER);

    assertThat(outcome).isInstanceOf(Changed.class);
    assertThat(causeOf(ofBob)).contains(EndCause.REPLACED);
  }

  @Test
  void who_was_disabled_or_deleted_meanwhile_changes_nothing() {
    installation.change(alice, User::disable);
    assertThat(change(passwordOf("alice"), FRESH)).isEqualTo(new CallerGone());

    installation.changeUser.delete(Given.username("alice"), CALLER);
    assertThat(change(passwordOf("alice"), FRESH)).isEqualTo(new CallerGone());
  }

  @Test
  void a_password_that_was_reset_while_this_one_was_hashed_stays() {
    installation.hasher.whileVerifying(
        () -> installation.changeUser.resetPassword(Given.username("alice"), CALLER));

    assertThat(change(passwordOf("alice"), FRESH)).isEqualTo(new CallerGone());

    assertThat(installation.user(alice).mustChangePassword()).isTrue();
  }

  @Test
  void other_roles_while_it_is_hashed_are_those_of_the_new_session() {
    installation.hasher.whileVerifying(() ->
        installation.changeUser.setRoles(Given.username("alice"), Given.roles("writer"), CALLER));

    var changed = (Changed) change(passwordOf("alice"), FRESH);

    var let = (Authenticated) installation.request(changed.tokens());
    assertThat(let.principal().roles()).isEqualTo(Given.roles("writer"));
  }

  @Test
  void without_capacity_nothing_changes_and_nothing_is_counted() {
    var limited = new Installation(LimitPolicy.of(OFF, 1, OFF, OFF));
    User carol = limited.addUser("carol");
    limited.hasher.setFull(true);
    for (int i = 0; i < 3; i++) {
      assertThat(limited.changePassword.change(attempt(carol, WRONG, FRESH), CALLER))
          .isInstanceOf(NoCapacity.class);
    }
  }

  @Tag("T-01")
  @Test
  void guesses_are_counted_with_those_at_a_login() {
    var limited = new Installation(LimitPolicy.of(OFF, 5, OFF, OFF));
    User carol = limited.addUser("carol");
    for (int i = 0; i < 5; i++) {
      assertThat(limited.changePassword.change(attempt(carol, WRONG, FRESH), CALLER))
          .isEqualTo(new WrongPassword());
    }

    assertThat(limited.changePassword.change(attempt(carol, passwordOf("carol"), FRESH), CALLER))
        .isInstanceOf(Limited.class);
    assertThat(limited.logIn.logIn(Installation.attemptOf("carol"), CALLER))
        .isInstanceOf(LogIn.Limited.class);
    assertThat(limited.user(carol)).isEqualTo(carol);
  }

  @Test
  void a_known_browser_is_not_slowed_down_by_others() {
    var limited = new Installation(LimitPolicy.of(OFF, 5, OFF, OFF));
    User carol = limited.addUser("carol");
    DeviceToken known =
        ((LogIn.LoggedIn) limited.logIn.logIn(Installation.attemptOf("carol"), CALLER)).device();
    for (int i = 0; i < 6; i++) {
      limited.changePassword.change(attempt(carol, WRONG, FRESH), CALLER);
    }

    var own =
        new Attempt(carol.id(), passwordOf("carol"), FRESH, Optional.empty(), Optional.of(known));

    assertThat(limited.changePassword.change(own, CALLER)).isInstanceOf(Changed.class);
  }

  @Test
  void an_address_has_as_many_as_it_has_logins() {
    var limited =
        new Installation(LimitPolicy.of(new Limit(1, Duration.ofMinutes(1)), 0, OFF, OFF));
    User carol = limited.addUser("carol");
    limited.logIn("carol");

    var outcome = limited.changePassword.change(attempt(carol, passwordOf("carol"), FRESH), CALLER);

    assertThat(((Limited) outcome).exceeded().limit()).isEqualTo(LimitName.LOGIN_PER_ADDRESS);
  }

  @Tag("R-14")
  @Test
  void a_write_that_was_lost_leaves_everything_as_it_was() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.database.failNextWrite(Fault.BEFORE_COMMIT);

    assertThatThrownBy(() -> change(passwordOf("alice"), FRESH))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(installation.request(tokens)).isInstanceOf(Authenticated.class);
    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(installation.log.events(UserChanged.class)).isEmpty();
    assertThat(installation.clock.instant()).isEqualTo(NOW);
  }
}
