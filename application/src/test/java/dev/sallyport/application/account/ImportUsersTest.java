package dev.sallyport.application.account;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.account.ImportUsers.BadHash;
import dev.sallyport.application.account.ImportUsers.Entry;
import dev.sallyport.application.account.ImportUsers.Imported;
import dev.sallyport.application.account.ImportUsers.Known;
import dev.sallyport.application.account.ImportUsers.Newcomer;
import dev.sallyport.application.account.ImportUsers.Plan;
import dev.sallyport.application.account.ImportUsers.Rejected;
import dev.sallyport.application.account.ImportUsers.Repeated;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.PasswordHasher.Objection;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.user.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ImportUsersTest {

  private final Installation installation = new Installation();

  private static Entry entry(int line, String name, String... roles) {
    String hash = PlainPasswordHasher.foreign(Installation.passwordOf(name).text());
    return new Entry(line, Given.username(name), hash, Given.roles(roles));
  }

  private static Newcomer newcomer(int line, String name, String... roles) {
    var hash = PlainPasswordHasher.outdated(Installation.passwordOf(name).text());
    return new Newcomer(line, Given.username(name), hash, Given.roles(roles));
  }

  /// How far it was said to be.
  private final List<String> told = new ArrayList<>();

  private Plan plan(Entry... entries) {
    return installation.importUsers.plan(List.of(entries));
  }

  private Imported carryOut(Plan plan) {
    return installation.importUsers.carryOut(
        plan, CALLER, (done, all) -> told.add(done + " of " + all));
  }

  private List<User> users() {
    return installation.database.users().list(Optional.empty(), 10_000);
  }

  @Test
  void it_tells_after_each_step_how_far_it_is() {
    Entry[] entries =
        IntStream.rangeClosed(1, 1_001)
            .mapToObj(line -> entry(line, "user" + line))
            .toArray(Entry[]::new);

    carryOut(plan(entries));

    assertThat(told).containsExactly("500 of 1001", "1000 of 1001", "1001 of 1001");
  }

  @Test
  void who_was_imported_signs_in_with_the_old_password_and_gets_a_new_hash() {
    carryOut(plan(entry(1, "bob", "admin", "ops")));

    User bob = users().getFirst();
    assertThat(bob)
        .isEqualTo(
            User.create(
                bob.id(),
                Given.username("bob"),
                PlainPasswordHasher.outdated(Installation.passwordOf("bob").text()),
                Given.roles("admin", "ops"),
                NOW));
    assertThat(installation.logIn.logIn(Installation.attemptOf("bob"), CALLER))
        .isInstanceOf(LogIn.LoggedIn.class);
    assertThat(installation.user(bob).passwordHash())
        .isEqualTo(PlainPasswordHasher.fresh(Installation.passwordOf("bob").text()));
  }

  @Test
  void a_plan_changes_nothing() {
    assertThat(plan(entry(1, "bob", "admin"), entry(4, "carol")))
        .isEqualTo(
            new Plan(
                List.of(newcomer(1, "bob", "admin"), newcomer(4, "carol")), List.of(), List.of()));
    assertThat(users()).isEmpty();
    assertThat(installation.log.events()).isEmpty();
  }

  @Test
  void a_user_who_is_there_is_left_alone() {
    User alice = installation.addUser("alice");

    Plan plan = plan(entry(2, "alice", "admin"), entry(3, "bob"));

    assertThat(plan.known()).containsExactly(new Known(2, alice.username()));
    assertThat(carryOut(plan)).isEqualTo(new Imported(1, plan.known()));
    assertThat(installation.user(alice)).isEqualTo(alice);
  }

  @Test
  void a_user_who_came_since_the_plan_was_made_is_left_alone() {
    Plan plan = plan(entry(2, "alice", "admin"), entry(3, "bob"));
    User alice = installation.addUser("alice");

    assertThat(carryOut(plan)).isEqualTo(new Imported(1, List.of(new Known(2, alice.username()))));
    assertThat(installation.user(alice)).isEqualTo(alice);
  }

  @Test
  void every_line_that_cannot_be_taken_is_told_and_one_stops_all() {
    Plan plan =
        plan(
            entry(1, "bob"),
            new Entry(2, Given.username("carol"), "letmein", Given.roles()),
            new Entry(3, Given.username("dave"), PlainPasswordHasher.costly("x"), Given.roles()),
            entry(5, "bob"));

    assertThat(plan.rejected())
        .containsExactly(
            new Rejected(2, new BadHash(Objection.UNKNOWN_KIND)),
            new Rejected(3, new BadHash(Objection.TOO_COSTLY)),
            new Rejected(5, new Repeated(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> carryOut(plan));
    assertThat(users()).isEmpty();
  }

  @Test
  void every_imported_user_is_in_the_security_log() {
    carryOut(plan(entry(1, "bob", "admin"), entry(2, "carol")));

    assertThat(installation.log.events())
        .containsExactlyElementsOf(
            users().stream().map(user -> new UserCreated(user.id(), user.roles())).toList());
    assertThat(users()).extracting(User::id).doesNotHaveDuplicates();
  }

  @Test
  void an_import_that_broke_off_goes_on_where_it_ended() {
    List<Entry> entries =
        IntStream.rangeClosed(1, 1_200).mapToObj(i -> entry(i, "user-" + i)).toList();
    Plan plan = installation.importUsers.plan(entries);
    installation.database.failNextWrite(Fault.AFTER_COMMIT);
    assertThatThrownBy(() -> carryOut(plan)).isInstanceOf(StoreUnavailableException.class);

    Plan rest = installation.importUsers.plan(entries);
    assertThat(rest.known()).hasSizeBetween(1, 1_199);
    assertThat(carryOut(rest).imported()).isEqualTo(1_200 - rest.known().size());

    assertThat(users()).hasSize(1_200);
  }

  @Test
  void an_entry_does_not_show_its_hash() {
    assertThat(entry(1, "bob").toString()).doesNotContain("the password of bob");
    assertThat(newcomer(1, "bob").toString()).doesNotContain("the password of bob");
  }
}
