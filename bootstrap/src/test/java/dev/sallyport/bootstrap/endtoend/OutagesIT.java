package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.FaultyLink;
import dev.sallyport.application.port.FaultyLink.BlackHole;
import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import dev.sallyport.bootstrap.endtoend.Visitor.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A store that is there and does not answer: everybody is told so in time, nothing piles up, and
/// when the store answers again all is as before. The outage lasts until the last answer is there,
/// so whoever waited for its end would wait for ever.
@Timeout(300)
final class OutagesIT {

  private static final int CROWD = 60;

  /// Two seconds, and more for a slow machine.
  private static final Duration BOUND = Duration.ofSeconds(6);

  private static final Duration SOON = Duration.ofSeconds(20);

  /// 200 for requests, and those of the JVM, the database's pool and our own.
  private static final int MOST_THREADS = 250;

  @TempDir private Path directory;

  private static void aCrowdIsTold(Cluster cluster, Held held) throws Exception {
    var visitor = cluster.at(0);
    List<Supplier<Reply>> questions =
        List.of(
            () -> visitor.me(held),
            () -> visitor.refresh(held, Optional.of("key-of-the-one-refresh")),
            () -> visitor.logIn("bob", Cluster.PASSWORD));
    try (ExecutorService crowd = Executors.newFixedThreadPool(CROWD)) {
      List<Future<Duration>> pending = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        Supplier<Reply> question = questions.get(i % questions.size());
        pending.add(
            crowd.submit(() -> {
              long begun = System.nanoTime();
              assertThat(question.get().status()).isEqualTo(503);
              return Duration.ofNanos(System.nanoTime() - begun);
            }));
      }
      List<Duration> took = new ArrayList<>();
      for (Future<Duration> each : pending) {
        took.add(each.get());
      }
      took.sort(null);
      System.out.printf(
          "%d told, median %d ms, slowest %d ms%n",
          took.size(), took.get(took.size() / 2).toMillis(), took.getLast().toMillis());
      assertThat(took.getLast()).isLessThan(BOUND);
    }
    // It is not asked for at each question.
    becomesTrueSoon("ill", () -> visitor.get("/health").status() == 503);
  }

  private static void isAsBefore(Cluster cluster, Held held, long atWork) {
    var visitor = cluster.at(0);
    becomesTrueSoon("healthy", () -> visitor.get("/health").status() == 200);
    assertThat(visitor.me(held).status()).isEqualTo(200);
    // Whatever became of the refreshes: with their key the successor can be had.
    Held next = visitor.refresh(held, Optional.of("key-of-the-one-refresh")).tokens();
    assertThat(visitor.me(next).status()).isEqualTo(200);
    assertThat(visitor.logIn("bob", Cluster.PASSWORD).status()).isEqualTo(200);
    becomesTrueSoon("no thread hangs", () -> atWork(cluster) <= atWork);
    assertThat(visitor.logOut(next).status()).isEqualTo(204);
    assertThat(visitor.me(next).status()).isEqualTo(401);
  }

  private static void becomesTrueSoon(String what, BooleanSupplier question) {
    long begun = System.nanoTime();
    while (!question.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(what).isLessThan(SOON);
    }
  }

  /// How many threads of the first node are at our work. One that has nothing to do is kept for the
  /// next request for a while; there are at most some two hundred.
  private static long atWork(Cluster cluster) {
    try {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      long pid = cluster.node(0).server().pid();
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), "Thread.print")
              .redirectErrorStream(true)
              .start();
      String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> threads = List.of(dump.split("\n(?=\")", -1));
      assertThat(threads).as(dump).hasSizeBetween(10, MOST_THREADS);
      return threads.stream().filter(thread -> thread.contains("at dev.sallyport.")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Tag("H-40")
  void a_database_that_does_not_answer_is_told_in_time_and_holds_no_thread() throws Exception {
    var servers = new SharedServers(false);
    try (var cluster = Cluster.of(1, directory, servers)) {
      cluster.addUsers(List.of("alice", "bob"));
      Held held = cluster.at(0).logIn("alice", Cluster.PASSWORD).tokens();
      long atWork = atWork(cluster);

      FaultyLink link = servers.toPostgres().of(0);
      link.set(new BlackHole());
      aCrowdIsTold(cluster, held);
      aCrowdIsTold(cluster, held);
      link.heal();
      isAsBefore(cluster, held, atWork);

      Held other = cluster.at(0).logIn("alice", Cluster.PASSWORD).tokens();
      try (Connection locking = servers.postgres().connect(servers.database());
          Statement statement = locking.createStatement()) {
        locking.setAutoCommit(false);
        statement.execute(
            "LOCK TABLE users, sessions, revocation_counter IN ACCESS EXCLUSIVE MODE");
        aCrowdIsTold(cluster, other);
        aCrowdIsTold(cluster, other);
        locking.rollback();
      }
      isAsBefore(cluster, other, atWork);
      assertThat(cluster.printed()).doesNotContain("OutOfMemoryError");
    }
  }

  @Test
  @Tag("H-41")
  void a_redis_that_does_not_answer_is_done_without() throws Exception {
    var servers = new SharedServers(true);
    try (var cluster = Cluster.of(1, directory, servers)) {
      cluster.addUsers(List.of("alice", "bob"));
      Held held = cluster.at(0).logIn("alice", Cluster.PASSWORD).tokens();
      cluster.awaitRedis();
      long atWork = atWork(cluster);

      servers.toRedis().of(0).set(new BlackHole());
      aCrowdIsServed(cluster, held);
      aCrowdIsServed(cluster, held);
      Held next = cluster.at(0).refresh(held, Optional.of("key-of-the-one-refresh")).tokens();
      assertThat(cluster.at(0).me(next).status()).isEqualTo(200);
      isLoggedOut(cluster, next);
      servers.toRedis().of(0).heal();

      becomesTrueSoon("no thread hangs", () -> atWork(cluster) <= atWork);
      assertThat(cluster.at(0).me(next).reason()).isEqualTo("revoked");
      assertThat(cluster.at(0).logIn("bob", Cluster.PASSWORD).status()).isEqualTo(200);
    }
  }

  /// Revocations are looked up in the database meanwhile, and limits are counted here.
  private static void aCrowdIsServed(Cluster cluster, Held held) throws Exception {
    var visitor = cluster.at(0);
    try (ExecutorService crowd = Executors.newFixedThreadPool(CROWD)) {
      List<Future<Duration>> pending = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        pending.add(
            crowd.submit(() -> {
              long begun = System.nanoTime();
              assertThat(visitor.me(held).status()).isEqualTo(200);
              return Duration.ofNanos(System.nanoTime() - begun);
            }));
      }
      for (Future<Duration> each : pending) {
        assertThat(each.get()).isLessThan(BOUND);
      }
    }
  }

  @Test
  @Tag("N-12")
  @Tag("R-23")
  void a_logout_at_a_node_that_is_cut_off_from_redis_holds_at_the_others() {
    var servers = new SharedServers(true);
    try (var cluster = Cluster.of(2, directory, servers)) {
      cluster.addUsers(List.of("alice"));
      FaultyLink link = servers.toRedis().of(0);
      for (FaultyLink.Fault fault :
          List.of(new BlackHole(), new FaultyLink.LoseAnswers(), new FaultyLink.Refuse())) {
        Held held = cluster.at(0).logIn("alice", Cluster.PASSWORD).tokens();
        // The other one believes Redis now, and goes on to do so.
        cluster.awaitRedis();
        assertThat(cluster.at(1).me(held).status()).isEqualTo(200);
        link.set(fault);
        isLoggedOut(cluster, held);
        assertThat(cluster.at(1).me(held).reason()).as("%s", fault).isEqualTo("revoked");
        assertThat(cluster.at(0).me(held).reason()).as("%s", fault).isEqualTo("revoked");
        link.heal();
        assertThat(cluster.at(1).me(held).reason()).as("%s", fault).isEqualTo("revoked");
        servers.flushRedis();
        assertThat(cluster.at(1).me(held).reason()).as("flushed").isEqualTo("revoked");
        assertThat(cluster.at(0).me(held).reason()).as("flushed").isEqualTo("revoked");
      }
    }
  }

  /// Until it is acknowledged: 503 meanwhile is no promise.
  private static void isLoggedOut(Cluster cluster, Held held) {
    becomesTrueSoon(
        "logged out",
        () -> {
          long begun = System.nanoTime();
          int status = cluster.at(0).logOut(held).status();
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
          assertThat(status).isIn(204, 503);
          return status == 204;
        });
  }
}
