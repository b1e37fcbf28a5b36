package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import dev.sallyport.bootstrap.endtoend.Visitor.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Three nodes that share nothing but the database, perhaps a Redis, and the master key: whatever is
/// done at one holds at all of them at the next request. Servers on one file: KeysIT.
@Timeout(300)
final class NodesIT {

  private static final int CALLERS = 50;
  private static final int ROUNDS = Integer.getInteger("rounds", 12);
  private static final int ROUNDS_WITH_ONE_KEY = 10;

  /// What a node may take to follow a change of keys, two seconds, and more for a slow machine.
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir private Path directory;

  /// One test, since three processes take their time to start.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ONE_FILE")
  @Tag("R-05")
  @Tag("R-06")
  @Tag("R-07")
  @Tag("R-08")
  @Tag("N-06")
  void what_is_done_at_one_holds_at_all_and_one_of_fifty_wins_across_them(Stores stores)
      throws Exception {
    try (var cluster = Cluster.ofThree(directory, stores.shared(directory));
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      cluster.addUsers(List.of("alice", "bob"));
      cluster.awaitRedis();
      List<Visitor> visitors = IntStream.range(0, 3).mapToObj(cluster::at).toList();
      exactlyOneOfFiftyWins(threads, visitors);
      fiftyWithOneKeyGetOneSuccessor(threads, visitors);
      aSessionIsAtHomeEverywhere(cluster);
      whatTheOperatorEndsIsOverEverywhere(cluster);
      keysAreFollowedEverywhere(cluster);
    }
  }

  private static void aSessionIsAtHomeEverywhere(Cluster cluster) {
    Held first = cluster.at(0).logIn("alice", Cluster.PASSWORD).tokens();
    isAccepted(cluster, first);
    Held second = cluster.at(1).refresh(first, Optional.of("key-of-the-first-one")).tokens();
    isAccepted(cluster, second);
    Held again = cluster.at(2).refresh(first, Optional.of("key-of-the-first-one")).tokens();
    assertThat(again.refresh()).isEqualTo(second.refresh());
    Held third = cluster.at(0).refresh(again).tokens();

    assertThat(cluster.at(1).logOut(third).status()).isEqualTo(204);
    isRevoked(cluster, third);
    isOver(cluster, third);

    Held other = cluster.at(2).logIn("alice", Cluster.PASSWORD).tokens();
    Held next = cluster.at(0).refresh(other).tokens();
    assertThat(cluster.at(1).refresh(other).reason()).isEqualTo("replayed");
    isRevoked(cluster, next);
    isOver(cluster, next);
  }

