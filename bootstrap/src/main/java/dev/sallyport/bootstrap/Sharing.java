package dev.sallyport.bootstrap;

import dev.sallyport.adapters.redis.Redis;
import dev.sallyport.adapters.redis.RedisRateLimiter;
import dev.sallyport.adapters.redis.RedisRevocationCopy;
import dev.sallyport.adapters.redis.RedisSettings;
import dev.sallyport.adapters.redis.SharedRateLimiter;
import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.SqlRevocationCounter;
import dev.sallyport.adapters.sql.SqlRevocationLog;
import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.RevocationCounter;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.share.ForgetCopies;
import dev.sallyport.application.share.ShareRevocations;
import dev.sallyport.application.share.SharedRevocationList;
import dev.sallyport.application.share.SharedState;
import dev.sallyport.application.share.WaitOutAtEnd;
import dev.sallyport.application.share.WaitOutCopies;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What this process shares with other nodes, and how they learn in time of what it revokes: a server
/// with `redis.url` through Redis, every other process by waiting.
final class Sharing implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Sharing.class.getName());
  private static final int SECONDS_TO_END = 5;

  private final Closing closing = new Closing();
  private final RevocationSpread spread;
  private final Optional<Redis> redis;
  private final Optional<ShareRevocations> share;

  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("shared-revocations").daemon(true).factory());
  private SharedState told = SharedState.DATABASE_ONLY;

  private Sharing(
      RevocationSpread spread, Optional<Redis> redis, Optional<ShareRevocations> share) {
    this.spread = spread;
    this.redis = redis;
    this.share = share;
  }

  /// For a command: it waits once, when this is closed.
  static Sharing ofCommand(Surroundings machine) {
    var atEnd = new WaitOutAtEnd(machine::elapse, System::nanoTime);
    var sharing = new Sharing(atEnd, Optional.empty(), Optional.empty());
    sharing.closing.add(atEnd);
    return sharing;
  }

  /// For a server.
  ///
  /// @throws CannotStartException if the settings can't be used
  static Sharing ofServer(
      Optional<RedisSettings> settings, Database database, Surroundings machine) {
    var counter = new SqlRevocationCounter(database);
    var waiting = new UntilStopped();
    if (settings.isEmpty()) {
      forgetCopies(counter, waiting, machine);
      var waitOut = new WaitOutCopies(counter, waiting, System::nanoTime);
      var sharing = new Sharing(waitOut, Optional.empty(), Optional.empty());
      sharing.closing.add(waiting);
      return sharing;
    }
    Redis redis = open(settings.get());
    var share =
        new ShareRevocations(
            new RedisRevocationCopy(redis),
            counter,
            new SqlRevocationLog(database),
            waiting,
            machine.secrets(),
            machine.clock(),
            System::nanoTime);
    var sharing = new Sharing(share, Optional.of(redis), Optional.of(share));
    sharing.closing.add(redis);
    sharing.closing.add(sharing::stopRenewing);
    sharing.closing.add(waiting);
    return sharing;
  }

  private static Redis open(RedisSettings settings) {
    try {
      return Redis.open(settings);
    } catch (IllegalArgumentException e) {
      throw new CannotStartException("redis.ca-file: " + e.getMessage(), e);
    }
  }

  private static void forgetCopies(
      RevocationCounter counter, UntilStopped waiting, Surroundings machine) {
    if (new ForgetCopies(counter, waiting, machine.secrets()).forget()) {
      LOG.log(
          System.Logger.Level.INFO,
          "redis.url is not set: the copy of the revocations in Redis, which another start has made, is"
              + " believed no more");
    }
  }

  /// How the stores spread what they revoke.
  RevocationSpread spread() {
    return spread;
  }

  /// The limits: the shared ones, with this node's own to fall back to.
  RateLimiter limiter(RateLimiter own) {
    return redis
        .<RateLimiter>map(shared -> new SharedRateLimiter(new RedisRateLimiter(shared), own))
        .orElse(own);
  }

  /// The revocations: the shared copy, with the database to fall back to.
  RevocationList revocations(RevocationList database) {
    return share
        .<RevocationList>map(shared ->
            new SharedRevocationList(
                new RedisRevocationCopy(redis.orElseThrow()), shared::named, database))
        .orElse(database);
  }

  /// Where revocations are looked up now.
  SharedState state() {
    return share.map(ShareRevocations::state).orElse(SharedState.OFF);
  }

  /// Whether the limits are shared now.
  boolean limitsAreShared() {
    return redis.filter(Redis::isUp).isPresent();
  }

  /// By how many revocations the copy was behind the database at the last renewal.
  long lag() {
    return share.map(ShareRevocations::lag).orElse(0L);
  }

  /// How long ago this node has made the copy valid.
  Duration sinceRenewal() {
    return share.map(ShareRevocations::sinceRenewal).orElse(Duration.ZERO);
  }

  /// Begins to keep the copy.
  void start() {
    share.ifPresent(shared -> {
      // Its future never completes: it runs until the thread ends, whatever happens.
      var _ =
          renewer.scheduleWithFixedDelay(
              () -> renew(shared),
              0,
              ShareRevocations.BETWEEN_RENEWALS.toMillis(),
              TimeUnit.MILLISECONDS);
    });
  }

  private void renew(ShareRevocations shared) {
    String why = "";
    try {
      shared.renew();
    } catch (StoreUnavailableException down) {
      why = ": " + down.getMessage();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the shared revocations could not be renewed", e);
    }
    if (shared.state() != told) {
      told = shared.state();
      boolean good = told == SharedState.SHARED;
      LOG.log(
          good ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
          good
              ? "revocations are looked up in Redis"
              : "revocations are looked up in the database" + why);
    }
  }

  private void stopRenewing() {
    renewer.shutdown();
    try {
      renewer.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    renewer.shutdown();
    closing.close();
  }
}
