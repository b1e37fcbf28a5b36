package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import dev.sallyport.bootstrap.endtoend.Visitor.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rotation, replay and retry, from the socket to the file.
final class RotationIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final int ROUNDS = Integer.getInteger("rounds", 30);
  private static final int CALLERS = 50;

  @TempDir private Path directory;

  private Program withAlice() {
    Program program = new Program(directory).withWideLimits().withQuickSignatures();
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice", "--role", "reader").exit())
        .as(program.printed())
        .isZero();
    return program;
  }

  @Test
  @Tag("R-01")
  @Tag("R-02")
  @Tag("R-03")
  @Tag("ASVS-10.4.5")
  void a_token_replayed_after_ten_refreshes_ends_the_session_for_good() {
    Program program = withAlice();
    List<Held> held = new ArrayList<>();
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      held.add(alice.logIn("alice", PASSWORD).tokens());
      for (int i = 0; i < 10; i++) {
        held.add(alice.refresh(held.getLast()).tokens());
      }
      assertThat(alice.me(held.getLast()).status()).isEqualTo(200);

      Reply replay = alice.refresh(held.get(5));

      assertThat(replay.status()).isEqualTo(401);
      assertThat(replay.reason()).isEqualTo("replayed");
      allIsDead(alice, held);
    }
    try (Server again = program.serve()) {
      allIsDead(new Visitor(again.url()), held);
    }
    assertThat(program.printed()).contains("authn_token_reuse");
  }

  private static void allIsDead(Visitor alice, List<Held> held) {
    Reply newest = alice.refresh(held.getLast());
    assertThat(newest.status()).isEqualTo(401);
    assertThat(newest.reason()).isEqualTo("ended");
    for (Held each : held) {
      Reply me = alice.me(each);
      assertThat(me.status()).isEqualTo(401);
      assertThat(me.reason()).isEqualTo("revoked");
    }
  }

  @Test
  @Tag("R-15")
  void a_lost_answer_is_had_again_with_its_key_and_with_nothing_else() {
    Program program = withAlice();
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      Held first = alice.logIn("alice", PASSWORD).tokens();
      Held second = alice.refresh(first, Optional.of("key-of-the-first-refresh")).tokens();
      Held again = alice.refresh(first, Optional.of("key-of-the-first-refresh")).tokens();

      assertThat(again.refresh()).isEqualTo(second.refresh());
      assertThat(again.csrf()).isEqualTo(second.csrf());
      assertThat(alice.me(again).status()).isEqualTo(200);

      assertThat(alice.refresh(first, Optional.of("key-of-somebody-else")).reason())
          .isEqualTo("replayed");
      assertThat(alice.refresh(second).reason()).isEqualTo("ended");

      Held other = alice.logIn("alice", PASSWORD).tokens();
      alice.refresh(other, Optional.of("key-of-the-other-refresh")).tokens();
      assertThat(alice.refresh(other).reason()).isEqualTo("replayed");
    }
  }

  @Test
  @Tag("R-05")
  void of_fifty_parallel_refreshes_without_a_key_exactly_one_wins() throws Exception {
    Program program = withAlice();
    try (Server server = program.serve();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      var alice = new Visitor(server.url());
      for (int round = 0; round < ROUNDS; round++) {
        Held held = alice.logIn("alice", PASSWORD).tokens();
        List<Reply> replies = refreshTogether(threads, alice, held, Optional.empty());

        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).extracting(Reply::status).containsOnly(200, 401);
        assertThat(replies).filteredOn(reply -> reply.reason().equals("replayed")).hasSize(1);
      }
    }
  }

  @Test
  @Tag("R-05")
  @Tag("R-06")
  @Tag("R-07")
  void fifty_parallel_refreshes_with_one_key_get_one_successor() throws Exception {
    Program program = withAlice();
    try (Server server = program.serve();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      var alice = new Visitor(server.url());
      Held held = alice.logIn("alice", PASSWORD).tokens();
      for (int round = 0; round < ROUNDS; round++) {
        List<Reply> replies =
            refreshTogether(threads, alice, held, Optional.of("key-of-round-number-" + round));

        Set<String> successors = new HashSet<>();
        replies.forEach(reply -> successors.add(reply.tokens().refresh()));
        assertThat(successors).hasSize(1).doesNotContain(held.refresh());
        held = replies.getFirst().tokens();
      }
    }
  }

  private static List<Reply> refreshTogether(
      ExecutorService threads, Visitor alice, Held held, Optional<String> key) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Reply>> pending = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      pending.add(
          threads.submit(() -> {
            go.await();
            return alice.refresh(held, key);
          }));
    }
    go.countDown();
    List<Reply> replies = new ArrayList<>();
    for (Future<Reply> each : pending) {
      replies.add(each.get());
    }
    return replies;
  }
}
