package dev.sallyport.application.login;

import static dev.sallyport.application.Installation.passwordOf;
import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.login.LogIn.Attempt;
import dev.sallyport.application.login.LogIn.Contended;
import dev.sallyport.application.login.LogIn.LoggedIn;
import dev.sallyport.application.login.LogIn.NewPasswordRefused;
import dev.sallyport.application.login.LogIn.NoCapacity;
import dev.sallyport.application.login.LogIn.PasswordChangeNotDue;
import dev.sallyport.application.login.LogIn.PasswordChangeRequired;
import dev.sallyport.application.login.LogIn.WrongCredentials;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.SecurityEvent.LoginFailed;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged.Obstacle;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class LogInWithTemporaryPasswordTest {

  private static final Instant UNTIL = NOW.plus(Duration.ofHours(24));
  private static final String FRESH = "kitchen-table-and-chairs";

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");

  @BeforeEach
  void give_alice_a_temporary_password() {
    installation.change(alice, user -> user.withTemporaryPassword(user.passwordHash(), UNTIL));
  }

  private LogIn.Outcome logIn(Password password, Optional<String> fresh) {
    var attempt =
        new Attempt(
            Optional.of(Given.username("alice")),
            password,
            fresh.map(Password::new),
            Optional.empty(),
            Optional.empty());
    return installation.logIn.logIn(attempt, CALLER);
  }

  private LogIn.Outcome logInWith(String fresh) {
    return logIn(passwordOf("alice"), Optional.of(fresh));
  }

  private void assertNothingChanged(Runnable login) {
    User before = installation.user(alice);
    login.run();
    assertThat(installation.user(alice)).isEqualTo(before);
    assertThat(installation.database.sessions().ofUser(alice.id(), 100, NOW)).isEmpty();
  }

  @Tag("ASVS-2.3.1")
  @Tag("ASVS-6.4.1")
  @Test
  void it_must_be_changed_before_anything_else() {
    assertNothingChanged(() ->
        assertThat(logIn(passwordOf("alice"), Optional.empty()))
            .isEqualTo(new PasswordChangeRequired()));
  }

  @Tag("ASVS-6.2.3")
  @Test
  void whoever_does_not_know_it_learns_nothing_from_a_new_one() {
    assertNothingChanged(() ->
        assertThat(logIn(new Password("a wrong password"), Optional.of(FRESH)))
            .isEqualTo(new WrongCredentials()));
  }

  @Test
  void a_weak_new_one_is_refused_with_every_reason() {
    assertNothingChanged(() ->
        assertThat(logInWith("alice"))
            .isEqualTo(new NewPasswordRefused(Set.of(Weakness.TOO_SHORT, Weakness.CONTEXT_WORD))));
    assertNothingChanged(() ->
        assertThat(logInWith(Installation.COMMON_PASSWORD))
            .isEqualTo(new NewPasswordRefused(Set.of(Weakness.COMMON))));
  }

  @Test
  void the_temporary_one_itself_is_no_new_one() {
    assertNothingChanged(() ->
        assertThat(logInWith(passwordOf("alice").text()))
            .isEqualTo(new NewPasswordRefused(Set.of(Weakness.UNCHANGED))));
  }

  @Tag("ASVS-7.4.3")
  @Test
  void a_good_new_one_is_set_ends_the_sessions_so_far_and_signs_in() {
    IssuedTokens old = openedBefore();

    var outcome = logInWith(FRESH);

    IssuedTokens tokens = ((LoggedIn) outcome).tokens();
    User changed = installation.user(alice);
    assertThat(installation.devices.recognises(((LoggedIn) outcome).device(), changed, NOW))
        .isTrue();
    assertThat(changed.passwordHash()).isEqualTo(PlainPasswordHasher.fresh(FRESH));
    assertThat(changed.mustChangePassword()).isFalse();
    assertThat(installation.session(old.refresh()).end())
        .map(End::cause)
        .contains(EndCause.PASSWORD_CHANGED);
    assertThat(installation.session(tokens.refresh()).end()).isEmpty();
    assertThat(installation.log.events())
        .contains(new UserChanged(alice.id(), UserChanged.Change.PASSWORD_CHANGED))
        .endsWith(new LoginSucceeded(alice.id(), tokens.refresh().session()));
    assertThat(logIn(new Password(FRESH), Optional.empty())).isInstanceOf(LoggedIn.class);
    assertThat(logIn(passwordOf("alice"), Optional.empty())).isEqualTo(new WrongCredentials());
  }

  private IssuedTokens openedBefore() {
    installation.change(alice, user -> user.withPassword(user.passwordHash()));
    IssuedTokens old = installation.logIn("alice");
    give_alice_a_temporary_password();
    return old;
  }

  @Tag("ASVS-6.4.1")
  @Test
  void it_is_worth_nothing_from_its_instant_on() {
    installation.clock.advance(Duration.ofHours(24).minusMillis(1));
    assertThat(logIn(passwordOf("alice"), Optional.empty()))
        .isEqualTo(new PasswordChangeRequired());

    installation.clock.advance(Duration.ofMillis(1));
    assertNothingChanged(() -> {
      assertThat(logIn(passwordOf("alice"), Optional.empty())).isEqualTo(new WrongCredentials());
      assertThat(logInWith(FRESH)).isEqualTo(new WrongCredentials());
    });
    assertThat(installation.log.events(LoginFailed.class))
        .extracting(LoginFailed::failure)
        .containsOnly(LoginFailed.Failure.EXPIRED_PASSWORD);
  }

  @Test
  void a_password_that_need_not_be_changed_is_not_changed_here() {
    installation.change(alice, user -> user.withPassword(user.passwordHash()));

    assertNothingChanged(() -> assertThat(logInWith(FRESH)).isEqualTo(new PasswordChangeNotDue()));
  }

  @Test
  void roles_that_are_given_meanwhile_do_not_stand_in_the_way() {
    installation.hasher.whileVerifying(
        () -> installation.change(alice, user -> user.withRoles(Given.roles("admin"))));

    IssuedTokens tokens = ((LoggedIn) logInWith(FRESH)).tokens();

    assertThat(installation.user(alice).passwordHash()).isEqualTo(PlainPasswordHasher.fresh(FRESH));
    assertThat(installation.user(alice).roles()).isEqualTo(Given.roles("admin"));
    assertThat(installation.accessTokens.claimsOf(tokens.access()).roles())
        .isEqualTo(Given.roles("admin"));
  }

  @Test
  void another_reset_meanwhile_stands() {
    installation.hasher.whileVerifying(() ->
        installation.change(
            alice, user -> user.withTemporaryPassword(PlainPasswordHasher.fresh("other"), UNTIL)));
    assertThat(logInWith(FRESH)).isEqualTo(new WrongCredentials());
    assertThat(installation.user(alice).passwordHash())
        .isEqualTo(PlainPasswordHasher.fresh("other"));
  }

  @Test
  void who_is_disabled_meanwhile_stays_so_with_the_old_password() {
    installation.hasher.whileVerifying(() -> installation.change(alice, User::disable));

    assertThat(logInWith(FRESH)).isEqualTo(new WrongCredentials());
    assertThat(installation.user(alice).disabled()).isTrue();
    assertThat(installation.user(alice).passwordHash())
        .isEqualTo(PlainPasswordHasher.fresh(passwordOf("alice").text()));
  }

  @Test
  void a_new_password_stands_even_if_no_session_could_be_opened() {
    installation.whileIssuing(
        () -> installation.change(alice, user -> user.withRoles(user.roles())));

    assertThat(logInWith(FRESH)).isEqualTo(new Contended());
    assertThat(installation.user(alice).mustChangePassword()).isFalse();
    assertThat(installation.database.sessions().ofUser(alice.id(), 100, NOW))
        .extracting(Session::end)
        .isEmpty();
  }

  @Test
  void without_capacity_it_stays_as_it_is() {
    installation.hasher.whileVerifying(() -> installation.hasher.setFull(true));

    assertNothingChanged(
        () -> assertThat(logInWith(FRESH)).isEqualTo(new NoCapacity(Duration.ofSeconds(1))));
  }

  /// Whoever gets this far has the right password: that it was tried must not go unseen.
  @Test
  void a_password_that_was_not_changed_is_told() {
    var _ = logIn(passwordOf("alice"), Optional.empty());
    var _ = logInWith("short");
    installation.change(alice, user -> user.withPassword(user.passwordHash()));
    var _ = logInWith(FRESH);

    assertThat(installation.log.events())
        .containsExactly(
            new PasswordNotChanged(alice.id(), Obstacle.MISSING),
            new PasswordNotChanged(alice.id(), Obstacle.WEAK),
            new PasswordNotChanged(alice.id(), Obstacle.NOT_DUE));
  }
}
