package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every [UserStore] promises. Subclasses give a fresh pair of stores on one database.
public abstract class UserStoreContract {

  private final Given given = Given.seed(2);

  protected abstract UserStore users();

  protected abstract SessionStore sessions();

  private static Session ended(Session session) {
    return session.ended(EndCause.USER_DISABLED, CLIENT.address(), NOW, POLICY);
  }

  private User added(String name) {
    User user = given.user(name);
    assertThat(users().add(user)).isEqualTo(Write.DONE);
    return user;
  }

  private Session opened(User owner) {
    Session session = given.session(owner);
    assertThat(sessions().open(session, owner, Optional.empty(), _ -> List.of())).isPresent();
    return session;
  }

  @Test
  void an_added_user_is_found_by_id_and_by_name() {
    User alice = added("alice");

    assertThat(users().find(alice.id())).contains(alice);
    assertThat(users().findByName(alice.username())).contains(alice);
  }

  @Test
  void nobody_is_found_under_a_name_that_none_has() {
    added("alice");

    assertThat(users().findByName(Given.username("alic"))).isEmpty();
    assertThat(users().findByName(Given.username("alice_"))).isEmpty();
    assertThat(users().find(given.user("bob").id())).isEmpty();
  }

  /// Of the signs that stand for others in SQL, a name may have this one.
  @Tag("L-04")
  @Test
  void a_sign_that_stands_for_others_in_patterns_stands_for_itself() {
    added("alice");
    User pattern = added("al_c_");

    assertThat(users().findByName(Given.username("ali_e"))).isEmpty();
    assertThat(users().findByName(Given.username("_____"))).isEmpty();
    assertThat(users().findByName(pattern.username())).contains(pattern);
  }

  @Test
  void a_name_is_given_once() {
    User alice = added("alice");

    assertThat(users().add(given.user("alice"))).isEqualTo(Write.NAME_TAKEN);
    assertThat(users().findByName(alice.username())).contains(alice);
  }

  @Test
  void of_many_users_those_are_added_whose_names_are_free() {
    User alice = added("alice");
    User bob = given.user("bob");
    User carol = given.user("carol").withRoles(Given.roles("admin")).disable();

    assertThat(users().addAll(List.of(bob, given.user("alice"), carol)))
        .containsExactly(bob, carol);
    assertThat(users().list(Optional.empty(), 10)).containsExactly(alice, bob, carol);
    assertThat(users().addAll(List.of(given.user("bob")))).isEmpty();
    assertThat(users().addAll(List.of())).isEmpty();
    assertThat(users().list(Optional.empty(), 10)).containsExactly(alice, bob, carol);
  }

  @Test
  void a_name_outside_ascii_is_kept_as_it_is() {
    User user = added("żółć@例え");

    assertThat(users().findByName(user.username())).contains(user);
  }

  @Test
  void every_field_of_a_user_survives() {
    User alice = added("alice");
    User changed =
        alice
            .renamed(Given.username("alicia"))
            .withRoles(Given.roles("admin", "a:b.c_d-e"))
            .withTemporaryPassword(new PasswordHash("{plain}new"), NOW.plusSeconds(60))
            .disable();

    assertThat(users().replace(alice, changed, NOW, UnaryOperator.identity()))
        .isEqualTo(Write.DONE);
    assertThat(users().find(alice.id())).contains(changed);
    assertThat(users().findByName(alice.username())).isEmpty();
    assertThat(users().findByName(changed.username())).contains(changed);
  }

  @Test
  void a_swap_from_a_version_that_has_passed_writes_nothing() {
    User alice = added("alice");
    Session session = opened(alice);
    User renamed = alice.renamed(Given.username("alicia"));
    users().replace(alice, renamed, NOW, UnaryOperator.identity());

    assertThat(users().replace(alice, alice.disable(), NOW, UserStoreContract::ended))
        .isEqualTo(Write.STALE);
    assertThat(users().find(alice.id())).contains(renamed);
    assertThat(sessions().find(session.id())).contains(session);
  }

  @Test
  void a_rename_to_a_taken_name_writes_nothing() {
    User alice = added("alice");
    User bob = added("bob");
    Session session = opened(alice);

    assertThat(users().replace(alice, alice.renamed(bob.username()), NOW, UserStoreContract::ended))
        .isEqualTo(Write.NAME_TAKEN);
    assertThat(users().find(alice.id())).contains(alice);
    assertThat(sessions().find(session.id())).contains(session);
  }

  @Test
  void a_change_writes_every_live_session_of_its_user_and_no_other() {
    User alice = added("alice");
    User bob = added("bob");
    Session one = opened(alice);
    Session two = opened(alice);
    Session ofBob = opened(bob);
    Session over = opened(alice);
    Session loggedOut = over.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);
    sessions().replace(over, loggedOut);

    assertThat(users().replace(alice, alice.disable(), NOW, UserStoreContract::ended))
        .isEqualTo(Write.DONE);