  private static void whatTheOperatorEndsIsOverEverywhere(Cluster cluster) {
    Held held = cluster.at(0).logIn("bob", Cluster.PASSWORD).tokens();
    isAccepted(cluster, held);
    cluster.done("user", "roles", "bob", "writer");
    isRevoked(cluster, held);
    Held fresh = cluster.at(1).refresh(held).tokens();
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.at(i).me(fresh).body().path("roles").toString()).isEqualTo("[\"writer\"]");
    }
    cluster.done("user", "disable", "bob");
    isRevoked(cluster, fresh);
    isOver(cluster, fresh);
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.at(i).logIn("bob", Cluster.PASSWORD).status()).isEqualTo(401);
    }
  }

  private static void keysAreFollowedEverywhere(Cluster cluster) {
    Held held = cluster.at(0).logIn("alice", Cluster.PASSWORD).tokens();
    String old = keys(cluster.at(0)).replaceAll("[\\[\\]]", "");
    String next = cluster.done("key", "rotate").replaceAll("(?s)the new key (\\S+) .*", "$1");
    for (int i = 0; i < 3; i++) {
      Visitor visitor = cluster.at(i);
      becomesTrueSoon("published", () -> keys(visitor).contains(next));
    }
    cluster.done("key", "revoke", old);
    for (int i = 0; i < 3; i++) {
      Visitor visitor = cluster.at(i);
      becomesTrueSoon("refused", () -> visitor.me(held).status() == 401);
      assertThat(keys(visitor)).isEqualTo("[" + next + "]");
    }
    Held fresh = cluster.at(1).refresh(held).tokens();
    isAccepted(cluster, fresh);

    cluster.done("key", "rotate", "--root");
    for (int i = 0; i < 3; i++) {
      Visitor visitor = cluster.at(i);
      becomesTrueSoon("over", () -> visitor.me(fresh).status() == 401);
      Visitor neighbour = cluster.at((i + 1) % 3);
      Held underTheNewRoot = visitor.logIn("alice", Cluster.PASSWORD).tokens();
      isAccepted(cluster, neighbour.refresh(underTheNewRoot).tokens());
    }
  }

  private static String keys(Visitor visitor) {
    return visitor
        .get("/.well-known/jwks.json")
        .body()
        .path("keys")
        .findValuesAsText("kid")
        .toString();
  }

  /// Asks again and again; each question is a request, so this does not spin.
  private static void becomesTrueSoon(String what, BooleanSupplier question) {
    long begun = System.nanoTime();
    while (!question.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(what).isLessThan(SOON);
    }
  }

  private static void isAccepted(Cluster cluster, Held held) {
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.at(i).me(held).status()).as("at node %d", i).isEqualTo(200);
    }
  }

  private static void isRevoked(Cluster cluster, Held held) {
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.at(i).me(held).reason()).as("at node %d", i).isEqualTo("revoked");
    }
  }

  private static void isOver(Cluster cluster, Held held) {
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.at(i).refresh(held).reason()).as("at node %d", i).isEqualTo("ended");
    }
  }

  /// Half of the rounds without keys, half with a key each.
  private static void exactlyOneOfFiftyWins(ExecutorService threads, List<Visitor> visitors)
      throws Exception {
    List<Held> sessions = logIns(threads, visitors);
    for (int round = 0; round < ROUNDS; round++) {
      String key = "key-of-round-number-" + round + "-and-caller-";
      boolean withKeys = round % 2 == 0;
      List<Reply> replies =
          together(
              threads,
              visitors,
              sessions.get(round),
              caller -> withKeys ? Optional.of(key + caller) : Optional.empty());

      assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
      assertThat(replies).extracting(Reply::status).containsOnly(200, 401);
      assertThat(replies).filteredOn(reply -> reply.reason().equals("replayed")).hasSize(1);
    }
  }

  private static void fiftyWithOneKeyGetOneSuccessor(
      ExecutorService threads, List<Visitor> visitors) throws Exception {
    Held held = visitors.getFirst().logIn("alice", Cluster.PASSWORD).tokens();
    for (int round = 0; round < ROUNDS_WITH_ONE_KEY; round++) {
      var key = Optional.of("the-one-key-of-round-" + round);
      Set<String> successors = new HashSet<>();
      List<Reply> replies = together(threads, visitors, held, _ -> key);
      replies.forEach(reply -> successors.add(reply.tokens().refresh()));

      assertThat(successors).hasSize(1).doesNotContain(held.refresh());
      held = replies.getFirst().tokens();
    }
  }

  /// A session for each round, as many at once as there are cores to hash.
  private static List<Held> logIns(ExecutorService threads, List<Visitor> visitors)
      throws Exception {
    var few = new Semaphore(visitors.size());
    List<Future<Held>> pending = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Visitor visitor = visitors.get(round % visitors.size());
      pending.add(
          threads.submit(() -> {
            few.acquire();
            try {
              return visitor.logIn("alice", Cluster.PASSWORD).tokens();
            } finally {
              few.release();
            }
          }));
    }
    List<Held> sessions = new ArrayList<>();
    for (Future<Held> each : pending) {
      sessions.add(each.get());
    }
    return sessions;
  }

  /// What one of the callers sends.
  private interface KeyOf {
    Optional<String> caller(int number);
  }

  private static List<Reply> together(
      ExecutorService threads, List<Visitor> visitors, Held held, KeyOf keys) throws Exception {
    var go = new CountDownLatch(1);
    List<Future<Reply>> pending = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      pending.add(
          threads.submit(() -> {
            go.await();
            return visitors.get(caller % visitors.size()).refresh(held, keys.caller(caller));
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
