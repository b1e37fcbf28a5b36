package dev.sallyport.application.login;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.account.ImportUsers.Entry;
import dev.sallyport.application.login.LogIn.Attempt;
import dev.sallyport.application.login.LogIn.WrongCredentials;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a login that fails has done: the same, whoever it was for. Nobody can measure what is not
/// there.
final class LoginWorkTest {

  private static final String WRONG = "not the password at all";

  private final Installation installation = new Installation();

  /// @param given makes the user, if there is one
  record Case(String name, Setup given, String password) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Setup {
    void in(Installation installation);
  }

  static Stream<Case> failures() {
    String right = Installation.passwordOf("bob").text();
    return Stream.of(
        new Case("unknown", _ -> {}, WRONG),
        new Case("known", installation -> installation.addUser("bob"), WRONG),
        new Case(
            "of lower cost", installation -> installation.addUserWithOutdatedHash("bob"), WRONG),
        new Case("imported", LoginWorkTest::importBob, WRONG),
        new Case("unreadable hash", installation -> addBob(installation, "{rot13}obo"), right),
        new Case(
            "disabled, wrong",
            installation -> disable(installation.addUser("bob"), installation),
            WRONG),
        new Case(
            "disabled, right",
            installation -> disable(installation.addUser("bob"), installation),
            right),
        new Case(
            "disabled, of lower cost, right",
            installation -> disable(installation.addUserWithOutdatedHash("bob"), installation),
            right),
        new Case("temporary, wrong", LoginWorkTest::giveBobATemporaryPassword, WRONG),
        new Case(
            "temporary, expired, right",
            installation -> {
              giveBobATemporaryPassword(installation);
              installation.clock.advance(Duration.ofDays(2));
            },
            right));
  }

  private static void addBob(Installation installation, String hash) {
    User bob = installation.addUser("bob");
    installation.database.users().rehash(bob.id(), bob.passwordHash(), new PasswordHash(hash));
  }

  private static void importBob(Installation installation) {
    var plan =
        installation.importUsers.plan(
            List.of(
                new Entry(
                    1,
                    Given.username("bob"),
                    PlainPasswordHasher.foreign(Installation.passwordOf("bob").text()),
                    Given.roles())));
    installation.importUsers.carryOut(plan, CALLER, (_, _) -> {});
  }

  private static void disable(User bob, Installation installation) {
    installation.change(bob, User::disable);
  }

  private static void giveBobATemporaryPassword(Installation installation) {
    installation.change(
        installation.addUser("bob"),
        user ->
            user.withTemporaryPassword(user.passwordHash(), Given.NOW.plus(Duration.ofDays(1))));
  }

  @Tag("T-17")
  @ParameterizedTest
  @MethodSource("failures")
  void a_failed_login_verifies_once_hashes_nothing_and_writes_nothing(Case failure) {
    failure.given().in(installation);
    int eventsBefore = installation.log.events().size();
    long commits = installation.database.revocationLog().mark();

    var outcome =
        installation.logIn.logIn(
            new Attempt(
                Optional.of(Given.username("bob")),
                new Password(failure.password()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            CALLER);

    assertThat(outcome).isEqualTo(new WrongCredentials());
    assertThat(installation.hasher.verifications()).isEqualTo(1);
    assertThat(installation.hasher.hashings()).isZero();
    assertThat(installation.database.revocationLog().mark()).isEqualTo(commits);
    assertThat(installation.log.events()).hasSize(eventsBefore + 1);
  }
}