    assertThat(sessions().find(one.id())).contains(ended(one));
    assertThat(sessions().find(two.id())).contains(ended(two));
    assertThat(sessions().find(ofBob.id())).contains(ofBob);
    assertThat(sessions().find(over.id())).contains(loggedOut);
  }

  @Test
  void a_session_that_a_change_leaves_alone_is_not_written() {
    User alice = added("alice");
    Session session = opened(alice);

    users().replace(alice, alice.renamed(Given.username("alicia")), NOW, UnaryOperator.identity());

    assertThat(sessions().find(session.id())).contains(session);
  }

  @Test
  void a_rehash_keeps_the_version() {
    User alice = added("alice");
    var fresh = new PasswordHash("{plain}fresh");

    assertThat(users().rehash(alice.id(), alice.passwordHash(), fresh)).isTrue();
    assertThat(users().find(alice.id())).contains(alice.rehashed(fresh));
  }

  @Test
  void a_rehash_of_a_password_that_was_changed_meanwhile_writes_nothing() {
    User alice = added("alice");
    User changed = alice.withPassword(new PasswordHash("{plain}other"));
    users().replace(alice, changed, NOW, UnaryOperator.identity());

    assertThat(users().rehash(alice.id(), alice.passwordHash(), new PasswordHash("{plain}old")))
        .isFalse();
    assertThat(users().find(alice.id())).contains(changed);
  }

  @Test
  void a_change_that_began_before_a_rehash_does_not_undo_it() {
    User alice = added("alice");
    var fresh = new PasswordHash("{plain}fresh");
    users().rehash(alice.id(), alice.passwordHash(), fresh);
    User changed = alice.withRoles(Given.roles("writer"));

    assertThat(users().replace(alice, changed, NOW, UnaryOperator.identity()))
        .isEqualTo(Write.DONE);
    assertThat(users().find(alice.id())).contains(changed.rehashed(fresh));
  }

  @Test
  void a_deleted_user_is_gone_with_every_session() {
    User alice = added("alice");
    Session session = opened(alice);

    assertThat(users().delete(alice, NOW, UserStoreContract::ended)).isEqualTo(Write.DONE);

    assertThat(users().find(alice.id())).isEmpty();
    assertThat(users().findByName(alice.username())).isEmpty();
    assertThat(users().list(Optional.empty(), 10)).isEmpty();
    assertThat(sessions().find(session.id()).flatMap(Session::end).map(End::cause))
        .isEqualTo(ended(session).end().map(End::cause));
    assertThat(sessions().find(session.id()).map(Session::revocation))
        .contains(ended(session).revocation());
    assertThat(users().delete(alice, NOW, UserStoreContract::ended)).isEqualTo(Write.STALE);
    assertThat(users().rehash(alice.id(), alice.passwordHash(), new PasswordHash("{plain}x")))
        .isFalse();
  }

  @Test
  void of_a_deleted_user_no_session_tells_who_used_it_and_from_where() {
    User alice = added("alice");
    User bob = added("bob");
    Session live = opened(alice);
    Session over = opened(alice);
    sessions().replace(over, ended(over));
    Session ofBob = opened(bob);

    users().delete(alice, NOW, UserStoreContract::ended);

    assertThat(sessions().ofUser(alice.id(), 10, NOW))
        .hasSize(2)
        .allMatch(s -> s.lastRotation().by().equals(new Client(ClientAddress.NONE, "")))
        .allMatch(s -> s.end().orElseThrow().by().equals(ClientAddress.NONE));
    assertThat(sessions().find(live.id()).orElseThrow().version())
        .as("no write from before it goes through")
        .isGreaterThan(ended(live).version());
    assertThat(sessions().find(ofBob.id())).contains(ofBob);
  }

  @Test
  void users_come_page_by_page_in_the_order_of_their_ids() {
    List<UserId> ids = new ArrayList<>();
    for (String name : List.of("carol", "alice", "bob")) {
      ids.add(added(name).id());
    }
    User gone = added("dave");
    users().delete(gone, NOW, UserStoreContract::ended);
    ids.sort(Comparator.comparing(UserId::text));

    List<User> first = users().listById(Optional.empty(), 2);
    List<User> second = users().listById(Optional.of(ids.get(1)), 2);

    assertThat(first).extracting(User::id).isEqualTo(ids.subList(0, 2));
    assertThat(second).extracting(User::id).isEqualTo(ids.subList(2, 3));
    assertThat(users().listById(Optional.of(ids.get(2)), 2)).isEmpty();
  }

  @Tag("ASVS-10.3.3")
  @Test
  void the_name_of_a_deleted_user_is_free_for_another() {
    User alice = added("alice");
    users().delete(alice, NOW, UserStoreContract::ended);
    User other = added("alice");

    assertThat(other.id()).isNotEqualTo(alice.id());
    assertThat(users().findByName(other.username())).contains(other);
  }

  @Test
  void users_come_page_by_page_in_the_order_of_their_names() {
    User carol = added("carol");
    User alice = added("alice");
    User bob = added("bob");

    assertThat(users().list(Optional.empty(), 2)).containsExactly(alice, bob);
    assertThat(users().list(Optional.of(bob.username()), 2)).containsExactly(carol);
    assertThat(users().list(Optional.of(carol.username()), 2)).isEmpty();
  }
}
