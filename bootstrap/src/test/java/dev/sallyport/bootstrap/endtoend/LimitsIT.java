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
    // A window that no test outlasts: nothing flows in meanwhile, however slow the machine.
    program = new Program(directory).with("SALLYPORT_LIMITS_LOGIN_PER_ADDRESS", "20/1d");
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isZero();
  }

  @Test
  @Tag("T-01")
  @Tag("T-04")
  void of_sixty_guesses_at_once_no_more_than_twenty_are_hashed() throws Exception {
    try (Server server = program.with("SALLYPORT_LIMITS_LOGIN_FAILURES", "0").serve();
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
      assertThat(statuses.stream().filter(status -> status == 429)).hasSize(40);
      assertThat(visitor.logIn("alice", PASSWORD).status()).isEqualTo(429);
    }
  }

  @Test
  @Tag("T-13")
  void a_restart_leaves_the_browser_known() {
    String device;
    try (Server server = program.serve()) {
      device = new Visitor(server.url()).logIn("alice", PASSWORD).device().orElseThrow();
    }
    try (Server server = program.withWideLimits().serve()) {
      var visitor = new Visitor(server.url());
      // The first delay is a second, which may be over on a slow machine before the next try.
      int stranger = 200;
      for (int time = 0; time < 5 && stranger == 200; time++) {
        for (int i = 0; i < 6; i++) {
          visitor.logIn("alice", "a wrong password");
        }
        stranger = visitor.logIn("alice", PASSWORD).status();
      }
      assertThat(stranger).isEqualTo(429);
      assertThat(visitor.logInKnown("alice", PASSWORD, device).status()).isEqualTo(200);
    }
  }
}
