package dev.sallyport.application.login;

import static dev.sallyport.application.Installation.attemptOf;
import static dev.sallyport.application.Installation.passwordOf;
import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.login.LogIn.Attempt;
import dev.sallyport.application.login.LogIn.Contended;
import dev.sallyport.application.login.LogIn.LoggedIn;
import dev.sallyport.application.login.LogIn.NoCapacity;
import dev.sallyport.application.login.LogIn.WrongCredentials;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.LoginFailed;
import dev.sallyport.application.port.SecurityEvent.LoginFailed.Failure;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class LogInTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");

  private LogIn.Outcome logIn(Attempt attempt) {
    return installation.logIn.logIn(attempt, CALLER);
  }

  private static Attempt with(String password) {
    return new Attempt(
        Optional.of(Given.username("alice")),
        new Password(password),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private AccessClaims claims(IssuedTokens tokens) {
    return installation.accessTokens.claimsOf(tokens.access());
  }

  private void assertRefused(LogIn.Outcome outcome, Failure failure) {
    assertThat(outcome).isEqualTo(new WrongCredentials());
    assertThat(installation.log.events())
        .containsExactly(new LoginFailed(Optional.of(Given.username("alice")), failure));
    assertThat(installation.database.sessions().ofUser(alice.id(), 100, NOW)).isEmpty();
  }

  @Tag("ASVS-16.3.1")
  @Test
  void the_right_password_opens_a_session_that_is_stored_as_it_was_told() {
    IssuedTokens tokens = installation.logIn("alice");
    Session session = installation.session(tokens.refresh());

    assertThat(session)
        .isEqualTo(Session.open(session.id(), alice.id(), 1, session.salt(), CLIENT, NOW, POLICY));
    assertThat(tokens.refresh()).isEqualTo(installation.refreshTokens.of(session));
    assertThat(tokens.csrf()).isEqualTo(installation.csrfTokens.of(session));
    assertThat(tokens.accessTtl()).isEqualTo(Duration.ofMinutes(15));
    assertThat(tokens.refreshTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(claims(tokens).subject()).isEqualTo(alice.id());
    assertThat(claims(tokens).session()).isEqualTo(session.id());
    assertThat(claims(tokens).generation()).isEqualTo(1);
    assertThat(claims(tokens).roles()).isEqualTo(alice.roles());
    assertThat(installation.log.events())
        .containsExactly(new LoginSucceeded(alice.id(), session.id()));
  }

  @Tag("ASVS-7.2.2")
  @Tag("ASVS-7.2.4")
  @Test
  void every_login_opens_a_session_of_its_own() {
    IssuedTokens one = installation.logIn("alice");
    IssuedTokens two = installation.logIn("alice");

    assertThat(one.refresh().session()).isNotEqualTo(two.refresh().session());
    assertThat(installation.session(one.refresh()).salt())
        .isNotEqualTo(installation.session(two.refresh()).salt());
    assertThat(claims(one).id()).isNotEqualTo(claims(two).id());
  }

  @Tag("ASVS-16.3.1")
  @Test
  void a_wrong_password_opens_nothing() {
    assertRefused(logIn(with("the password of alic")), Failure.WRONG_PASSWORD);
    assertThat(installation.hasher.verifications()).isEqualTo(1);
  }

  @Test
  @Tag("L-19")
  void the_stored_hash_is_no_password() {
    assertRefused(logIn(with(alice.passwordHash().text())), Failure.WRONG_PASSWORD);
  }

  @Test
  @Tag("T-17")
  @Tag("ASVS-6.3.8")
  void an_unknown_name_costs_one_verification_like_a_known_one() {
    assertThat(logIn(attemptOf("bob"))).isEqualTo(new WrongCredentials());
    assertThat(installation.hasher.verifications()).isEqualTo(1);
    assertThat(installation.log.events())
        .containsExactly(new LoginFailed(Optional.of(Given.username("bob")), Failure.UNKNOWN_USER));
  }

  @Test
  @Tag("L-12")
  void a_name_that_nobody_can_have_costs_one_verification_too_and_is_not_logged() {
    var attempt =
        new Attempt(
            Optional.empty(),
            passwordOf("alice"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(logIn(attempt)).isEqualTo(new WrongCredentials());
    assertThat(installation.hasher.verifications()).isEqualTo(1);
    assertThat(installation.log.events())
        .containsExactly(new LoginFailed(Optional.empty(), Failure.UNKNOWN_USER));
  }

  @Tag("ASVS-6.3.2")
  @Test
  void the_text_of_the_decoy_signs_nobody_in() {
    var attempt =
        new Attempt(
            Optional.of(Given.username("bob")),
            new Password(installation.hasher.decoy().text()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(logIn(attempt)).isEqualTo(new WrongCredentials());
  }

  @Test
  @Tag("T-17")
  @Tag("ASVS-6.3.8")
  void a_disabled_user_gets_the_answer_of_everybody_after_one_verification() {
    installation.change(alice, User::disable);

    assertRefused(logIn(attemptOf("alice")), Failure.DISABLED);
    assertThat(installation.hasher.verifications()).isEqualTo(1);
  }

  @Test
  void a_disabled_user_with_an_outdated_hash_is_not_told_by_a_second_hash() {
    User bob = installation.addUserWithOutdatedHash("bob");
    installation.change(bob, User::disable);

    assertThat(logIn(attemptOf("bob"))).isEqualTo(new WrongCredentials());
    assertThat(PlainPasswordHasher.outdated(passwordOf("bob").text()))
        .isEqualTo(installation.user(bob).passwordHash());
  }

  @Tag("ASVS-11.4.2")
  @Test
  void an_outdated_hash_is_made_anew_and_nothing_else_changes() {
    User bob = installation.addUserWithOutdatedHash("bob");

    installation.logIn("bob");

    assertThat(installation.user(bob))
        .isEqualTo(bob.rehashed(PlainPasswordHasher.fresh(passwordOf("bob").text())));
    installation.logIn("bob");
  }

  @Test
  @Tag("N-04")
  void a_rehash_that_races_a_new_password_lets_the_new_password_stand() {
    User bob = installation.addUserWithOutdatedHash("bob");
    var other = PlainPasswordHasher.fresh("another password");
    installation.hasher.whileVerifying(
        () -> installation.change(bob, user -> user.withPassword(other)));

    assertThat(logIn(attemptOf("bob"))).isEqualTo(new WrongCredentials());
    assertThat(installation.user(bob).passwordHash()).isEqualTo(other);
    assertThat(installation.database.sessions().ofUser(bob.id(), 100, NOW)).isEmpty();
  }

  @Test
  void two_logins_that_rehash_at_once_both_succeed() {
    User bob = installation.addUserWithOutdatedHash("bob");
    installation.hasher.whileVerifying(() ->
        installation
            .database
            .users()
            .rehash(
                bob.id(), bob.passwordHash(), PlainPasswordHasher.fresh(passwordOf("bob").text())));

    assertThat(logIn(attemptOf("bob"))).isInstanceOf(LoggedIn.class);
  }

  @Test
  @Tag("N-03")
  void a_password_that_was_changed_during_the_hashing_opens_nothing() {
    installation.hasher.whileVerifying(() ->
        installation.change(
            alice, user -> user.withPassword(PlainPasswordHasher.fresh("another one"))));

    assertRefused(logIn(attemptOf("alice")), Failure.CHANGED_MEANWHILE);
  }

  @Test
  @Tag("N-03")
  void a_user_who_was_disabled_during_the_hashing_gets_no_session() {
    installation.hasher.whileVerifying(() -> installation.change(alice, User::disable));

    assertRefused(logIn(attemptOf("alice")), Failure.CHANGED_MEANWHILE);
  }

  @Test
  @Tag("N-03")
  void a_user_who_was_deleted_during_the_hashing_gets_no_session() {
    installation.hasher.whileVerifying(
        () -> installation.changeUser.delete(alice.username(), CALLER));

    assertThat(logIn(attemptOf("alice"))).isEqualTo(new WrongCredentials());
    assertThat(installation.database.sessions().ofUser(alice.id(), 100, NOW)).isEmpty();
  }

  @Test
  @Tag("N-02")
  void roles_that_were_changed_during_the_hashing_are_in_the_token() {
    installation.hasher.whileVerifying(
        () -> installation.change(alice, user -> user.withRoles(Given.roles("admin"))));

    IssuedTokens tokens = installation.logIn("alice");

    assertThat(claims(tokens).roles()).isEqualTo(Given.roles("admin"));
    assertThat(installation.database.sessions().ofUser(alice.id(), 100, NOW)).hasSize(1);
  }

  @Test
  void who_keeps_being_changed_gets_no_session_and_no_verdict() {
    installation.whileIssuing(
        () -> installation.change(alice, user -> user.withRoles(user.roles())));

    assertThat(logIn(attemptOf("alice"))).isEqualTo(new Contended());
    assertThat(installation.database.sessions().ofUser(alice.id(), 100, NOW)).isEmpty();
    assertThat(installation.log.events()).isEmpty();
  }

  @Test
  @Tag("T-23")
  void without_capacity_nothing_is_decided() {
    installation.hasher.setFull(true);

    assertThat(logIn(attemptOf("alice"))).isEqualTo(new NoCapacity(Duration.ofSeconds(1)));
    assertThat(logIn(attemptOf("bob"))).isEqualTo(new NoCapacity(Duration.ofSeconds(1)));
    assertThat(installation.log.events()).isEmpty();
  }

  @Test
  void a_store_that_is_down_acknowledges_nothing() {
    installation.database.takeDown();

    assertThatThrownBy(() -> logIn(attemptOf("alice")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(installation.log.events()).isEmpty();
  }

  @Test
  void a_session_whose_write_failed_is_not_acknowledged() {
    installation.database.failNextWrite(Fault.BEFORE_COMMIT);

    assertThatThrownBy(() -> logIn(attemptOf("alice")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(installation.database.sessions().ofUser(alice.id(), 100, NOW)).isEmpty();
    assertThat(installation.log.events(SecurityEvent.class)).isEmpty();
    installation.logIn("alice");
  }
}
