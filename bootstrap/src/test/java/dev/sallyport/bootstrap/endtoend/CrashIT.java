package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import dev.sallyport.bootstrap.endtoend.Visitor.Reply;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` in the middle of refreshes and logouts: what was acknowledged is never lost, and what
/// has ended never lives again.
final class CrashIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final int CRASHES = Integer.getInteger("crashes", 8);
  private static final int CLIENTS = 8;

  /// The server's own answers trigger the kill, so that it hits the middle of the work.
  private static final int ANSWERS_BEFORE_THE_KILL = 25;

  @TempDir private Path directory;

  /// What one client knows when the server is gone.
  ///
  /// @param held the newest tokens that were acknowledged
  /// @param spent the tokens before them, if any
  /// @param key the key of a refresh whose answer did not come, if one was under way
  /// @param loggedOut whether a logout was acknowledged
  /// @param leaving whether a logout was under way
  private record Known(
      Held held, Optional<Held> spent, Optional<String> key, boolean loggedOut, boolean leaving) {}

  @Test
  @Tag("N-05")
  @Tag("ASVS-2.3.3")
  void crashes_lose_nothing_that_was_acknowledged_and_revive_nothing() throws Exception {
    Program program =
        new Program(directory)
            .withWideLimits()
            .withQuickSignatures()
            .with("SALLYPORT_SESSIONS_MAX_PER_USER", "1000");
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isZero();
    List<Held> dead = new ArrayList<>();
    Server server = program.serve();
    for (int crash = 0; crash < CRASHES; crash++) {
      List<Known> known = workUntilKilled(server, crash);
      server = program.serve();
      var visitor = new Visitor(server.url());
      for (Known each : known) {
        check(visitor, each, dead);
      }
    }
    var visitor = new Visitor(server.url());
    dead.forEach(each -> isDead(visitor, each));
    server.close();
  }

  private static List<Known> workUntilKilled(Server server, int crash) throws Exception {
    var answers = new CountDownLatch(ANSWERS_BEFORE_THE_KILL + crash);
    var ready = new CountDownLatch(CLIENTS);
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Known>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        long seed = crash * 100L + i;
        clients.add(
            threads.submit(() -> {
              var visitor = new Visitor(server.url());
              Held held = logIn(visitor);
              ready.countDown();
              return workUntilNoAnswer(visitor, held, new Random(seed), answers);
            }));
      }
      boolean inTime = ready.await(1, TimeUnit.MINUTES) && answers.await(1, TimeUnit.MINUTES);
      server.kill();
      assertThat(inTime).as("the clients got their answers").isTrue();
      List<Known> known = new ArrayList<>();
      for (Future<Known> client : clients) {
        known.add(client.get());
      }
      return known;
    }
  }

  /// A server that has just started may have more passwords to hash than it has room for.
  private static Held logIn(Visitor visitor) {
    Reply reply = visitor.logIn("alice", PASSWORD);
    while (reply.status() == 503) {
      reply = visitor.logIn("alice", PASSWORD);
    }
    return reply.tokens();
  }

  private static Known workUntilNoAnswer(
      Visitor visitor, Held first, Random random, CountDownLatch answers) {
    Held held = first;
    Optional<Held> spent = Optional.empty();
    while (true) {
      if (random.nextInt(40) == 0) {
        try {
          assertThat(visitor.logOut(held).status()).isEqualTo(204);
        } catch (UncheckedIOException noAnswer) {
          return new Known(held, spent, Optional.empty(), false, true);
        }
        answers.countDown();
        Held last = held;
        try {
          held = logIn(visitor);
          spent = Optional.empty();
        } catch (UncheckedIOException noAnswer) {
          return new Known(last, spent, Optional.empty(), true, false);
        }
        continue;
      }
      String key = "key-%016x".formatted(random.nextLong());
      try {
        Held next = visitor.refresh(held, Optional.of(key)).tokens();
        spent = Optional.of(held);
        held = next;
      } catch (UncheckedIOException noAnswer) {
        return new Known(held, spent, Optional.of(key), false, false);
      }
      answers.countDown();
    }
  }

  private static void check(Visitor visitor, Known known, List<Held> dead) {
    if (known.loggedOut()) {
      isDead(visitor, known.held());
      dead.add(known.held());
      return;
    }
    // Acknowledged or not: the same token with the same key is always answered by a successor.
    String key = known.key().orElse("key-of-the-one-after-the-crash");
    Reply reply = visitor.refresh(known.held(), Optional.of(key));
    if (known.leaving() && reply.status() == 401) {
      assertThat(reply.reason()).isEqualTo("ended");
      isDead(visitor, known.held());
      dead.add(known.held());
      return;
    }
    Held next = reply.tokens();
    assertThat(visitor.me(next).status()).isEqualTo(200);
    if (known.spent().isPresent()) {
      // The rotation that was acknowledged is remembered: its spent token is a replay.
      assertThat(visitor.refresh(known.spent().get()).reason()).isEqualTo("replayed");
      isDead(visitor, next);
      dead.add(next);
    }
  }

  private static void isDead(Visitor visitor, Held held) {
    assertThat(visitor.refresh(held).status()).isEqualTo(401);
    assertThat(visitor.me(held).status()).isEqualTo(401);
  }
}
