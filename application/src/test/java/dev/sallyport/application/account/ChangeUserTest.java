package dev.sallyport.application.account;

import static dev.sallyport.application.Installation.attemptOf;
import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.account.ChangeUser.Amendment;
import dev.sallyport.application.account.ChangeUser.Changed;
import dev.sallyport.application.account.ChangeUser.Contended;
import dev.sallyport.application.account.ChangeUser.NameTaken;
import dev.sallyport.application.account.ChangeUser.NoCapacity;
import dev.sallyport.application.account.ChangeUser.NoSuchUser;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged.Change;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ChangeUserTest {

  private static final Username ALICE = Given.username("alice");

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final User bob = installation.addUser("bob");
  private final IssuedTokens tokens = installation.logIn("alice");
  private final IssuedTokens ofBob = installation.logIn("bob");
  private final Session before = installation.session(tokens.refresh());

  private Session stored() {
    return installation.session(tokens.refresh());
  }

  private void assertEveryTokenIsDead(EndCause cause) {
    assertEveryTokenIsDead(cause, CLIENT.address());
  }

  private void assertEveryTokenIsDead(EndCause cause, ClientAddress by) {
    assertThat(stored().end()).contains(new End(NOW, cause, by));
    assertThat(stored().version()).isGreaterThan(before.version());
    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    assertThat(installation.refresh(tokens.refresh()))
        .isEqualTo(new RefreshSession.Refused(Refusal.ENDED));
    assertThat(installation.request(ofBob)).isInstanceOf(AuthenticateRequest.Authenticated.class);
  }

  private void assertReported(Change change) {
    assertThat(installation.log.events(UserChanged.class))
        .containsExactly(new UserChanged(alice.id(), change));
  }

  @Tag("ASVS-10.3.3")
  @Test
  void a_new_name_leaves_the_identity_and_comes_with_the_next_refresh() {
    Principal principal = letIn(tokens);
    assertThat(installation.describeCaller.nameOf(principal)).contains(ALICE);

    var outcome = installation.changeUser.rename(ALICE, Given.username("alicia"), CALLER);

    User renamed = alice.renamed(Given.username("alicia"));
    assertThat(outcome).isEqualTo(new Changed(renamed, Optional.empty()));
    assertThat(installation.user(alice)).isEqualTo(renamed);
    assertThat(stored().end()).isEmpty();
    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    Principal after = letIn(installation.refreshed(tokens.refresh()));
    assertThat(after.user()).isEqualTo(principal.user());
    assertThat(installation.describeCaller.nameOf(after)).contains(Given.username("alicia"));
    assertReported(Change.RENAMED);
  }

  private Principal letIn(IssuedTokens tokens) {
    return ((AuthenticateRequest.Authenticated) installation.request(tokens)).principal();
  }

  @Test
  void a_name_that_another_has_is_not_given() {
    assertThat(installation.changeUser.rename(ALICE, bob.username(), CALLER))
        .isEqualTo(new NameTaken());
    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(installation.log.events(UserChanged.class)).isEmpty();
  }

  @Test
  void new_roles_refuse_the_next_request_and_come_with_the_next_refresh() {
    var outcome = installation.changeUser.setRoles(ALICE, Given.roles("admin"), CALLER);

    User changed = alice.withRoles(Given.roles("admin"));
    assertThat(outcome).isEqualTo(new Changed(changed, Optional.empty()));
    assertThat(stored()).isEqualTo(before.withStaleAccess(NOW, POLICY));
    assertThat(stored().revocation()).isEqualTo(new Revocation(2, POLICY.revokedUntil(NOW)));
    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    IssuedTokens next = installation.refreshed(tokens.refresh());
    assertThat(installation.accessTokens.claimsOf(next.access()).roles())
        .isEqualTo(Given.roles("admin"));
    assertReported(Change.ROLES);
  }

  @Test
  @Tag("R-08")
  @Tag("J-49")
  @Tag("ASVS-7.4.2")
  void to_disable_a_user_ends_every_session_and_lets_none_be_opened() {
    assertThat(installation.changeUser.disable(ALICE, CALLER))
        .isEqualTo(new Changed(alice.disable(), Optional.empty()));

    assertEveryTokenIsDead(EndCause.USER_DISABLED);
    assertThat(installation.logIn.logIn(attemptOf("alice"), CALLER))
        .isEqualTo(new LogIn.WrongCredentials());
    assertReported(Change.DISABLED);
  }

  @Test
  void to_enable_a_user_revives_nothing() {
    installation.changeUser.disable(ALICE, CALLER);
    Session ended = stored();

    assertThat(installation.changeUser.enable(ALICE, CALLER))
        .isEqualTo(new Changed(alice.disable().enable(), Optional.empty()));

    assertThat(stored()).isEqualTo(ended);
    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    installation.logIn("alice");
    assertThat(installation.log.events(UserChanged.class))
        .extracting(UserChanged::change)
        .containsExactly(Change.DISABLED, Change.ENABLED);
  }

  @Tag("ASVS-6.4.3")
  @Tag("ASVS-7.4.3")
  @Test
  void a_reset_password_is_temporary_told_once_and_ends_every_session() {
    var changed = (Changed) installation.changeUser.resetPassword(ALICE, CALLER);

    TemporaryPassword temporary = changed.temporary().orElseThrow();
    assertThat(temporary.password().text()).matches("[A-Za-z0-9_-]{22}");
    assertThat(temporary.until()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    assertThat(installation.user(alice)).isEqualTo(changed.user());
    assertThat(changed.user().temporaryUntil()).contains(temporary.until());
    assertThat(changed.user().version()).isEqualTo(alice.version() + 1);
    assertEveryTokenIsDead(EndCause.PASSWORD_RESET);
    assertThat(installation.logIn.logIn(attemptOf("alice"), CALLER))
        .isEqualTo(new LogIn.WrongCredentials());
    assertThat(installation.logIn.logIn(with(temporary), CALLER))
        .isEqualTo(new LogIn.PasswordChangeRequired());
    assertReported(Change.PASSWORD_RESET);
  }

  private static LogIn.Attempt with(TemporaryPassword temporary) {
    return new LogIn.Attempt(
        Optional.of(ALICE),
        temporary.password(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void two_resets_make_two_passwords() {
    var one = (Changed) installation.changeUser.resetPassword(ALICE, CALLER);
    var two = (Changed) installation.changeUser.resetPassword(ALICE, CALLER);

    assertThat(one.temporary()).isNotEqualTo(two.temporary());
    assertThat(installation.logIn.logIn(with(one.temporary().orElseThrow()), CALLER))
        .isEqualTo(new LogIn.WrongCredentials());
  }

  @Test
  void without_capacity_no_password_is_reset() {
    installation.hasher.setFull(true);

    assertThat(installation.changeUser.resetPassword(ALICE, CALLER)).isEqualTo(new NoCapacity());
    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  @Tag("R-08")
  @Tag("J-49")
  @Tag("ASVS-7.4.2")
  void a_deleted_user_is_gone_with_every_session() {
    assertThat(installation.changeUser.delete(ALICE, CALLER))
        .isEqualTo(new Changed(alice, Optional.empty()));

    assertThat(installation.database.users().find(alice.id())).isEmpty();
    assertEveryTokenIsDead(EndCause.USER_DELETED, ClientAddress.NONE);
    assertThat(installation.changeUser.delete(ALICE, CALLER)).isEqualTo(new NoSuchUser());
    assertReported(Change.DELETED);
  }

  private ChangeUser.Outcome amend(Amendment amendment) {
    return installation.changeUser.amend(alice.id(), amendment, bob.id(), CALLER);
  }

  private static Amendment amendment(
      @Nullable String name, @Nullable Roles roles, @Nullable Boolean disabled) {
    return new Amendment(
        Optional.ofNullable(name).map(Given::username),
        Optional.ofNullable(roles),
        Optional.ofNullable(disabled));
  }

  @Test
  void an_administrator_changes_all_at_once_and_each_change_is_told() {
    var changed = (Changed) amend(amendment("alicia", Given.roles("writer"), true));

    assertThat(changed.user()).isEqualTo(installation.user(alice));
    assertThat(changed.user())
        .isEqualTo(
            alice.renamed(Given.username("alicia")).withRoles(Given.roles("writer")).disable());
    assertEveryTokenIsDead(EndCause.USER_DISABLED);
    assertThat(installation.log.events(UserChanged.class))
        .extracting(UserChanged::change)
        .containsExactly(Change.RENAMED, Change.ROLES, Change.DISABLED);
  }

  @Test
  void new_roles_by_an_administrator_are_felt_at_the_next_request() {
    amend(amendment(null, Given.roles("writer"), null));

    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    var let =
        (AuthenticateRequest.Authenticated)
            installation.request(installation.refreshed(tokens.refresh()));
    assertThat(let.principal().roles()).isEqualTo(Given.roles("writer"));
    assertReported(Change.ROLES);
  }

  @Test
  void what_is_so_already_changes_nothing() {
    assertThat(amend(amendment("alice", Given.roles("reader"), false)))
        .isEqualTo(new Changed(alice, Optional.empty()));
    assertThat(amend(amendment(null, null, null))).isEqualTo(new Changed(alice, Optional.empty()));

    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(stored()).isEqualTo(before);
    assertThat(installation.log.events(UserChanged.class)).isEmpty();
  }

  @Test
  void of_a_change_that_takes_a_name_that_another_has_nothing_happens() {
    assertThat(amend(amendment("bob", Given.roles(), true))).isEqualTo(new NameTaken());

    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(stored()).isEqualTo(before);
    assertThat(installation.log.events(UserChanged.class)).isEmpty();
  }

  @Test
  void an_administrator_enables_again() {
    amend(amendment(null, null, true));
    amend(amendment(null, null, false));

    assertThat(installation.user(alice).disabled()).isFalse();
    assertEveryTokenIsDead(EndCause.USER_DISABLED);
  }

  @Test
  void nobody_takes_the_administration_from_themselves() {
    var admin = new Roles(List.of(Role.ADMINISTRATOR));
    installation.change(alice, user -> user.withRoles(admin));
    User before = installation.user(alice);
    ChangeUser change = installation.changeUser;

    assertThat(
            List.of(
                change.amend(alice.id(), amendment(null, Given.roles(), null), alice.id(), CALLER),
                change.amend(alice.id(), amendment(null, null, true), alice.id(), CALLER),
                change.delete(alice.id(), alice.id(), CALLER)))
        .containsOnly(new ChangeUser.ShutsOneselfOut());
    assertThat(installation.user(alice)).isEqualTo(before);

    var more = new Roles(List.of(Role.ADMINISTRATOR, new Role("reader")));
    assertThat(change.amend(alice.id(), amendment("al", more, false), alice.id(), CALLER))
        .isInstanceOf(Changed.class);
    assertThat(change.delete(alice.id(), bob.id(), CALLER)).isInstanceOf(Changed.class);
    assertThat(change.delete(alice.id(), bob.id(), CALLER)).isEqualTo(new NoSuchUser());
    assertThat(change.amend(alice.id(), amendment(null, null, null), bob.id(), CALLER))
        .isEqualTo(new NoSuchUser());
  }

  @Test
  void nothing_can_be_done_to_nobody() {
    Username nobody = Given.username("nobody");
    ChangeUser change = installation.changeUser;

    assertThat(
            List.of(
                change.rename(nobody, Given.username("somebody"), CALLER),
                change.setRoles(nobody, Given.roles(), CALLER),
                change.disable(nobody, CALLER),
                change.enable(nobody, CALLER),
                change.resetPassword(nobody, CALLER),
                change.delete(nobody, CALLER)))
        .containsOnly(new NoSuchUser());
    assertThat(installation.log.events(UserChanged.class)).isEmpty();
  }

  @Test
  void a_change_that_was_not_written_is_not_acknowledged() {
    installation.database.failNextWrite(Fault.BEFORE_COMMIT);

    assertThatThrownBy(() -> installation.changeUser.disable(ALICE, CALLER))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(installation.user(alice)).isEqualTo(alice);
    assertThat(stored()).isEqualTo(before);
    assertThat(installation.log.events(UserChanged.class)).isEmpty();
  }

  @Test
  void a_user_who_changes_meanwhile_is_read_again_and_one_who_never_stands_still_is_left() {
    var users = new RestlessUserStore(installation.database.users(), 1);
    assertThat(changeIn(users).disable(ALICE, CALLER)).isInstanceOf(Changed.class);
    assertThat(installation.user(alice).disabled()).isTrue();
    assertThat(installation.user(alice).roles()).isEqualTo(Given.roles("changed-1"));

    var restless = new RestlessUserStore(installation.database.users(), 99);
    assertThat(changeIn(restless).enable(ALICE, CALLER)).isEqualTo(new Contended());
    assertThat(installation.user(alice).disabled()).isTrue();
  }

  private ChangeUser changeIn(UserStore users) {
    return new ChangeUser(
        users,
        installation.hasher,
        installation.secrets,
        installation.log,
        installation.clock,
        POLICY);
  }

  /// Changes the roles of every user right after it was found by name, so many times.
  private static final class RestlessUserStore implements UserStore {
    private final UserStore store;
    private final int most;
    private int changes;

    RestlessUserStore(UserStore store, int most) {
      this.store = store;
      this.most = most;
    }

    @Override
    public Optional<User> findByName(Username username) {
      Optional<User> found = store.findByName(username);
      if (changes < most) {
        changes++;
        User seen = found.orElseThrow();
        User next = seen.withRoles(Given.roles("changed-" + changes));
        assertThat(store.replace(seen, next, NOW, UnaryOperator.identity())).isEqualTo(Write.DONE);
      }
      return found;
    }

    @Override
    public Write add(User user) {
      return store.add(user);
    }

    @Override
    public List<User> addAll(List<User> users) {
      return store.addAll(users);
    }

    @Override
    public Optional<User> find(UserId id) {
      return store.find(id);
    }

    @Override
    public List<User> list(Optional<Username> after, int atMost) {
      return store.list(after, atMost);
    }

    @Override
    public List<User> listById(Optional<UserId> after, int atMost) {
      return store.listById(after, atMost);
    }

    @Override
    public Write replace(User seen, User next, Instant now, UnaryOperator<Session> onLiveSession) {
      return store.replace(seen, next, now, onLiveSession);
    }

    @Override
    public boolean rehash(UserId id, PasswordHash verified, PasswordHash fresh) {
      return store.rehash(id, verified, fresh);
    }

    @Override
    public Write delete(User seen, Instant now, UnaryOperator<Session> onLiveSession) {
      return store.delete(seen, now, onLiveSession);
    }
  }
}
