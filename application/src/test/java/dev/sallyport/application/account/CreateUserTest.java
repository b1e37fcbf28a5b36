package dev.sallyport.application.account;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.account.CreateUser.Created;
import dev.sallyport.application.account.CreateUser.NameTaken;
import dev.sallyport.application.account.CreateUser.NoCapacity;
import dev.sallyport.application.account.CreateUser.PasswordRefused;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class CreateUserTest {

  private static final Username ALICE = Given.username("alice");
  private static final String GOOD = "kitchen-table-and-chairs";

  private final Installation installation = new Installation();

  private CreateUser.Outcome create(String password) {
    return installation.createUser.create(
        ALICE, new Password(password), Given.roles("reader"), CALLER);
  }

  private LogIn.Outcome logIn(Password password) {
    return installation.logIn.logIn(
        new LogIn.Attempt(
            Optional.of(ALICE), password, Optional.empty(), Optional.empty(), Optional.empty()),
        CALLER);
  }

  @Test
  void a_user_with_a_chosen_password_can_sign_in() {
    User user = ((Created) create(GOOD)).user();

    assertThat(user)
        .isEqualTo(
            User.create(
                user.id(), ALICE, PlainPasswordHasher.fresh(GOOD), Given.roles("reader"), NOW));
    assertThat(user.id().value().version()).isEqualTo(4);
    assertThat(installation.user(user)).isEqualTo(user);
    assertThat(installation.log.events())
        .containsExactly(new UserCreated(user.id(), Given.roles("reader")));
    assertThat(logIn(new Password(GOOD))).isInstanceOf(LogIn.LoggedIn.class);
  }

  /// OWASP ASVS 5.0, 6.1.2: see the words of the context.
  @Test
  void a_weak_password_makes_no_user() {
    assertThat(create("alice-alice-alice"))
        .isEqualTo(new PasswordRefused(Set.of(Weakness.CONTEXT_WORD)));
    assertThat(create("sallyport sallyport"))
        .isEqualTo(new PasswordRefused(Set.of(Weakness.CONTEXT_WORD)));
    assertThat(create("fourteen chars")).isEqualTo(new PasswordRefused(Set.of(Weakness.TOO_SHORT)));
    assertThat(create("PasswordPassword")).isEqualTo(new PasswordRefused(Set.of(Weakness.COMMON)));
    assertThat(installation.database.users().findByName(ALICE)).isEmpty();
    assertThat(installation.log.events()).isEmpty();
  }

  @Test
  void a_name_is_given_once() {
    User first = ((Created) create(GOOD)).user();

    assertThat(create("another-good-password")).isEqualTo(new NameTaken());
    assertThat(installation.createUser.createTemporary(ALICE, Given.roles(), CALLER))
        .isEqualTo(new NameTaken());
    assertThat(installation.database.users().findByName(ALICE)).contains(first);
    assertThat(installation.log.events(UserCreated.class)).hasSize(1);
  }

  @Tag("ASVS-6.4.1")
  @Tag("ASVS-11.5.1")
  @Test
  void a_temporary_password_is_told_once_and_must_be_changed() {
    var created =
        (Created) installation.createUser.createTemporary(ALICE, Given.roles("admin"), CALLER);

    TemporaryPassword temporary = created.temporary().orElseThrow();
    assertThat(temporary.password().text()).matches("[A-Za-z0-9_-]{22}");
    assertThat(temporary.until()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    assertThat(created.user().temporaryUntil()).contains(temporary.until());
    assertThat(installation.user(created.user())).isEqualTo(created.user());
    assertThat(logIn(temporary.password())).isEqualTo(new LogIn.PasswordChangeRequired());
    assertThat(installation.log.events(UserCreated.class))
        .containsExactly(new UserCreated(created.user().id(), Given.roles("admin")));
  }

  @Test
  void without_capacity_no_user_is_made() {
    installation.hasher.setFull(true);

    assertThat(create(GOOD)).isEqualTo(new NoCapacity());
    assertThat(installation.createUser.createTemporary(ALICE, Given.roles(), CALLER))
        .isEqualTo(new NoCapacity());
    assertThat(installation.database.users().findByName(ALICE)).isEmpty();
  }
}
