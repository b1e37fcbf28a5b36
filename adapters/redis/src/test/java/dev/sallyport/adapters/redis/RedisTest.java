package dev.sallyport.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.FaultyLink;
import dev.sallyport.application.port.PlainRateLimiter;
import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.RevocationCopy.Round;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.SelfSigned;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.throttle.Backoff;
import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.LimitName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// The connection to a real Redis: links that fail, TLS, an ACL user, a cluster.
final class RedisTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final Limit FIVE = new Limit(5, Duration.ofDays(1));
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration AGAIN = Duration.ofMillis(20);

  /// The user that docs/operations-redis.md tells to make.
  private static final String LEAST_RIGHTS =
      "~sallyport:* ~{sallyport}:* -@all +eval +evalsha +get +set +del +pttl +hget +hmget +hset"
          + " +hdel +hscan +info +ping";

  @TempDir private Path directory;

  private static LimitKey key(int id) {
    return new LimitKey(LimitName.LOGIN_PER_ADDRESS, id, id);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().pollInSameThread().pollInterval(AGAIN).atMost(DEADLINE).until(condition);
  }

  private static RedisSettings settings(String url) {
    return settings(url, Optional.empty(), false);
  }

  private static RedisSettings settings(String url, Optional<Path> authorities, boolean cluster) {
    return new RedisSettings(
        RedisUrl.parse(url).orElseThrow(),
        Optional.empty(),
        Optional.empty(),
        authorities,
        cluster,
        "sallyport");
  }

  /// Everything that we ever ask of a Redis.
  private static void assertAllWorks(Redis redis) {
    var limiter = new RedisRateLimiter(redis);
    var backoff = new Backoff(5, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofDays(1));
    var failures = new LimitKey(LimitName.LOGIN_FAILURES, 1, 1);
    for (int i = 0; i < 20; i++) {
      assertThat(limiter.debit(key(i), FIVE, NOW)).isInstanceOf(Allowed.class);
      limiter.credit(key(i), FIVE, NOW);
      limiter.clear(key(i));
    }
    limiter.debit(failures, backoff, NOW);
    limiter.debit(failures, backoff, NOW);
    limiter.credit(failures, backoff, NOW);
    limiter.clear(failures);

    var copy = new RedisRevocationCopy(redis);
    var id = new CopyId("the-first-copy-of-allA");
    var round = new Round("0123456789abcdef");
    var session = new SessionId(new UUID(0x7000, 1L << 63));
    var entry = new Entry(session, new Revocation(3, NOW));
    copy.open(round);
    copy.begin(id, new FeedEpoch("the-first-epoch-of-all"));
    assertThat(copy.add(id, List.of(entry))).isTrue();
    assertThat(copy.finish(id, 1, round)).isTrue();
    assertThat(copy.look(id, session)).contains(entry.revocation());
    assertThat(copy.apply(id, 1, 2, List.of(entry), NOW.plusSeconds(1)))
        .isEqualTo(OptionalLong.of(2));
    copy.renew(id, 2, round);
    assertThat(copy.state().number()).isEqualTo(2);
    assertThat(redis.isUp()).isTrue();
  }

  @Test
  @Tag("T-22")
  void while_redis_is_down_each_node_limits_alone_and_never_not_at_all() {
    try (var server = RedisServer.start();
        var redis = Redis.open(Settings.of(server))) {
      RateLimiter limiter =
          new SharedRateLimiter(new RedisRateLimiter(redis), new PlainRateLimiter());
      for (int i = 0; i < 3; i++) {
        assertThat(limiter.debit(key(1), FIVE, NOW)).isInstanceOf(Allowed.class);
      }

      server.kill();

      List<Boolean> allowed = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        allowed.add(limiter.debit(key(1), FIVE, NOW) instanceof Allowed);
      }
      assertThat(allowed).as("what was used up before counts").startsWith(true, true, false);
      assertThat(allowed.subList(2, 10)).containsOnly(false);
      limiter.clear(key(1));
      assertThat(limiter.debit(key(1), FIVE, NOW)).isInstanceOf(Allowed.class);
      assertThat(redis.isUp()).isFalse();

      server.startAgain();

      await(redis::isUp);
      for (int i = 0; i < 5; i++) {
        assertThat(limiter.debit(key(2), FIVE, NOW)).isInstanceOf(Allowed.class);
      }
      assertThat(new RedisRateLimiter(redis).debit(key(2), FIVE, NOW)).isInstanceOf(Limited.class);
    }
  }

  @Test
  @Tag("H-41")
  void a_black_hole_costs_each_caller_little_and_the_later_ones_nothing() throws Exception {
    try (var server = RedisServer.start();
        var link = new FaultyLink(server.port());
        var redis = Redis.open(Settings.at(link.port()));
        var threads = Executors.newFixedThreadPool(100)) {
      RateLimiter limiter =
          new SharedRateLimiter(new RedisRateLimiter(redis), new PlainRateLimiter());
      assertThat(redis.isUp()).isTrue();
      link.set(new FaultyLink.BlackHole());

      List<Callable<Duration>> callers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int id = i;
        callers.add(() -> {
          long begun = System.nanoTime();
          limiter.debit(key(id), FIVE, NOW);
          return Duration.ofNanos(System.nanoTime() - begun);
        });
      }
      for (var caller : threads.invokeAll(callers)) {
        assertThat(caller.get()).isLessThan(Duration.ofSeconds(2));
      }
      assertThat(redis.isUp()).isFalse();
      long begun = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        limiter.debit(key(i), FIVE, NOW);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));

      link.heal();

      await(redis::isUp);
    }
  }

  @Test
  @Tag("H-41")
  void a_link_that_is_slow_or_loses_answers_counts_as_down() {
    try (var server = RedisServer.start();
        var link = new FaultyLink(server.port());
        var redis = Redis.open(Settings.at(link.port()))) {
      for (FaultyLink.Fault fault :
          List.of(
              new FaultyLink.Delay(Duration.ofMillis(400)),
              new FaultyLink.LoseAnswers(),
              new FaultyLink.Reset(),
              new FaultyLink.Refuse(),
              new FaultyLink.CutAfter(2))) {
        await(redis::isUp);
        link.set(fault);
        assertThatThrownBy(() -> redis.delete("sallyport:none"))
            .as("%s", fault)
            .isInstanceOf(StoreUnavailableException.class);
        assertThat(redis.isUp()).isFalse();
        link.heal();
      }
      await(redis::isUp);
    }
  }

  @Test
  void a_server_that_takes_no_writes_is_down_until_it_does() {
    try (var server = RedisServer.start();
        var redis = Redis.open(Settings.of(server));
        var admin = new Jedis("127.0.0.1", server.port())) {
      admin.replicaof("127.0.0.1", RedisServer.freePort());

      assertThatThrownBy(() -> new RedisRateLimiter(redis).debit(key(1), FIVE, NOW))
          .isInstanceOf(StoreUnavailableException.class);
      assertThat(redis.isUp()).isFalse();

      admin.replicaofNoOne();
      await(redis::isUp);
    }
  }

  @Test
  void a_user_with_the_least_rights_can_do_all_that_is_needed_and_nothing_else() {
    var command = new ArrayList<>(List.of("--user", "node", "on", ">right-secret"));
    command.addAll(List.of(LEAST_RIGHTS.split(" ")));
    command.addAll(List.of("--user", "default", "off"));
    try (var server = RedisServer.start(command.toArray(String[]::new))) {
      var url = RedisUrl.parse("redis://node@127.0.0.1:" + server.port()).orElseThrow();
      try (var redis = Redis.open(with(url, "right-secret"))) {
        assertAllWorks(redis);
      }
      try (var redis = Redis.open(with(url, "wrong-secret"))) {
        assertThat(redis.isUp()).isFalse();
      }
      try (var jedis = new Jedis("127.0.0.1", server.port())) {
        jedis.auth("node", "right-secret");
        for (Runnable forbidden :
            List.<Runnable>of(
                jedis::flushAll,
                () -> jedis.keys("*"),
                () -> jedis.get("other"),
                () -> jedis.configGet("*"))) {
          assertThatThrownBy(forbidden::run).hasMessageContaining("NOPERM");
        }
      }
    }
  }

  private static RedisSettings with(RedisUrl url, String password) {
    return new RedisSettings(
        url,
        Optional.empty(),
        Optional.of(SecretBytes.copyOf(password.getBytes(StandardCharsets.UTF_8))),
        Optional.empty(),
        false,
        "sallyport");
  }

  @Test
  void tls_checks_who_vouches_for_the_server_and_its_name() {
    var right = SelfSigned.in(directory, "right", "ip:127.0.0.1");
    var elsewhere = SelfSigned.in(directory, "elsewhere", "dns:redis.example.com");
    try (var server = RedisServer.start(tls(right))) {
      String url = "rediss://127.0.0.1:" + server.port();
      try (var redis = Redis.open(settings(url, Optional.of(right.certificate()), false))) {
        assertAllWorks(redis);
      }
      assertIsDown(settings(url, Optional.of(elsewhere.certificate()), false));
      assertIsDown(settings(url));
      assertIsDown(settings("redis://127.0.0.1:" + server.port()));
    }
    try (var server = RedisServer.start(tls(elsewhere))) {
      String url = "rediss://127.0.0.1:" + server.port();
      assertIsDown(settings(url, Optional.of(elsewhere.certificate()), false));
    }
  }

  private static void assertIsDown(RedisSettings settings) {
    try (var redis = Redis.open(settings)) {
      assertThat(redis.isUp()).isFalse();
      assertThatThrownBy(() -> redis.delete("sallyport:none"))
          .isInstanceOf(StoreUnavailableException.class);
    }
  }

  @Test
  void a_file_that_holds_no_certificate_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("none.pem"), "nothing");
    var settings = settings("rediss://127.0.0.1:1", Optional.of(file), false);

    assertThatThrownBy(() -> Redis.open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
  }

  private static String[] tls(SelfSigned server) {
    return new String[] {
      "--port",
      "0",
      "--tls-port",
      "{port}",
      "--tls-cert-file",
      server.certificate().toString(),
      "--tls-key-file",
      server.key().toString(),
      "--tls-ca-cert-file",
      server.certificate().toString(),
      "--tls-auth-clients",
      "no"
    };
  }

  @Test
  void a_cluster_of_three_carries_limits_and_revocations() {
    List<RedisServer> servers = new ArrayList<>();
    try {
      // Nodes that have just met wait so long, or five seconds, before they serve.
      var options =
          new ArrayList<>(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
      options.addAll(List.of("--user", "node", "on", ">right-secret"));
      options.addAll(List.of((LEAST_RIGHTS + " +cluster|slots +cluster|shards").split(" ")));
      for (int i = 0; i < 3; i++) {
        servers.add(RedisServer.start(options.toArray(String[]::new)));
      }
      join(servers);
      String url = "redis://node:right-secret@127.0.0.1:" + servers.getFirst().port();
      try (var redis = Redis.open(settings(url, Optional.empty(), true))) {
        await(redis::isUp);
        assertAllWorks(redis);
      }
    } finally {
      servers.forEach(RedisServer::close);
    }
  }

  private static void join(List<RedisServer> servers) {
    int first = 0;
    for (int i = 0; i < servers.size(); i++) {
      int last = 16_384 * (i + 1) / servers.size();
      int[] slots = java.util.stream.IntStream.range(first, last).toArray();
      first = last;
      try (var jedis = new Jedis("127.0.0.1", servers.get(i).port())) {
        jedis.clusterAddSlots(slots);
        for (RedisServer other : servers) {
          jedis.clusterMeet("127.0.0.1", other.port());
        }
      }
    }
    for (RedisServer server : servers) {
      try (var jedis = new Jedis("127.0.0.1", server.port())) {
        await(() -> jedis.clusterInfo().contains("cluster_state:ok"));
      }
    }
  }
}
