package dev.sallyport.application.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.InMemoryDatabase;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Ten thousand random lives of a session, on the fake. The stores' own tests play the same ones.
final class SessionHistoriesTest {

  private static final int HISTORIES = 10_000;

  @Test
  void in_no_history_do_two_generations_live_or_the_dead_return() {
    var verdicts = new TreeSet<String>();
    for (long seed = 0; seed < HISTORIES; seed++) {
      var database = new InMemoryDatabase();
      for (String line : new SessionHistory(seed, database.sessions(), database.users()).play()) {
        verdicts.add(line.replaceAll("[0-9]+", "#"));
      }
    }

    assertThat(verdicts)
        .as("every verdict was met, with and without a key, in time and too late")
        .contains(
            "refresh # with key: refreshed -> #",
            "refresh #: refreshed -> #",
            "refresh # with key: REPLAYED -> #",
            "refresh #: REPLAYED -> #",
            "refresh #: EXPIRED -> #",
            "refresh #: ENDED -> #",
            "again, refresh # with key: refreshed -> #",
            "again, refresh # with key: REPLAYED -> #",
            "BEFORE_COMMIT lost, refresh # with key: unavailable -> #",
            "AFTER_COMMIT lost, refresh # with key: unavailable -> #",
            "AFTER_COMMIT lost, log out #: unavailable -> #",
            "log out #: LOGGED_OUT -> #");
  }

  @Test
  void a_history_is_the_same_from_the_same_seed() {
    assertThat(played(7)).isEqualTo(played(7)).isNotEqualTo(played(8));
  }

  private static List<String> played(long seed) {
    var database = new InMemoryDatabase();
    return new SessionHistory(seed, database.sessions(), database.users()).play();
  }
}
