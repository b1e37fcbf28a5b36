package dev.sallyport.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.PlainRateLimiter;
import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.RateLimiterContract;
import dev.sallyport.domain.throttle.Backoff;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/// The shared limits on a real Redis, and their scripts beside the rules of the domain.
final class RedisRateLimiterTest extends RateLimiterContract {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123456789Z");
  private static final List<Throttle> THROTTLES =
      List.of(
          new Limit(20, Duration.ofMinutes(1)),
          new Limit(7, Duration.ofMinutes(1)),
          new Limit(1, Duration.ofSeconds(1)),
          new Limit(999_983, Duration.ofSeconds(1)),
          new Limit(45, Duration.ofDays(1)),
          new Backoff(5, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofDays(1)),
          new Backoff(1, Duration.ofNanos(7), Duration.ofHours(3), Duration.ofDays(100)));

  private static RedisServer server;
  private static RedisClient plain;
  private Redis redis;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
    plain = RedisClient.create("127.0.0.1", server.port());
  }

  @AfterAll
  static void stopServer() {
    plain.close();
    server.close();
  }

  @BeforeEach
  void open() {
    plain.flushAll();
    redis = Redis.open(Settings.of(server));
  }

  @AfterEach
  void close() {
    redis.close();
  }

  @Override
  protected RateLimiter limiter() {
    return new RedisRateLimiter(redis);
  }

  private static LimitKey key(Throttle throttle, long id) {
    var name = throttle instanceof Backoff ? LimitName.LOGIN_FAILURES : LimitName.LOGIN_PER_ADDRESS;
    return new LimitKey(name, THROTTLES.indexOf(throttle), id);
  }

  @Test
  void the_scripts_judge_as_the_rules_of_the_domain_to_the_nanosecond_and_when_clocks_go_back() {
    RateLimiter limiter = limiter();
    var oracle = new PlainRateLimiter();
    var random = new Random(6);
    Instant now = NOW;
    for (int i = 0; i < 20_000; i++) {
      now = now.plusNanos(step(random));
      Throttle throttle = THROTTLES.get(random.nextInt(THROTTLES.size()));
      LimitKey key = key(throttle, random.nextInt(2));
      switch (random.nextInt(12)) {
        case 0 -> {
          limiter.clear(key);
          oracle.clear(key);
        }
        case 1, 2 -> {
          limiter.credit(key, throttle, now);
          oracle.credit(key, throttle, now);
        }
        default ->
            assertThat(limiter.debit(key, throttle, now))
                .as("step %s, %s at %s", i, throttle, now)
                .isEqualTo(oracle.debit(key, throttle, now));
      }
    }
  }

  /// Mostly none or a little ahead, now and then far ahead or back.
  private static long step(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> Duration.ofMinutes(random.nextInt(3000)).toNanos();
      case 1 -> -Duration.ofMillis(random.nextInt(90_000)).toNanos();
      case 2 -> -Duration.ofMinutes(random.nextInt(2000)).toNanos();
      case 3, 4, 5, 6, 7, 8, 9, 10 -> random.nextLong(3_000_000_000L);
      case 11, 12, 13, 14 -> random.nextLong(2_000);
      default -> 0;
    };
  }

  @Test
  void a_key_shows_no_name_and_goes_when_nothing_is_left_to_remember() {
    var limit = new Limit(20, Duration.ofMinutes(1));
    limiter().debit(new LimitKey(LimitName.LOGIN_PER_ADDRESS, 0xAB, 1), limit, NOW);

    String key = "sallyport:limit:login-per-address:00000000000000ab0000000000000001";
    assertThat(plain.keys("sallyport:limit:*")).containsExactly(key);
    assertThat(plain.pttl(key)).isBetween(110_000L, 123_000L);
  }

  @Test
  void failures_are_kept_as_long_as_they_are_remembered() {
    var backoff = new Backoff(5, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofDays(1));
    var key = new LimitKey(LimitName.LOGIN_FAILURES, 1, 1);
    limiter().debit(key, backoff, NOW);
    limiter().debit(key, backoff, NOW);
    limiter().credit(key, backoff, NOW);

    long day = Duration.ofDays(1).toMillis();
    String name = "sallyport:limit:login-failures:00000000000000010000000000000001";
    assertThat(plain.pttl(name)).isBetween(day, day + 120_000);
    limiter().credit(key, backoff, NOW);
    assertThat(plain.exists(name)).isFalse();
  }

  @Test
  void a_server_that_has_forgotten_the_scripts_is_given_them_again() {
    RateLimiter limiter = limiter();
    var limit = new Limit(1, Duration.ofMinutes(1));
    limiter.debit(key(limit, 1), limit, NOW);

    plain.scriptFlush();

    assertThat(limiter.debit(new LimitKey(LimitName.LOGIN_PER_ADDRESS, 1, 1), limit, NOW))
        .isNotNull();
    assertThat(redis.isUp()).isTrue();
  }

  @Test
  void two_nodes_share_one_count() {
    var limit = new Limit(3, Duration.ofMinutes(1));
    var key = new LimitKey(LimitName.LOGIN_PER_ADDRESS, 1, 1);
    try (var other = Redis.open(Settings.of(server))) {
      RateLimiter one = limiter();
      RateLimiter two = new RedisRateLimiter(other);
      var oracle = new PlainRateLimiter();
      for (int i = 0; i < 6; i++) {
        assertThat((i % 2 == 0 ? one : two).debit(key, limit, NOW))
            .isEqualTo(oracle.debit(key, limit, NOW));
      }
    }
  }
}
