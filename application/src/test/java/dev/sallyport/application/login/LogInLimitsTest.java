package dev.sallyport.application.login;

import static dev.sallyport.application.Installation.passwordOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.login.LogIn.Attempt;
import dev.sallyport.application.login.LogIn.Limited;
import dev.sallyport.application.login.LogIn.LoggedIn;
import dev.sallyport.application.login.LogIn.NoCapacity;
import dev.sallyport.application.login.LogIn.Outcome;
import dev.sallyport.application.login.LogIn.WrongCredentials;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SecurityEvent.LimitExceeded;
import dev.sallyport.application.port.SecurityEvent.LoginLocked;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.SecurityEvent.LoginSucceededAfterFailures;
import dev.sallyport.domain.device.DeviceToken;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.throttle.Unlimited;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import dev.sallyport.domain.user.Username.Named;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Guessing at passwords, and what it costs whom.
final class LogInLimitsTest {

  private static final Throttle TWENTY_A_MINUTE = new Limit(20, Duration.ofMinutes(1));
  private static final Unlimited OFF = new Unlimited();
  private static final Optional<DeviceToken> STRANGER = Optional.empty();

  /// With the defaults of the contract.
  private final Installation installation =
      new Installation(LimitPolicy.of(TWENTY_A_MINUTE, 5, OFF, OFF));

  private final User alice = installation.addUser("alice");

  /// Without a limit per address, where a test is about failures.
  private static Installation failuresAlone() {
    var installation = new Installation(LimitPolicy.of(OFF, 5, OFF, OFF));
    installation.addUser("alice");
    return installation;
  }

  private static Caller from(String address) {
    return new Caller("request", new Client(new ClientAddress(address), "Test/1.0"));
  }

  private static Attempt attempt(String name, String password, Optional<DeviceToken> device) {
    return new Attempt(
        Optional.of(((Named) Username.parse(name)).username()),
        new Password(password),
        Optional.empty(),
        Optional.empty(),
        device);
  }

  private static Outcome guess(Installation at, String name, String address) {
    return at.logIn.logIn(attempt(name, "a wrong guess", STRANGER), from(address));
  }

  private static Outcome right(
      Installation at, String name, String address, Optional<DeviceToken> device) {
    return at.logIn.logIn(attempt(name, passwordOf(name).text(), device), from(address));
  }

  private Outcome guess(String name, String address) {
    return guess(installation, name, address);
  }

  private static LimitName limitOf(Outcome outcome) {
    return ((Limited) outcome).exceeded().limit();
  }

  @Test
  @Tag("T-03")
  @Tag("ASVS-6.3.1")
  @Tag("ASVS-2.4.1")
  void one_address_has_so_many_logins_whatever_names_it_tries() {
    for (int i = 0; i < 20; i++) {
      assertThat(guess("user" + i, "192.0.2.1")).isEqualTo(new WrongCredentials());
    }

    for (int i = 20; i < 500; i++) {
      assertThat(guess("user" + i, "192.0.2.1"))
          .isEqualTo(
              new Limited(
                  new Exceeded(
                      LimitName.LOGIN_PER_ADDRESS, TWENTY_A_MINUTE, Duration.ofSeconds(3))));
    }
    assertThat(installation.hasher.verifications()).isEqualTo(20);
    assertThat(installation.log.events(LimitExceeded.class))
        .hasSize(480)
        .containsOnly(new LimitExceeded(LimitName.LOGIN_PER_ADDRESS));
    assertThat(guess("user1", "192.0.2.2")).isEqualTo(new WrongCredentials());
  }

  @Test
  @Tag("T-05")
  void a_success_of_ones_own_gives_nothing_back_to_the_address_and_nothing_to_the_victim() {
    installation.addUser("mallory");
    int reached = 0;
    for (int i = 0; i < 20; i++) {
      Outcome outcome =
          i % 2 == 0
              ? guess("alice", "192.0.2.1")
              : right(installation, "mallory", "192.0.2.1", STRANGER);
      reached += outcome instanceof Limited ? 0 : 1;
    }

    assertThat(limitOf(guess("alice", "192.0.2.1"))).isEqualTo(LimitName.LOGIN_PER_ADDRESS);
    assertThat(reached).as("5 guesses, and each own login").isEqualTo(15);
  }

  @Test
  @Tag("T-10")
  void one_household_counts_once_whatever_address_of_its_network_it_takes() {
    for (int i = 0; i < 40; i++) {
      guess("user" + i, "2001:db8:1:2::" + i);
    }

    assertThat(installation.hasher.verifications()).isEqualTo(20);
    assertThat(guess("user", "2001:db8:1:3::1")).isEqualTo(new WrongCredentials());
  }

