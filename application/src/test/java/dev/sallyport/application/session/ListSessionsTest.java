package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.session.ListSessions.Listed;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ListSessionsTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");

  private List<Listed> listed() {
    return installation.listSessions.of(alice.id());
  }

  private Session opened() {
    installation.clock.advance(Duration.ofSeconds(1));
    return installation.session(installation.logIn("alice").refresh());
  }

  @Tag("ASVS-7.5.2")
  @Test
  void a_user_sees_where_they_are_signed_in_and_how_a_session_ended_the_newest_first() {
    installation.addUser("bob");
    installation.logIn("bob");
    Session first = opened();
    installation.clock.advance(Duration.ofSeconds(1));
    IssuedTokens second = installation.logIn("alice");
    installation.logOut.logOut(second.refresh(), CALLER);
    Session third = opened();

    assertThat(listed())
        .containsExactly(
            new Listed(third, false),
            new Listed(installation.session(second.refresh()), false),
            new Listed(first, false));
    assertThat(listed().get(1).session().end())
        .contains(new End(NOW.plusSeconds(2), EndCause.LOGGED_OUT, CALLER.client().address()));
  }

  @Test
  void one_that_nobody_used_for_too_long_has_expired() {
    Session idle = opened();
    installation.clock.advance(POLICY.refreshTtl());

    assertThat(listed()).containsExactly(new Listed(idle, true));
  }

  @Test
  void an_ended_one_is_there_until_it_is_forgotten() {
    Session session = opened();
    installation.endSessions.end(session.id(), CALLER);
    installation.clock.advance(POLICY.sessionMax());
    assertThat(listed()).hasSize(1);

    installation.purgeSessions.purge();

    assertThat(listed()).isEmpty();
  }

  @Test
  void of_those_that_are_over_a_hundred_are_shown_and_every_live_one() {
    Session oldest = opened();
    for (int i = 0; i < 60; i++) {
      opened(alice);
    }
    for (int i = 0; i < 60; i++) {
      installation.endSessions.end(opened(alice).id(), CALLER);
    }
    installation.clock.advance(POLICY.refreshTtl().minusMinutes(10));
    installation.refreshed(installation.refreshTokens.of(oldest));
    installation.clock.advance(Duration.ofMinutes(10));
    Session newest = opened();

    List<Listed> listed = listed();

    assertThat(listed).hasSize(2 + ListSessions.MOST_OVER);
    assertThat(listed.getFirst().session()).isEqualTo(newest);
    assertThat(listed.getLast().session().id()).isEqualTo(oldest.id());
    assertThat(listed.subList(1, 101)).filteredOn(Listed::expired).hasSize(40);
  }

  private Session opened(User owner) {
    installation.clock.advance(Duration.ofSeconds(1));
    Session session = installation.given.session(owner, installation.clock.instant());
    installation.database.sessions().open(session, owner, Optional.empty(), _ -> List.of());
    return session;
  }
}
