package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.session.ReadCsrfToken.Read;
import dev.sallyport.application.session.ReadCsrfToken.Refused;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReadCsrfTokenTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final IssuedTokens first = installation.logIn("alice");

  private ReadCsrfToken.Outcome read(RefreshToken token) {
    return installation.readCsrfToken.read(token);
  }

  @Test
  void the_token_of_the_session_is_read_with_the_life_of_its_cookie() {
    installation.clock.advance(Duration.ofDays(1));

    assertThat(read(first.refresh())).isEqualTo(new Read(first.csrf(), Duration.ofDays(6)));
  }

  @Test
  void reading_judges_no_replay_and_writes_nothing() {
    installation.refreshed(first.refresh());
    Session before = installation.session(first.refresh());

    assertThat(read(first.refresh())).isEqualTo(new Read(first.csrf(), Duration.ofDays(7)));
    assertThat(installation.session(first.refresh())).isEqualTo(before);
  }

  @Test
  void a_session_that_is_over_has_none() {
    IssuedTokens other = installation.logIn("alice");
    installation.logOut.logOut(other.refresh(), CALLER);
    assertThat(read(other.refresh())).isEqualTo(new Refused(Refusal.ENDED));

    installation.clock.advance(Duration.ofDays(7));
    assertThat(read(first.refresh())).isEqualTo(new Refused(Refusal.EXPIRED));
    assertThat(read(other.refresh())).isEqualTo(new Refused(Refusal.ENDED));
  }

  @Test
  void a_token_that_is_not_ours_learns_nothing() {
    Session session = installation.session(first.refresh());
    RefreshToken forged = new RefreshTokens(installation.given.roots()).of(session);
    Session nowhere = installation.given.session(alice);

    assertThat(read(forged)).isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(read(installation.refreshTokens.of(nowhere)))
        .isEqualTo(new Refused(Refusal.UNKNOWN));
  }
}
