package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Visitor.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The limits of the whole program, with real hashes.
class LimitsIT {

  private static final String PASSWORD = "a long enough passphrase";

  @TempDir private Path directory;

  private Program program;

  @BeforeEach
  void addAlice() {
    program = new Program(directory);
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isZero();
  }

  @Test
  @Tag("T-01")
  @Tag("T-04")
  void of_sixty_guesses_at_once_no_more_than_twenty_are_hashed() throws Exception {
    // A window that no test outlasts: nothing flows in meanwhile, however slow the machine.
    program
        .with("SALLYPORT_LIMITS_LOGIN_PER_ADDRESS", "20/1d")
        .with("SALLYPORT_LIMITS_LOGIN_FAILURES", "0");
    try (Server server = program.serve();
        var threads = Executors.newFixedThreadPool(60)) {
      var visitor = new Visitor(server.url());
      List<Callable<Reply>> guesses = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String guess = "a wrong password " + i;
        guesses.add(() -> visitor.logIn("alice", guess));
      }
      List<Integer> statuses = new ArrayList<>();
      for (var guess : threads.invokeAll(guesses)) {
        statuses.add(guess.get().status());
      }

      assertThat(statuses).allMatch(status -> List.of(401, 429, 503).contains(status));
      assertThat(statuses.stream().filter(status -> status != 429))
          .as("hashed, or told that there is no room to hash")
          .hasSizeLessThanOrEqualTo(20);
      assertThat(visitor.logIn("alice", PASSWORD).status()).isEqualTo(429);
    }
  }

  @Test
  @Tag("T-13")
  void a_restart_leaves_the_browser_known() {
    String device;
    program.withWideLimits().with("SALLYPORT_LIMITS_LOGIN_FAILURES", "5");
    try (Server server = program.serve()) {
      device = new Visitor(server.url()).logIn("alice", PASSWORD).device().orElseThrow();
    }
    try (Server server = program.serve()) {
      var visitor = new Visitor(server.url());
      shutStrangersOut(visitor);
      assertThat(visitor.logInKnown("alice", PASSWORD, device).status()).isEqualTo(200);
    }
  }

  /// Guesses until the right password is not looked at either. On a slow machine the first delays,
  /// of a second or two, may be over before it is tried.
  private static void shutStrangersOut(Visitor visitor) {
    int right = 0;
    for (int i = 0; right != 429; i++) {
      assertThat(i).as("rounds of guessing").isLessThan(50);
      int guess = 401;
      while (guess == 401) {
        guess = visitor.logIn("alice", "a wrong password").status();
      }
      assertThat(guess).isEqualTo(429);
      right = visitor.logIn("alice", PASSWORD).status();
    }
  }
}
