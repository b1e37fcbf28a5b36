package dev.sallyport.adapters.memory;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.RevocationListContract;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CachedRevocationListTest extends RevocationListContract {

  private static final int WRITERS = 3;
  private static final int READERS = 3;
  private static final int SESSIONS_EACH = 300;

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final CachedRevocationList list =
      new CachedRevocationList(database.revocationLog(), new SettableClock(NOW));

  @Override
  protected RevocationList revocations() {
    return list;
  }

  @Override
  protected UserStore users() {
    return database.users();
  }

  @Override
  protected SessionStore sessions() {
    return database.sessions();
  }

  @Test
  void while_the_database_is_down_nobody_is_told_anything() {
    SessionId session = ended(Given.seed(1), "alice");
    list.of(session);
    database.takeDown();

    assertThatThrownBy(() -> list.of(session)).isInstanceOf(StoreUnavailableException.class);

    database.bringUp();
    assertThat(list.of(session).refuses(1, NOW)).isTrue();
  }

  /// Writers hand each session on once its end is acknowledged; whoever gets it must find it
  /// revoked, whatever else is being read and written meanwhile.
  @Tag("ASVS-15.4.1")
  @Test
  @Timeout(60)
  void whoever_hears_of_an_end_finds_it_in_the_list() throws Exception {
    var acknowledged = new ConcurrentLinkedQueue<SessionId>();
    try (var threads = Executors.newFixedThreadPool(WRITERS + READERS)) {
      List<Future<Integer>> misses = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        misses.add(threads.submit(writer(writer, acknowledged)));
      }
      for (int reader = 0; reader < READERS; reader++) {
        misses.add(threads.submit(reader(acknowledged)));
      }
      for (var each : misses) {
        assertThat(each.get()).isZero();
      }
    }
  }

  private Callable<Integer> writer(int number, ConcurrentLinkedQueue<SessionId> acknowledged) {
    return () -> {
      var given = Given.seed(100 + number);
      int misses = 0;
      for (int i = 0; i < SESSIONS_EACH; i++) {
        SessionId session = ended(given, "user-" + number + "-" + i);
        acknowledged.add(session);
        misses += list.of(session).refuses(1, NOW) ? 0 : 1;
      }
      return misses;
    };
  }

  private Callable<Integer> reader(ConcurrentLinkedQueue<SessionId> acknowledged) {
    return () -> {
      int misses = 0;
      int seen = 0;
      while (seen < SESSIONS_EACH * WRITERS / READERS) {
        SessionId session = acknowledged.poll();
        if (session == null) {
          Thread.onSpinWait();
        } else {
          seen++;
          misses += list.of(session).refuses(1, NOW) ? 0 : 1;
        }
      }
      return misses;
    };
  }

  private SessionId ended(Given given, String name) {
    User user = given.user(name);
    database.users().add(user);
    Session session = given.session(user);
    database.sessions().open(session, user, Optional.empty(), _ -> List.of());
    Session ended = session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);
    assertThat(database.sessions().replace(session, ended)).isTrue();
    return session.id();
  }
}