  @Test
  @Tag("T-16")
  void a_name_that_nobody_has_is_slowed_down_like_one_that_somebody_has() {
    Installation at = failuresAlone();
    List<Outcome> known = new ArrayList<>();
    List<Outcome> unknown = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      known.add(guess(at, "alice", "192.0.2.1"));
      unknown.add(guess(at, "nobody", "192.0.2.1"));
      at.clock.advance(Duration.ofMillis(700));
    }

    assertThat(unknown).isEqualTo(known);
    assertThat(known.subList(0, 5)).containsOnly(new WrongCredentials());
    assertThat(known.get(5)).isInstanceOf(Limited.class);
  }

  @Test
  @Tag("T-15")
  void while_it_lasts_the_right_password_is_answered_like_a_wrong_one() {
    Installation at = failuresAlone();
    for (int i = 0; i < 5; i++) {
      guess(at, "alice", "192.0.2.1");
    }
    Outcome wrong = guess(at, "alice", "192.0.2.1");

    assertThat(limitOf(wrong)).isEqualTo(LimitName.LOGIN_FAILURES);
    assertThat(right(at, "alice", "192.0.2.1", STRANGER)).isEqualTo(wrong);
    assertThat(at.hasher.verifications()).isEqualTo(5);
    assertThat(at.log.events(LoginLocked.class))
        .hasSize(2)
        .containsOnly(
            new LoginLocked(
                Optional.of(Given.username("alice")),
                LimitName.LOGIN_FAILURES,
                Duration.ofSeconds(1)));
  }

  @Test
  void the_right_password_after_the_delay_clears_the_failures_and_is_told_of() {
    Installation at = failuresAlone();
    for (int i = 0; i < 5; i++) {
      guess(at, "alice", "192.0.2.1");
    }
    at.clock.advance(Duration.ofSeconds(1));
    assertThat(right(at, "alice", "192.0.2.1", STRANGER)).isInstanceOf(LoggedIn.class);
    assertThat(at.log.events(LoginSucceededAfterFailures.class))
        .extracting(LoginSucceededAfterFailures::failures)
        .containsExactly(5);
    assertThat(at.log.events(LoginSucceeded.class)).isEmpty();

    for (int i = 0; i < 5; i++) {
      assertThat(guess(at, "alice", "192.0.2.1")).isEqualTo(new WrongCredentials());
    }
    assertThat(guess(at, "alice", "192.0.2.1")).isInstanceOf(Limited.class);
  }

  @Test
  @Tag("T-02")
  @Tag("ASVS-6.3.1")
  void one_user_has_so_many_failures_a_day_from_however_many_addresses() {
    Installation at = failuresAlone();
    for (int i = 0; i < 24 * 60; i++) {
      guess(at, "alice", "192.0.2." + (i % 200));
      guess(at, "alice", "2001:db8:" + Integer.toHexString(i) + "::1");
      at.clock.advance(Duration.ofMinutes(1));
    }

    assertThat(at.hasher.verifications()).isBetween(80, 90);
    guess(at, "alice", "198.51.100.8");
    assertThat(limitOf(guess(at, "alice", "198.51.100.9")))
        .isEqualTo(LimitName.LOGIN_FAILURES_PER_DAY);
  }

  @Test
  @Tag("T-13")
  @Tag("ASVS-6.3.1")
  @Tag("ASVS-2.3.2")
  void an_attack_on_a_name_does_not_shut_out_the_browser_that_its_user_has_signed_in_with() {
    Installation at = failuresAlone();
    DeviceToken device = ((LoggedIn) right(at, "alice", "203.0.113.7", STRANGER)).device();
    for (int i = 0; i < 1000; i++) {
      guess(at, "alice", "192.0.2." + (i % 250));
      at.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(right(at, "alice", "203.0.113.7", Optional.of(device)))
        .as("the browser she has used before")
        .isInstanceOf(LoggedIn.class);
    assertThat(right(at, "alice", "198.51.100.1", Optional.of(device)))
        .as("the same, elsewhere")
        .isInstanceOf(LoggedIn.class);
    var elsewhere = (Limited) right(at, "alice", "198.51.100.1", STRANGER);
    assertThat(elsewhere.exceeded().retryAfter())
        .as("any other browser waits for half an hour at most")
        .isLessThanOrEqualTo(Duration.ofMinutes(32));
    at.clock.advance(elsewhere.exceeded().retryAfter());
    assertThat(right(at, "alice", "198.51.100.1", STRANGER)).isInstanceOf(LoggedIn.class);
  }

  @Test
  void failures_at_one_address_slow_nobody_down_at_another() {
    Installation at = failuresAlone();
    for (int i = 0; i < 30; i++) {
      guess(at, "alice", "192.0.2.1");
    }

    assertThat(right(at, "alice", "192.0.2.2", STRANGER)).isInstanceOf(LoggedIn.class);
    assertThat(guess(at, "bob", "192.0.2.1")).isEqualTo(new WrongCredentials());
  }

  @Test
  void a_known_browser_has_five_failures_of_its_own_and_is_a_stranger_then() {
    Installation at = failuresAlone();
    var device = Optional.of(((LoggedIn) right(at, "alice", "192.0.2.1", STRANGER)).device());
    for (int i = 0; i < 10; i++) {
      assertThat(at.logIn.logIn(attempt("alice", "a guess", device), from("192.0.2.1")))
          .isEqualTo(new WrongCredentials());
    }

    assertThat(limitOf(right(at, "alice", "192.0.2.1", device)))
        .isEqualTo(LimitName.LOGIN_FAILURES);
    assertThat(at.hasher.verifications()).isEqualTo(11);
  }

  @Test
  void a_success_in_a_known_browser_clears_its_failures_alone() {
    Installation at = failuresAlone();
    var device = Optional.of(((LoggedIn) right(at, "alice", "192.0.2.1", STRANGER)).device());
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 4; i++) {
        at.logIn.logIn(attempt("alice", "a guess", device), from("192.0.2.1"));
      }
      assertThat(right(at, "alice", "192.0.2.1", device)).isInstanceOf(LoggedIn.class);
    }
  }

  @Test
  void a_device_token_of_somebody_else_makes_no_browser_known() {
    Installation at = failuresAlone();
    at.addUser("mallory");
    var device = Optional.of(((LoggedIn) right(at, "mallory", "192.0.2.1", STRANGER)).device());
    for (int i = 0; i < 5; i++) {
      at.logIn.logIn(attempt("alice", "a guess", device), from("192.0.2.1"));
    }

    assertThat(limitOf(at.logIn.logIn(attempt("alice", "a guess", device), from("192.0.2.1"))))
        .isEqualTo(LimitName.LOGIN_FAILURES);
  }

  @Test
  void each_login_gives_the_browser_a_token_of_its_own() {
    var first = ((LoggedIn) right(installation, "alice", "192.0.2.1", STRANGER)).device();
    var second = ((LoggedIn) right(installation, "alice", "192.0.2.1", STRANGER)).device();

    assertThat(first).isNotEqualTo(second);
    assertThat(installation.devices.recognises(first, alice, Given.NOW)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Alice", "ALICE", "ａlice"})
  @Tag("T-19")
  void other_spellings_of_a_name_share_its_count(String spelling) {
    Installation at = failuresAlone();
    for (int i = 0; i < 5; i++) {
      guess(at, i % 2 == 0 ? spelling : "alice", "192.0.2.1");
    }

    assertThat(guess(at, spelling, "192.0.2.1")).isInstanceOf(Limited.class);
    assertThat(guess(at, "alice", "192.0.2.1")).isInstanceOf(Limited.class);
  }

  private static void guessSixtyTimesAtOnce(Installation at) throws Exception {
    List<Callable<Outcome>> guesses = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      guesses.add(() -> guess(at, "alice", "192.0.2.1"));
    }
    try (var threads = Executors.newFixedThreadPool(60)) {
      for (var outcome : threads.invokeAll(guesses)) {
        assertThat(outcome.get()).isInstanceOfAny(WrongCredentials.class, Limited.class);
      }
    }
  }

  @Test
  @Tag("T-04")
  @Tag("ASVS-6.3.1")
  void of_many_guesses_at_once_no_more_reach_the_hasher_than_the_limit() throws Exception {
    var at = new Installation(LimitPolicy.of(TWENTY_A_MINUTE, 0, OFF, OFF));
    at.addUser("alice");
    guessSixtyTimesAtOnce(at);

    assertThat(at.hasher.verifications()).isEqualTo(20);
  }

  @Test
  @Tag("T-04")
  void of_many_guesses_at_one_user_at_once_no_more_reach_the_hasher_than_are_free()
      throws Exception {
    Installation at = failuresAlone();
    guessSixtyTimesAtOnce(at);

    assertThat(at.hasher.verifications()).isEqualTo(5);
  }

  @Test
  void a_password_that_nobody_looked_at_was_no_failure() {
    Installation at = failuresAlone();
    at.hasher.setFull(true);
    for (int i = 0; i < 60; i++) {
      assertThat(guess(at, "alice", "192.0.2.1")).isInstanceOf(NoCapacity.class);
    }
    at.hasher.setFull(false);

    assertThat(right(at, "alice", "192.0.2.1", STRANGER)).isInstanceOf(LoggedIn.class);
    assertThat(at.log.events(LoginSucceeded.class)).hasSize(1);
  }

  @Test
  void a_disabled_user_with_the_right_password_counts_as_a_failure() {
    Installation at = failuresAlone();
    at.change(at.database.users().findByName(Given.username("alice")).orElseThrow(), User::disable);
    for (int i = 0; i < 5; i++) {
      assertThat(right(at, "alice", "192.0.2.1", STRANGER)).isEqualTo(new WrongCredentials());
    }

    assertThat(right(at, "alice", "192.0.2.1", STRANGER)).isInstanceOf(Limited.class);
  }

  @Test
  void an_expired_password_counts_as_a_failure() {
    Installation at = failuresAlone();
    at.change(
        at.database.users().findByName(Given.username("alice")).orElseThrow(),
        user -> user.withTemporaryPassword(user.passwordHash(), Given.NOW));
    for (int i = 0; i < 5; i++) {
      assertThat(right(at, "alice", "192.0.2.1", STRANGER)).isEqualTo(new WrongCredentials());
    }

    assertThat(right(at, "alice", "192.0.2.1", STRANGER)).isInstanceOf(Limited.class);
  }

  @Test
  void a_success_is_no_failure_of_the_day_and_clears_none_of_those_elsewhere() {
    Installation at = failuresAlone();
    for (int i = 0; i < 44; i++) {
      assertThat(guess(at, "alice", "192.0.2." + i)).isEqualTo(new WrongCredentials());
    }
    for (int i = 0; i < 10; i++) {
      assertThat(right(at, "alice", "198.51.100.1", STRANGER)).isInstanceOf(LoggedIn.class);
    }

    assertThat(guess(at, "alice", "192.0.2.44")).isEqualTo(new WrongCredentials());
    assertThat(limitOf(guess(at, "alice", "192.0.2.45")))
        .isEqualTo(LimitName.LOGIN_FAILURES_PER_DAY);
  }

  @Test
  void who_is_turned_away_by_the_count_of_the_day_pays_nothing_at_the_address() {
    Installation at = failuresAlone();
    for (int i = 0; i < 5; i++) {
      guess(at, "alice", "198.51.100.1");
    }
    for (int i = 0; i < 40; i++) {
      guess(at, "alice", "192.0.2." + i);
    }
    at.clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 20; i++) {
      assertThat(limitOf(right(at, "alice", "198.51.100.1", STRANGER)))
          .isEqualTo(LimitName.LOGIN_FAILURES_PER_DAY);
    }

    at.clock.advance(Duration.ofMinutes(32).minusSeconds(1));
    assertThat(right(at, "alice", "198.51.100.1", STRANGER)).isInstanceOf(LoggedIn.class);
  }

  @Test
  void a_name_that_nobody_can_have_counts_for_the_address_alone() {
    var attempt =
        new Attempt(
            Optional.empty(),
            new Password("a guess"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    for (int i = 0; i < 20; i++) {
      assertThat(installation.logIn.logIn(attempt, from("192.0.2.1")))
          .isEqualTo(new WrongCredentials());
    }

    assertThat(limitOf(installation.logIn.logIn(attempt, from("192.0.2.1"))))
        .isEqualTo(LimitName.LOGIN_PER_ADDRESS);
  }

  @Test
  void right_passwords_cost_nothing_however_many_a_day() {
    Installation at = failuresAlone();
    for (int i = 0; i < 60; i++) {
      assertThat(right(at, "alice", "192.0.2." + i, STRANGER)).isInstanceOf(LoggedIn.class);
    }
  }

  @Test
  void what_the_day_refuses_is_not_counted_for_the_address() {
    Installation at = failuresAlone();
    for (int i = 0; i < 50; i++) {
      guess(at, "alice", "192.0.2." + i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(limitOf(guess(at, "alice", "198.51.100.1")))
          .isEqualTo(LimitName.LOGIN_FAILURES_PER_DAY);
    }

    at.clock.advance(Duration.ofHours(3));
    for (int i = 0; i < 5; i++) {
      assertThat(guess(at, "alice", "198.51.100.1")).isEqualTo(new WrongCredentials());
    }
  }
}
