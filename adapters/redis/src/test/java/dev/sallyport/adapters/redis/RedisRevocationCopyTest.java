package dev.sallyport.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.RevocationCopy;
import dev.sallyport.application.port.RevocationCopy.Round;
import dev.sallyport.application.port.RevocationCopyContract;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.TwinServer;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/// The scripts of the shared copy on a real Redis, and beside their twin.
final class RedisRevocationCopyTest extends RevocationCopyContract {

  private static final List<CopyId> COPIES =
      List.of(new CopyId("the-first-copy-of-allA"), new CopyId("the-other-copy-of-allA"));
  private static final FeedEpoch EPOCH = new FeedEpoch("the-first-epoch-of-all");
  private static final Instant UNTIL = Instant.parse("2026-11-24T10:00:00.123Z");

  /// The server's clock runs while a test does: that is not to show.
  private static final Duration LONG = Duration.ofMinutes(10);

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
  protected RevocationCopy copy() {
    return new RedisRevocationCopy(redis, LONG);
  }

  @Override
  protected Duration validity() {
    return LONG;
  }

  /// The server's own keys are made to expire so much earlier: nobody has to wait.
  @Override
  protected void elapse(Duration time) {
    for (String key : plain.keys("{sallyport}:*")) {
      long left = plain.pttl(key);
      if (left > time.toMillis()) {
        plain.pexpire(key, left - time.toMillis());
      } else if (left > 0) {
        plain.del(key);
      }
    }
  }

  private static SessionId session(int id) {
    return new SessionId(new UUID(0x7000, (1L << 63) + id));
  }

  @Test
  void the_scripts_do_what_their_twin_does() {
    RevocationCopy scripts = copy();
    var twin = new TwinServer();
    var random = new Random(7);
    List<Round> rounds = new ArrayList<>();
    rounds.add(new Round("0000000000000000"));
    for (int i = 0; i < 6_000; i++) {
      int step = i;
      CopyId copy = COPIES.get(random.nextInt(10) == 0 ? 1 : 0);
      long number = random.nextInt(20);
      long to = number + random.nextInt(3);
      Round round = rounds.get(Math.max(0, rounds.size() - 1 - random.nextInt(2)));
      List<Entry> entries = entries(random);
      switch (random.nextInt(24)) {
        case 0 ->
            same(
                step,
                t -> {
                  t.begin(copy, EPOCH);
                  return true;
                },
                scripts,
                twin);
        case 1 -> {
          plain.flushAll();
          twin.flush();
        }
        case 2, 3, 4 -> same(step, t -> t.add(copy, entries), scripts, twin);
        case 5, 6, 7 -> same(step, t -> t.finish(copy, number, round), scripts, twin);
        case 8, 9, 10, 11, 12 ->
            same(step, t -> t.apply(copy, number, to, entries, Instant.EPOCH), scripts, twin);
        case 13, 14, 15 -> same(step, t -> t.renew(copy, number, round), scripts, twin);
        case 16, 17 -> {
          // All of the validity, or a part beside which the time that the test takes is nothing.
          boolean all = random.nextInt(4) == 0;
          elapse(all ? LONG : LONG.dividedBy(4));
          twin.elapse(all ? RevocationCopy.VALIDITY : RevocationCopy.VALIDITY.dividedBy(4));
        }
        case 18, 19, 20 -> {
          var next = new Round("%016x".formatted(i));
          rounds.add(next);
          same(step, t -> t.open(next), scripts, twin);
        }
        case 21 -> same(step, RevocationCopy::state, scripts, twin);
        default -> same(step, t -> t.look(copy, session(step % 6)), scripts, twin);
      }
    }
  }

  private static List<Entry> entries(Random random) {
    List<Entry> entries = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      var revocation =
          new Revocation(
              random.nextInt(10) == 0 ? Revocation.NO_GENERATION : random.nextInt(5),
              UNTIL.plusMillis(random.nextInt(100)));
      entries.add(new Entry(session(random.nextInt(6)), revocation));
    }
    return entries;
  }

  @FunctionalInterface
  private interface Step {
    Object on(RevocationCopy copy);
  }

  private static void same(int step, Step what, RevocationCopy scripts, TwinServer twin) {
    assertThat(what.on(scripts)).as("step %s", step).isEqualTo(what.on(twin));
  }

  /// Redis lets keys expire by its clock on the wall: set back by a minute, each would last a minute
  /// longer.
  @Test
  void a_clock_of_the_server_that_is_set_back_makes_nothing_valid_for_longer() {
    CopyId id = COPIES.getFirst();
    var round = new Round("0123456789abcdef");
    copy().begin(id, EPOCH);
    copy().open(round);
    plain.pexpire("{sallyport}:round:0123456789abcdef", 61_000);
    assertThat(copy().finish(id, 1, round)).isFalse();
    copy().open(round);
    assertThat(copy().finish(id, 1, round)).isTrue();
    assertThat(copy().look(id, session(1))).contains(Revocation.NONE);

    plain.pexpire("{sallyport}:round:0123456789abcdef", 61_000);
    assertThat(copy().renew(id, 1, round)).isFalse();

    plain.pexpire("{sallyport}:valid", 61_000);
    assertThat(copy().look(id, session(1))).isEmpty();
    assertThat(copy().state().valid()).isFalse();
    copy().open(round);
    assertThat(copy().renew(id, 1, round)).as("never again").isFalse();
  }

  @Test
  void all_is_in_one_slot_of_a_cluster_and_rounds_go_by_themselves() {
    var copy = new RedisRevocationCopy(redis);
    copy.begin(COPIES.get(0), EPOCH);
    copy.open(new Round("0123456789abcdef"));
    assertThat(copy.finish(COPIES.get(0), 1, new Round("0123456789abcdef"))).isTrue();

    assertThat(plain.keys("*"))
        .filteredOn(key -> !key.contains(":probe:"))
        .containsExactlyInAnyOrder(
            "{sallyport}:revocations", "{sallyport}:valid", "{sallyport}:round:0123456789abcdef");
    assertThat(plain.pttl("{sallyport}:valid")).isBetween(1L, 1_500L);
    assertThat(plain.pttl("{sallyport}:round:0123456789abcdef")).isBetween(1L, 1_500L);
  }
}
