package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [RevocationCounter] promises, and how the stores beside it spread. Subclasses give a
/// fresh database.
public abstract class RevocationCounterContract {

  private static final Optional<CopyId> NONE = Optional.empty();
  private static final Optional<CopyId> ONE = Optional.of(new CopyId("the-first-copy-of-allA"));
  private static final Optional<CopyId> OTHER = Optional.of(new CopyId("the-other-copy-of-allA"));

  private final Given given = Given.seed(5);
  private final List<String> spread = new ArrayList<>();

  protected abstract RevocationCounter counter();

  protected abstract RevocationLog log();

  protected abstract UserStore users();

  /// A store that spreads what it revokes like this.
  protected abstract SessionStore sessions(RevocationSpread spread);

  private SessionStore sessions() {
    return sessions(
        new RevocationSpread() {
          @Override
          public void spread(long number, Optional<CopyId> copy) {
            boolean committed = log().after(number - 1, NOW, 10).entries().size() == 1;
            spread.add(number + (committed ? " " : " uncommitted ") + copy);
          }

          @Override
          public void spreadEarlier(long number) {
            spread.add("earlier " + number);
          }
        });
  }

  private Session opened(SessionStore sessions) {
    User user = given.user("alice");
    users().add(user);
    Session session = given.session(user);
    assertThat(sessions.open(session, user, Optional.empty(), _ -> List.of())).isPresent();
    return session;
  }

  private static Session ended(Session session) {
    return session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);
  }

  @Test
  void at_first_no_copy_is_named() {
    assertThat(counter().read().copy()).isEmpty();
  }

  @Test
  void it_tells_the_number_and_the_epoch_of_the_log() {
    var sessions = sessions();
    Session session = opened(sessions);
    sessions.replace(session, ended(session));

    var revocations = log().after(0, NOW, 10);

    assertThat(counter().read().number()).isEqualTo(revocations.number());
    assertThat(counter().read().epoch()).isEqualTo(revocations.epoch());
  }

  @Test
  void of_two_that_name_a_copy_one_wins() {
    assertThat(counter().name(NONE, ONE)).isTrue();
    assertThat(counter().name(NONE, OTHER)).isFalse();
    assertThat(counter().read().copy()).isEqualTo(ONE);

    assertThat(counter().name(OTHER, NONE)).isFalse();
    assertThat(counter().name(ONE, OTHER)).isTrue();
    assertThat(counter().name(OTHER, NONE)).isTrue();
    assertThat(counter().read().copy()).isEmpty();
  }

  @Test
  void naming_a_copy_revokes_nothing() {
    long number = counter().read().number();

    counter().name(NONE, ONE);

    assertThat(counter().read().number()).isEqualTo(number);
  }

  @Test
  void what_was_committed_is_spread_with_its_number_and_the_copy_that_was_named_then() {
    var sessions = sessions();
    Session session = opened(sessions);
    assertThat(spread).isEmpty();
    counter().name(NONE, ONE);

    sessions.replace(session, ended(session));

    assertThat(spread).containsExactly(counter().read().number() + " " + ONE);
  }

  @Test
  void who_has_revoked_is_told_that_it_stands_if_it_could_not_be_spread() {
    Session session = opened(sessions());
    var sessions =
        sessions(
            new RevocationSpread() {
              @Override
              public void spread(long number, Optional<CopyId> copy) {
                throw new StoreUnavailableException("nobody listens");
              }

              @Override
              public void spreadEarlier(long number) {}
            });

    assertThatThrownBy(() -> sessions.replace(session, ended(session)))
        .isInstanceOf(RevocationNotSpreadException.class);

    assertThat(sessions.find(session.id())).contains(ended(session));
  }

  @Test
  void what_was_not_committed_is_not_spread() {
    var sessions = sessions();
    Session session = opened(sessions);
    sessions.replace(session, ended(session));
    spread.clear();

    assertThat(sessions.replace(session, ended(session))).isFalse();

    assertThat(spread).isEmpty();
  }

  @Test
  void who_finds_a_session_that_somebody_has_revoked_spreads_that_before_telling() {
    var sessions = sessions();
    Session session = opened(sessions);
    sessions.find(session.id());
    assertThat(spread).isEmpty();
    sessions.replace(session, ended(session));
    spread.clear();

    sessions.find(session.id());

    assertThat(spread).containsExactly("earlier " + counter().read().number());
    spread.clear();

    sessions.ofUser(session.user(), 1, NOW);

    assertThat(spread).containsExactly("earlier " + counter().read().number());
  }
}
