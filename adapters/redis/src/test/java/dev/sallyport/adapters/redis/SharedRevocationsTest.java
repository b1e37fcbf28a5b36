package dev.sallyport.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.FaultyLink;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.RevocationListContract;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.share.ShareRevocations;
import dev.sallyport.application.share.SharedRevocationList;
import dev.sallyport.application.share.SharedState;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

/// Revocations shared by two nodes through a real Redis, and what becomes of them when it is emptied,
/// started anew, killed, full, or replaced by a replica that lags.
final class SharedRevocationsTest extends RevocationListContract {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final Given given = Given.seed(6);
  private RedisServer server;
  private Node one;
  private Node two;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    one = new Node(server.port(), 1);
    two = new Node(server.port(), 2);
    database.spreadBy(one.share);
    awaitShared();
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    server.close();
  }

  private void awaitShared() {
    await(() -> one.share.state() == SharedState.SHARED && two.share.state() == SharedState.SHARED);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().pollInSameThread().pollInterval(AGAIN).atMost(DEADLINE).until(condition);
  }

  /// A node: its connection, its list, and the thread that keeps the copy.
  private final class Node implements AutoCloseable {
    private final Redis redis;
    private final ShareRevocations share;
    private final SharedRevocationList list;
    private final ScheduledExecutorService renewer = Executors.newSingleThreadScheduledExecutor();

    private boolean isFirst;

    private Node(int port, long seed) {
      isFirst = seed == 1;
      redis = Redis.open(Settings.at(port));
      var copy = new RedisRevocationCopy(redis);
      share =
          new ShareRevocations(
              copy,
              database.revocationCounter(),
              database.revocationLog(),
              time -> {
                if (isFirst) {
                  // No copy was ever named: nothing has to lapse.
                  isFirst = false;
                  return true;
                }
                try {
                  TimeUnit.NANOSECONDS.sleep(time.toNanos());
                  return true;
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  return false;
                }
              },
              new SeededSecrets(seed),
              () -> Given.NOW,
              System::nanoTime);
      list = new SharedRevocationList(copy, share::named, database.revocationList());
      var _ = renewer.scheduleWithFixedDelay(this::renew, 0, 100, TimeUnit.MILLISECONDS);
    }

    private void renew() {
      try {
        share.renew();
      } catch (RuntimeException again) {
        // Redis is down, which is what some of these tests are about.
      }
    }

    @Override
    public void close() {
      renewer.shutdownNow();
      redis.close();
    }
  }

  @Override
  protected RevocationList revocations() {
    return two.list;
  }

  @Override
  protected UserStore users() {
    return database.users();
  }

  @Override
  protected SessionStore sessions() {
    return database.sessions();
  }

  private Session revoked(String name) {
    User user = given.user(name);
    users().add(user);
    Session session = given.session(user);
    sessions().open(session, user, Optional.empty(), _ -> List.of());
    Session ended =
        session.ended(EndCause.LOGGED_OUT, Given.CLIENT.address(), Given.NOW, Given.POLICY);
    assertThat(sessions().replace(session, ended)).isTrue();
    assertRefused(ended);
    return ended;
  }

  private static void assertRefusedBy(Node node, Session session) {
    assertThat(node.list.of(session.id()).refuses(session.generation(), Given.NOW)).isTrue();
  }

  private void assertRefused(Session session) {
    assertThat(List.of(one, two))
        .allMatch(node -> node.list.of(session.id()).refuses(session.generation(), Given.NOW));
  }

  /// Until both believe the copy again.
  private void assertRefusedUntilShared(Session session) {
    long first = one.list.answeredByCopy();
    long second = two.list.answeredByCopy();
    await(() -> {
      assertRefused(session);
      return one.list.answeredByCopy() > first && two.list.answeredByCopy() > second;
    });
  }

  @Test
  @Tag("R-23")
  void a_flush_brings_no_dead_token_back() {
    Session dead = revoked("alice");

    try (var plain = RedisClient.create("127.0.0.1", server.port())) {
      plain.flushAll();
    }

    assertRefused(dead);
    Session later = revoked("bob");
    assertRefusedUntilShared(dead);
    assertRefused(later);
  }

  @Test
  @Tag("R-23")
  void an_eviction_brings_no_dead_token_back() {
    Session dead = revoked("alice");

    try (var plain = RedisClient.create("127.0.0.1", server.port())) {
      plain.configSet("maxmemory-policy", "allkeys-lru");
      // No room for anything: everything goes, the copy last, since it is asked all the time.
      plain.configSet("maxmemory", "1");
      await(() -> {
        assertRefused(dead);
        return !plain.exists("{sallyport}:revocations");
      });
      assertRefused(dead);
      plain.configSet("maxmemory", "0");
    }

    assertRefusedUntilShared(dead);
  }

  @Test
  @Tag("R-23")
  void a_server_that_was_killed_and_started_with_its_data_is_not_believed() {
    Session dead = revoked("alice");
    server.kill();
    assertRefused(dead);
    Session meanwhile = revoked("bob");

    server.startAgain();

    assertRefused(meanwhile);
    assertRefusedUntilShared(dead);
    assertRefused(meanwhile);
  }

  @Test
  @Tag("N-12")
  void a_replica_that_lags_and_is_promoted_brings_no_dead_token_back() {
    try (var master = new Jedis("127.0.0.1", server.port())) {
      // Else it waits five seconds for other replicas.
      master.configSet("repl-diskless-sync-delay", "0");
    }
    try (var link = new FaultyLink(server.port());
        var replica = RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(link.port()));
        var admin = new Jedis("127.0.0.1", replica.port())) {
      await(() -> admin.exists("{sallyport}:valid"));
      link.set(new FaultyLink.BlackHole());
      long cut = System.nanoTime();
      Session dead = revoked("alice");
      admin.replicaofNoOne();
      assertThat(admin.hexists("{sallyport}:revocations", dead.id().text()))
          .as("it lags")
          .isFalse();
      assertThat(
              admin.exists("{sallyport}:valid")
                  || System.nanoTime() - cut > Duration.ofSeconds(1).toNanos())
          .as("and looks valid, if this machine was not too slow to see it")
          .isTrue();

      try (var moved = new Node(replica.port(), 3)) {
        assertRefusedBy(moved, dead);
        await(() -> moved.share.state() == SharedState.SHARED);
        assertRefusedBy(moved, dead);
        assertRefused(dead);
      }
    }
  }

  @Test
  @Tag("N-12")
  void a_node_that_is_cut_off_acknowledges_only_what_the_others_see() {
    server.freeze();
    long begun = System.nanoTime();

    Session dead = revoked("alice");

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_500));
    server.thaw();
    assertRefusedUntilShared(dead);
  }
}
