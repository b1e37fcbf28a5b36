package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.session.RefreshSession.Outcome;
import dev.sallyport.application.session.RefreshSession.Refreshed;
import dev.sallyport.application.session.RefreshSession.Refused;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("R-05")
@Timeout(60)
final class RefreshRaceTest {

  private static final int CALLERS = 50;
  private static final int ROUNDS = 100;

  private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private List<Outcome> refreshAtOnce(
      Installation installation, RefreshToken token, Optional<IdempotencyKey> key)
      throws Exception {
    var ready = new CountDownLatch(CALLERS);
    var go = new CountDownLatch(1);
    Callable<Outcome> refresh =
        () -> {
          ready.countDown();
          go.await();
          return installation.refreshSession.refresh(token, key, CALLER);
        };
    List<Future<Outcome>> started = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      started.add(threads.submit(refresh));
    }
    ready.await();
    go.countDown();
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> outcome : started) {
      outcomes.add(outcome.get());
    }
    return outcomes;
  }

  @Test
  void of_fifty_with_one_token_and_no_key_one_wins_and_the_session_ends() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var installation = new Installation();
      installation.addUser("alice");
      RefreshToken token = installation.logIn("alice").refresh();

      List<Outcome> outcomes = refreshAtOnce(installation, token, Optional.empty());

      assertThat(outcomes).filteredOn(Refreshed.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(outcome -> outcome.equals(new Refused(Refusal.REPLAYED)))
          .hasSize(1);
      assertThat(outcomes)
          .filteredOn(outcome -> outcome.equals(new Refused(Refusal.ENDED)))
          .hasSize(CALLERS - 2);
      assertThat(installation.session(token).end()).isPresent();
      assertThat(installation.session(token).generation()).isEqualTo(2);
      assertThat(installation.log.events(TokenReused.class)).hasSize(1);
    }
  }

  @Test
  void fifty_with_one_token_and_its_one_key_all_get_the_same_successor() throws Exception {
    var key = Optional.of(new IdempotencyKey("the-key-of-this-refresh"));
    for (int round = 0; round < ROUNDS; round++) {
      var installation = new Installation();
      installation.addUser("alice");
      RefreshToken token = installation.logIn("alice").refresh();

      List<Outcome> outcomes = refreshAtOnce(installation, token, key);

      assertThat(outcomes).allMatch(Refreshed.class::isInstance);
      assertThat(outcomes)
          .map(outcome -> ((Refreshed) outcome).tokens().refresh())
          .containsOnly(installation.refreshTokens.of(installation.session(token)));
      assertThat(installation.session(token).generation()).isEqualTo(2);
      assertThat(installation.session(token).version()).isEqualTo(2);
      assertThat(installation.session(token).end()).isEmpty();
    }
  }
}
