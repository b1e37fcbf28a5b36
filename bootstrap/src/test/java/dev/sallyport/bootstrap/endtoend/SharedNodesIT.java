package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.redis.RedisServer;
import dev.sallyport.application.port.FaultyLink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers that share a database and a Redis, and what they do when it is lost.
class SharedNodesIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMillis(50);

  @TempDir private Path directory;

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().pollInSameThread().pollInterval(AGAIN).atMost(DEADLINE).until(condition);
  }

  private static boolean says(Server server, String what) {
    return server.log().stream().anyMatch(line -> line.contains(what));
  }

  @Test
  @Tag("T-22")
  @Tag("R-23")
  @Tag("H-41")
  void limits_and_logouts_are_shared_and_outlive_a_redis_that_is_lost() throws Exception {
    var program = new Program(directory);
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isZero();
    try (var redis = RedisServer.start();
        var link = new FaultyLink(redis.port())) {
      program
          .with("SALLYPORT_REDIS_URL", "redis://127.0.0.1:" + link.port())
          .with("SALLYPORT_LIMITS_LOGIN_PER_ADDRESS", "5/1d");
      try (Server one = program.serve();
          Server two = program.serve()) {
        await(() ->
            says(one, "revocations are looked up in Redis")
                && says(two, "revocations are looked up in Redis"));
        var atOne = new Visitor(one.url());
        var atTwo = new Visitor(two.url());
        var first = atOne.logIn("alice", PASSWORD).tokens();
        var second = atTwo.logIn("alice", PASSWORD).tokens();
        assertThat(atTwo.me(first).status()).isEqualTo(200);

        assertThat(atOne.logOut(first).status()).isEqualTo(204);
        assertThat(atTwo.me(first).status()).isEqualTo(401);

        for (int i = 0; i < 3; i++) {
          assertThat((i % 2 == 0 ? atOne : atTwo).logIn("alice", PASSWORD).status()).isEqualTo(200);
        }
        assertThat(atOne.logIn("alice", PASSWORD).status()).isEqualTo(429);
        assertThat(atTwo.logIn("alice", PASSWORD).status()).isEqualTo(429);

        link.set(new FaultyLink.BlackHole());
        long begun = System.nanoTime();
        assertThat(atTwo.logOut(second).status()).isEqualTo(204);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(took).isBetween(Duration.ofMillis(1_400), Duration.ofSeconds(8));
        assertThat(atOne.me(second).status()).isEqualTo(401);
        assertThat(atOne.me(first).status()).isEqualTo(401);
        await(() -> says(one, "redis is down") && says(two, "redis is down"));
        for (int i = 0; i < 5; i++) {
          atOne.logIn("alice", PASSWORD);
        }
        assertThat(atOne.logIn("alice", PASSWORD).status()).as("limited alone").isEqualTo(429);

        link.heal();
        await(() -> says(one, "redis is up again"));
        assertThat(atOne.me(first).status()).isEqualTo(401);
        assertThat(atTwo.me(second).status()).isEqualTo(401);
      }
    }
  }
}
